from meetings.services.account import Account, Agreed, Note
from meetings.services.actions import mark_action
from meetings.services.change import change_meeting, may_change
from meetings.services.log import log_meeting
from meetings.services.people import People, Person, people_of
from meetings.services.sharing import share_note, take_back_note
from meetings.services.stored import Stored, Words, stored_of, words_of

__all__ = [
    "Account",
    "Agreed",
    "Note",
    "People",
    "Person",
    "Stored",
    "Words",
    "change_meeting",
    "log_meeting",
    "mark_action",
    "may_change",
    "people_of",
    "share_note",
    "stored_of",
    "take_back_note",
    "words_of",
]
