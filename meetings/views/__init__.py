from meetings.views.actions import mark_action, unmark_action
from meetings.views.change_meeting import change_meeting
from meetings.views.log_meeting import log_meeting
from meetings.views.meeting import meeting
from meetings.views.notes import share_note, take_back_note

__all__ = ["change_meeting", "log_meeting", "mark_action", "meeting", "share_note", "take_back_note", "unmark_action"]
