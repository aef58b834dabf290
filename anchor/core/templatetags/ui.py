"""The words of the pages: icons, marks, badges, dates and the small parts that every page repeats.

Tags that take a sector, an icon or a kind raise on a misspelt one: a page that shows the wrong mark is worse than a
page that does not open in a test. docs/ui.md shows each tag in use.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anchor.core import form_tags
from anchor.core.display import (
    format_ago_days,
    format_clock,
    format_count,
    format_fulldate,
    format_longdate,
    format_moment,
    format_monthyear,
    format_shortdate,
    local,
    sector_letter,
    sector_name,
    sector_place,
)

register = template.Library()

ICONS = frozenset(
    "alert anchor arrow bell book chart chat check clock copy down eye file flag gear half help house inbox info key "  # noqa: SIM905
    "left link lock mail menu out pen people person phone play plus print refer right search send shield star swap "
    "today trash undo x".split()
)
BADGES = frozenset({"", "ok", "wait", "stop", "info", "line", "shield"})
NOTICES = {"": "info", "wait": "alert", "stop": "alert", "shield": "shield"}

# What forms are drawn with

register.inclusion_tag("components/error_summary.html")(form_tags.error_summary)
register.inclusion_tag("components/saved.html")(form_tags.saved)
register.inclusion_tag("components/rows.html")(form_tags.formset_rows)
register.simple_tag(form_tags.choice)
register.simple_tag(form_tags.widget_attrs)


# Icons, marks, badges


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """One icon of the sprite. Always beside a word or a .vh text, so always hidden from assistive technology."""
    if name not in ICONS:
        raise ValueError(f"There is no icon named {name!r} in static/icons.svg")
    return _icon(name, css, _sprite(settings.STATIC_URL))


@lru_cache(maxsize=256)
def _icon(name: str, css: str, sprite: str) -> SafeString:
    css = f"i {css}" if css else "i"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>', css, sprite, name)


@lru_cache(maxsize=2)
def _sprite(static_url: str) -> str:
    """The sprite's address: a page asks for it a hundred times."""
    return static("icons.svg")


register.filter("sector_letter", sector_letter)
register.filter("sector_name", sector_name)


@register.simple_tag
def sector_mark(code: Any, small: bool = False, off: bool = False, decorative: bool = False) -> SafeString:
    """A sector as a letter in a square. `off`: not given, not there. `decorative`: the name stands beside it."""
    code = str(code or "")
    if not code:
        return mark_safe("")
    css = " ".join(["mark", code, *(["s"] if small else []), *(["off"] if off else [])])
    letter = sector_letter(code)
    if decorative:
        return format_html('<span class="{}" aria-hidden="true">{}</span>', css, letter)
    return format_html(
        '<span class="{}"><span aria-hidden="true">{}</span><span class="vh">{} </span></span>',
        css,
        letter,
        sector_name(code),
    )


@register.simple_tag
def sector_marks(codes: Iterable[Any], off: Iterable[Any] = ()) -> SafeString:
    """A row of small marks, each sector at its own place whatever it said; those in `off` are drawn as not given."""
    given = [(str(code), False) for code in codes]
    there = sorted(given + [(str(code), True) for code in off], key=lambda one: sector_place(one[0]))
    marks = [sector_mark(code, small=True, off=is_off) for code, is_off in there]
    if not marks:
        return mark_safe("")
    return format_html('<span class="marks">{}</span>', mark_safe("".join(marks)))


@register.simple_tag
def sector_label(code: Any, small: bool = True) -> SafeString:
    """A mark with the name written beside it."""
    code = str(code)
    return format_html(
        '<span class="sector">{}{}</span>', sector_mark(code, small=small, decorative=True), sector_name(code)
    )


@register.simple_tag
def badge(text: Any, kind: str = "", icon_name: str = "") -> SafeString:
    """A word with an icon; the kind gives the colour, which is only the third signal."""
    if kind not in BADGES:
        raise ValueError(f"There is no badge of kind {kind!r}")
    css = f"badge {kind}" if kind else "badge"
    return format_html('<span class="{}">{}{}</span>', css, icon(icon_name) if icon_name else "", text)


# Dates, times and numbers


def _time_element(moment: Any, text: str) -> SafeString:
    if not moment:
        return mark_safe("")
    stamp = local(moment) if isinstance(moment, date) else moment
    machine = stamp.isoformat(timespec="minutes") if isinstance(stamp, datetime | time) else stamp.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, text)


register.filter("longdate", format_longdate)
register.filter("shortdate", format_shortdate)
register.filter("fulldate", format_fulldate)
register.filter("monthyear", format_monthyear)
register.filter("clock", format_clock)
register.filter("moment", format_moment)
register.filter("count", format_count)
register.filter("ago_days", format_ago_days)


@register.simple_tag
def longdate(day: date | datetime | None) -> SafeString:
    """format_longdate in a <time> element."""
    return _time_element(day, format_longdate(day))


@register.simple_tag
def shortdate(day: date | datetime | None, weekday: bool = False) -> SafeString:
    """format_shortdate in a <time> element."""
    return _time_element(day, format_shortdate(day, weekday))


@register.simple_tag
def clock(moment: time | datetime | None, bare: bool = False) -> SafeString:
    """format_clock in a <time> element."""
    return _time_element(moment if moment is not None else "", format_clock(moment, bare))


@register.simple_tag
def moment(moment: datetime | None) -> SafeString:
    """format_moment in a <time> element."""
    return _time_element(moment, format_moment(moment))


@register.simple_tag
def count(number: float | None) -> str:
    """See format_count."""
    return format_count(number)


@register.simple_tag
def ago_days(days: int | date | datetime | None) -> str:
    """See format_ago_days."""
    return format_ago_days(days)


# Parts of a page


@register.inclusion_tag("components/panel_header.html")
def panel_header(title: str, id: str = "", note: str = "", url: str = "", label: str = "", level: int = 2) -> dict:
    """The head of a .panel: a heading, and a note or a link at its end."""
    return {"title": title, "id": id, "note": note, "url": url, "label": label, "level": level}


@register.simple_block_tag
def notice(
    content: str,
    kind: str = "",
    title: str = "",
    icon_name: str = "",
    role: str = "",
    id: str = "",
    url: str = "",
    label: str = "",
) -> SafeString:
    """A message in the page: a title in bold, the rest of the sentence as content, and perhaps one link to act by."""
    return format_html(
        '<div class="{}"{}>{}<div class="text">{}{}</div>{}</div>',
        f"notice {kind}".strip(),
        attrs(id=id, role=role),
        icon(icon_name or NOTICES[kind]),
        format_html("<strong>{}</strong> ", title) if title else "",
        mark_safe(content.strip()),
        format_html('<a class="btn s" href="{}">{}</a>', url, label) if url else "",
    )


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> dict:
    """What will appear here, and how. No pictures, no jokes."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/pager.html")
def pager(text: str = "", previous: str = "", next: str = "", target: str = "", label: str = "") -> dict:
    """Paging by key: a sentence with the count, and links to the page before and after. `target`: what htmx swaps."""
    return {"text": text, "previous": previous, "next": next, "target": target, "label": label}


@register.inclusion_tag("components/pager.html", takes_context=True)
def page_links(context: RequestContext, page: Any, text: str = "", target: str = "", label: str = "") -> dict:
    """The pager of a `paging.Page`: links that keep the filters of the address. The text is by default the count."""
    request = context["request"]

    def link(name: str, token: str | None) -> str:
        if not token:
            return ""
        query = request.GET.copy()
        for old in ("after", "before"):
            query.pop(old, None)
        query[name] = token
        return f"{request.path}?{query.urlencode()}"

    return {
        "text": text or count_text(page.count, page.over_limit),
        "previous": link("before", page.previous_token),
        "next": link("after", page.next_token),
        "target": target,
        "label": label,
    }


def count_text(number: int, over: bool = False) -> str:
    """How many rows a list has in all, or that there are more than are worth counting."""
    shown = {"count": format_count(number)}
    if over:
        return _("over %(count)s in all") % shown
    return ngettext("%(count)s in all", "%(count)s in all", number) % shown


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Any], label: str, target: str = "") -> dict:
    """Tabs are links; the server answers each. Items have url, label, and perhaps current and count."""
    return {"items": [_tab(item) for item in items], "label": label, "target": target}


def _tab(item: Any) -> dict:
    get = item.get if isinstance(item, Mapping) else lambda key, default=None: getattr(item, key, default)
    number = get("count")
    return {
        "url": get("url"),
        "label": get("label"),
        "current": bool(get("current")),
        "count": None if number is None else format_count(number),
    }


@register.inclusion_tag("components/stepper.html")
def stepper(steps: Iterable[Any]) -> dict:
    """The way of a case. Steps have label, state (done, current, todo), and perhaps date and note."""
    made = [_step(step) for step in steps]
    return {"steps": made, "total": len(made)}


def _step(step: Any) -> dict:
    get = step.get if isinstance(step, Mapping) else lambda key, default=None: getattr(step, key, default)
    state = get("state") or "todo"
    if state not in {"done", "current", "todo"}:
        raise ValueError(f"There is no step in state {state!r}")
    return {"label": get("label"), "state": state, "date": get("date"), "note": get("note") or ""}


@register.inclusion_tag("components/toasts.html", takes_context=True)
def toasts(context: RequestContext, oob: bool = False) -> dict:
    """The messages of the messages framework. `oob`: as an addition to a part that htmx swaps."""
    shown = [_toast(message) for message in context.get("messages") or ()]
    return {"toasts": shown, "oob": oob, "csrf_token": context.get("csrf_token", "")}


def _toast(message: Any) -> dict:
    """A message tagged `undo:/some/address/` gets a button that posts there."""
    tags = (message.extra_tags or "").split()
    undo = next((tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:")), "")
    stops = message.level_tag in {"error", "warning"}
    return {"text": message.message, "undo": undo, "stops": stops, "icon": "alert" if stops else "check"}


@register.simple_tag
def attrs(**pairs: Any) -> SafeString:
    """HTML attributes from what is given: nothing for None, False and "", the bare name for True; _ becomes -."""
    kept = ((name.replace("_", "-"), value) for name, value in pairs.items() if value not in (None, False, ""))
    return format_html_join("", "{}", ((form_tags.attribute(name, value),) for name, value in kept))


@register.simple_tag
def meter(value: float, label: str, id: str, max: float = 100, text: str = "") -> SafeString:
    """A progress bar with its label. The text under it names the stage and the time left."""
    return format_html(
        '<div class="meter"><label for="{0}">{1}</label><progress id="{0}" max="{2}" value="{3}">{4}</progress>{5}</div>',
        id,
        label,
        max,
        value,
        text or f"{round(100 * value / max)} %",
        format_html("<small>{}</small>", text) if text else "",
    )
