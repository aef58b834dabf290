"""Names made comparable: folded for search by prefix, keyed for sorting as Finnish and Swedish lists are sorted.

Both are stored beside the name, because under the wall only plain byte comparisons use an index, and the embedded
server has no Finnish collation (design: access.md).
"""

import unicodedata
from collections.abc import Callable

# Letters that do not decompose, in the way a hurried reader types them; the last ones are Sámi.
_LETTERS = {
    "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
    "ŋ": "n", "ŧ": "t", "ʒ": "z", "ǥ": "g",
}  # fmt: skip
_APOSTROPHES = "'’‘‛`´ʹʼʻʽʾʿˈ"
_NO_APOSTROPHES = str.maketrans(dict.fromkeys(_APOSTROPHES, ""))

# å ä ö come after z in the order of ASCII as Finland used it in ISO 646; æ and ø go with ä and ö, ü with y (SFS-EN 13710).
_PLACES = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"}
_BETWEEN_FIELDS = " "
_BETWEEN_WORDS = "-"


def fold(text: str) -> str:
    """A name as it is searched: no case, no marks (å ä → a, ö ø → o), letters, digits and single spaces only.

    Whoever is in a hurry types "a" for "ä", so both find the name, and a prefix of what is written finds it. Apostrophes
    vanish (O'Brien → obrien), hyphens part words (Anna-Maija → anna maija), invisible and bidi control characters go.
    """
    text = unicodedata.normalize("NFKD", text.translate(_NO_APOSTROPHES)).casefold()
    return " ".join(unicodedata.normalize("NFKD", text).translate(_FOLDED).split())


def sort_key(family: str, given: str) -> str:
    """A key that sorts by `COLLATE "C"` as Finnish and Swedish name lists do: family name, given names, then accents.

    … x y z å ä ö; v and w are letters of their own; accents only break ties; a shorter name goes before a longer
    one; other scripts come after. Compare keys, never show them: they hold the whole name.
    """
    accents = unicodedata.normalize("NFC", f"{family}\x1f{given}").replace("\x00", "")
    return _BETWEEN_FIELDS.join((_primary(family), _primary(given), accents.casefold()))


def _primary(name: str) -> str:
    """The letters that decide the order; words are parted by a character lower than any letter or digit."""
    name = unicodedata.normalize("NFC", name.translate(_NO_APOSTROPHES)).casefold()
    return _BETWEEN_WORDS.join(unicodedata.normalize("NFC", name).translate(_PLACED).split())


class _Table(dict[int, str]):
    """A translation table that works each character out once: millions of names are made of a few hundred characters."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self.rule = rule

    def __missing__(self, code_point: int) -> str:
        self[code_point] = self.rule(chr(code_point))
        return self[code_point]


def _folded(character: str) -> str:
    """One decomposed, case-folded character as it is searched: a letter, a digit, a space, or nothing."""
    if character in _LETTERS:
        return _LETTERS[character]
    category = unicodedata.category(character)
    if category[0] in "LN" and character not in _APOSTROPHES:
        return character
    return "" if category[0] == "M" or category == "Cf" or character in _APOSTROPHES else " "


def _placed(character: str) -> str:
    """One composed, case-folded character as it is sorted; without a place of its own it sorts as its base letter."""
    decomposed = unicodedata.normalize("NFD", character)
    for length in range(len(decomposed), 0, -1):  # ǻ, ǟ, ȫ: a letter with a place of its own may carry one mark more
        base = unicodedata.normalize("NFC", decomposed[:length])
        if base in _PLACES:
            return _PLACES[base]
    return "".join(_FOLDED[ord(one)] for one in unicodedata.normalize("NFKD", character))


_FOLDED = _Table(_folded)
_PLACED = _Table(_placed)
