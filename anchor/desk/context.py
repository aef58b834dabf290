"""What the frame around every page shows: who is at the desk, where they can go, and that this is a demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from anchor.access.actions import Action
from anchor.access.rules import can
from anchor.accounts.actor import HAS_OTHERS, Actor
from anchor.desk.demo import signins
from referrals.counts import waiting_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `base.html` (docs/ui.md)."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": _person(request, actor) if actor else None,
        "nav": navigation(request, actor) if actor else [],
        "rail_action": _rail_action(actor),
        "languages": _languages(),
        "is_demo": settings.IS_DEMO,
        "demo_signins": signins() if settings.IS_DEMO and actor is None else [],
    }


def _person(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Who is at the desk: name, what they are worn as, and where."""
    team, organisation = actor.team, actor.membership.organisation
    return {
        "name": actor.name,
        "title": actor.membership.title,
        "role": actor.membership.get_role_display(),
        "sector": actor.sector,
        "team_name": str(team or organisation),
        "place_name": str(team.county) if team else "",
        "has_others": request.session.get(HAS_OTHERS, False),
    }


def _languages() -> list[dict[str, Any]]:
    now = (get_language() or "fi")[:2]
    names = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
    return [{"code": code, "name": names[code], "current": code == now} for code, _label in settings.LANGUAGES]


def _rail_action(actor: Actor | None) -> dict[str, str] | None:
    if actor is None or not can(actor, Action.RECORD_CONTACT):
        return None
    return {"url": reverse("new_contact"), "label": _("Record a contact")}


def navigation(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    """The doors of the worn role, each with the count of what waits behind it."""
    doors = [
        (Action.SEE_DAY, "today", _("Today"), "today"),
        (Action.SCREEN, "contacts", pgettext("received by the team", "Contacts"), "inbox"),
        (Action.SEE_CASES, "cases", _("Cases"), "people"),
        (Action.SEE_REFERRALS, "referral_board", _("Referrals"), "refer"),
        (Action.SEE_QUESTIONS, "questions", _("Questions"), "help"),
        (Action.READ_REPORT, "reports", _("Reports"), "chart"),
        (Action.READ_LOG, "access_log", _("Access log"), "eye"),
        (Action.SEE_RETENTION, "retention", _("Retention"), "clock"),
        (Action.SEEK_FOR_EXTRACT, "extracts", _("Extracts"), "file"),
        (Action.GIVE_PROTECTED_RIGHT, "protected_rights", _("Right to protected data"), "shield"),
        (Action.OPEN_EMERGENCY, "open_emergency", _("Emergency access"), "key"),
        (Action.WATCH_EMERGENCIES, "emergency_accesses", pgettext("navigation", "Emergency accesses"), "lock"),
    ]
    waiting = waiting_for(actor) if can(actor, Action.SCREEN) else {}
    mine = [door for action, *door in doors if can(actor, action)]
    return [_door(request, name, label, icon, waiting.get(name, 0)) for name, label, icon in mine]


def _door(request: HttpRequest, name: str, label: str, icon: str, count: int) -> dict[str, Any]:
    url = reverse(name)
    return {
        "url": url,
        "label": label,
        "icon": icon,
        "current": request.path.startswith(url),
        "count": count,
        "count_label": _("waiting") if count else "",
    }
