"""How sectors, dates, times and numbers are written in each of our languages, on pages, in letters and in reports."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, npgettext
from django.utils.translation import gettext as _

SECTORS = {
    "police": gettext_lazy("Police"),
    "social": gettext_lazy("Social services"),
    "health": gettext_lazy("Health services"),
    "youth": gettext_lazy("Youth services"),
    "education": gettext_lazy("Education"),
    "other": gettext_lazy("Other sector"),
}
# Settled with the field and not for a translator to change one by one: within a language no two may be alike.
LETTERS = {
    "fi": dict(zip(SECTORS, ("P", "S", "T", "N", "O", "M"), strict=True)),
    "sv": dict(zip(SECTORS, ("P", "S", "H", "Un", "Ut", "A"), strict=True)),
    "en": dict(zip(SECTORS, ("P", "S", "H", "Y", "E", "O"), strict=True)),
}
_PLACES = {code: place for place, code in enumerate(SECTORS)}
WEEKDAYS = {
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
WEEKDAYS_FULL = {
    "fi": ("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "fi": [
        "tammikuu",
        "helmikuu",
        "maaliskuu",
        "huhtikuu",
        "toukokuu",
        "kesäkuu",
        "heinäkuu",
        "elokuu",
        "syyskuu",
        "lokakuu",
        "marraskuu",
        "joulukuu",
    ],
    "sv": [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def language() -> str:
    """The active language as one of the three we write: fi, sv or en."""
    code = (get_language() or "en")[:2]
    return code if code in LETTERS else "en"


def local(moment: date | datetime) -> date | datetime:
    is_aware = isinstance(moment, datetime) and timezone.is_aware(moment)
    return timezone.localtime(moment) if is_aware else moment  # type: ignore[arg-type]


def sector_letter(code: str) -> str:
    """The letter of a sector in the active language."""
    return LETTERS[language()][code]


def sector_name(code: str) -> str:
    """The name of a sector in the active language."""
    return str(SECTORS[code])


def sector_place(code: str) -> int:
    """Where a sector stands among the others, the same on every page: `key` for sorting. None of ours comes last."""
    return _PLACES.get(code, len(_PLACES))


def format_longdate(day: date | datetime | None) -> str:
    """Weekday and full date: ti 24.11.2026, tis 24.11.2026, Tue 24 Nov 2026."""
    if not day:
        return ""
    day = local(day)
    lang = language()
    weekday = WEEKDAYS[lang][day.weekday()]
    if lang == "en":
        return f"{weekday} {day.day} {MONTHS['en'][day.month - 1][:3]} {day.year}"
    return f"{weekday} {day.day}.{day.month}.{day.year}"


def format_shortdate(day: date | datetime | None, weekday: bool = False) -> str:
    """Day and month, with the year only when it is not this year: 24.11., 24.11, 24 Nov."""
    if not day:
        return ""
    day = local(day)
    lang = language()
    is_this_year = day.year == timezone.localdate().year
    if lang == "en":
        text = f"{day.day} {MONTHS['en'][day.month - 1][:3]}" + ("" if is_this_year else f" {day.year}")
    else:
        text = f"{day.day}.{day.month}" + ("" if is_this_year else f".{day.year}")
        text += "." if lang == "fi" and is_this_year else ""
    return f"{WEEKDAYS[lang][day.weekday()]} {text}" if weekday else text


def format_fulldate(day: date | datetime | None) -> str:
    """The date in words, for the head of a page: Tiistai 24. marraskuuta 2026."""
    if not day:
        return ""
    day = local(day)
    lang = language()
    weekday, month = WEEKDAYS_FULL[lang][day.weekday()], MONTHS[lang][day.month - 1]
    if lang == "fi":
        return capfirst(f"{weekday} {day.day}. {month}ta {day.year}")
    return capfirst(f"{weekday} {day.day} {month} {day.year}")


def format_monthyear(day: date | datetime | None) -> str:
    """The month in words: Marraskuu 2026."""
    if not day:
        return ""
    day = local(day)
    return capfirst(f"{MONTHS[language()][day.month - 1]} {day.year}")


def format_clock(moment: time | datetime | None, bare: bool = False) -> str:
    """The time of day: klo 9.30, kl. 9.30, 09:30. `bare` leaves the word out, for a column of times."""
    if moment is None or moment == "":
        return ""
    if isinstance(moment, datetime):
        moment = local(moment)  # type: ignore[assignment]
    lang = language()
    if lang == "en":
        return f"{moment.hour:02}:{moment.minute:02}"
    text = f"{moment.hour}.{moment.minute:02}"
    return text if bare else f"{'klo' if lang == 'fi' else 'kl.'} {text}"


def format_moment(moment: datetime | None) -> str:
    """Date and time: ti 24.11.2026 klo 9.30; Tue 24 Nov 2026, 09:30."""
    if not moment:
        return ""
    separator = ", " if language() == "en" else " "
    return f"{format_longdate(moment)}{separator}{format_clock(moment)}"


def format_count(number: float | None) -> str:
    """A number with the thousands separator and decimal mark of the language. Nothing known is a dash."""
    if number is None or number == "":
        return "–"
    return number_format(number, use_l10n=True, force_grouping=True)


def format_ago_days(days: int | date | datetime | None) -> str:
    """How long something has waited: today, 1 day, 4 days. Takes a number of days or the day it began."""
    if days is None or days == "":
        return ""
    if isinstance(days, date):
        day = local(days)
        days = (timezone.localdate() - (day.date() if isinstance(day, datetime) else day)).days
    if days <= 0:
        return _("today")
    # Translators: a waiting time in a narrow badge; an abbreviation is fine (fi: pv).
    return npgettext("waiting time", "%(days)s day", "%(days)s days", days) % {"days": format_count(days)}
