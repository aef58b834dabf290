"""Names made comparable: folded for search by prefix, keyed for sorting as Finnish and Swedish lists are sorted.

Both are stored beside the name, because under the wall only plain byte comparisons use an index, and the embedded
server has no Finnish collation (design: access.md).
"""

import unicodedata

# Letters that do not decompose, in the way a hurried reader types them; the last ones are Sámi.
_LETTERS = {
    "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
    "ŋ": "n", "ŧ": "t", "ʒ": "z", "ǥ": "g",
}  # fmt: skip
_APOSTROPHES = "'’‘‛`´ʹʼʻʽʾʿˈ"
_FOLD = str.maketrans(_LETTERS | dict.fromkeys(_APOSTROPHES, ""))
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
    text = unicodedata.normalize("NFKD", text).translate(_FOLD)
    return " ".join("".join(_kept(character) for character in text).split())


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in "LN":
        return character
    return "" if category[0] == "M" or category == "Cf" else " "


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
    composed = unicodedata.normalize("NFC", name)
    placed = "".join(_PLACES.get(character) or _marked(character) for character in composed)
    return _BETWEEN_WORDS.join(placed.split())


def _marked(character: str) -> str:
    """A letter without a place of its own sorts as its base letter."""
    if ord(character) > 0x7F and (place := _place_of_marked(character)):
        return place
    return "".join(_kept(one) for one in unicodedata.normalize("NFKD", character).translate(_FOLD))


def _place_of_marked(character: str) -> str:
    """ǻ, ǟ, ȫ, ǖ: a letter with a place of its own that carries one mark more."""
    for length in range(len(unicodedata.normalize("NFD", character)) - 1, 1, -1):
        base = unicodedata.normalize("NFC", unicodedata.normalize("NFD", character)[:length])
        if base in _PLACES:
            return _PLACES[base]
    return ""
