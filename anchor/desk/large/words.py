"""Words for a million: a shared small set, encoded once. Each value is sealed for its own row all the same."""

from functools import cache

from anchor.core.folding import fold, sort_key
from anchor.desk.demo import mix, names, texts_fi
from anchor.desk.demo.chance import Chance


def summaries(count: int = 64) -> list[bytes]:
    """Summaries of three sentences and more, as in the demonstration."""
    chance = Chance("large summaries")
    made = []
    for _ in range(count):
        topics = chance.some_of(mix.TOPICS, 3)
        sentences = [chance.one_of(texts_fi.OPENING), *[chance.one_of(texts_fi.SUMMARY[topic]) for topic in topics]]
        made.append(" ".join([*sentences, "Sovittiin uusi tapaaminen."]).replace("{name}", "Nuori").encode())
    return made


STORIES = [story.encode() for stories in texts_fi.HAPPENED.values() for story in stories]
ACTIONS = [action.encode() for action in texts_fi.ACTIONS["professional"]]
GIVEN = [(name, fold(name)) for name in dict.fromkeys((*names.GIVEN["fi", "girl"], *names.GIVEN["fi", "boy"]))]
FAMILY = [(first + last, fold(first + last)) for first in names.FAMILY["fi"][0] for last in names.FAMILY["fi"][1]]


@cache
def name_key(family: str, given: str) -> str:
    """The key lists are sorted by; names come again and again."""
    return sort_key(family, given)
