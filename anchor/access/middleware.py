"""One transaction around each request, in the scope of the worn membership (access.md, The transaction).

Everything below it, refusals and rendering included, happens inside: a lazy page cannot be rendered without its scope, a
refusal's row survives the refusal, and what answered with an error of ours is rolled back.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from anchor.access.rules import Refused
from anchor.accounts.actor import HAS_OTHERS, LAST_SEEN, SIGNED_IN, WORN, Actor, actor_of, memberships_of, without_role
from anchor.audit.models import Verb
from anchor.audit.services import begin_request, has_told, record, record_refusal, record_untold_look
from anchor.tenancy.scope import NOBODY, scoped

WITHOUT_A_ROLE = ("sign_out", "set_language", "wear")


class ActorTransaction:
    """Gives each request its actor, its scope and its transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begin_request()
        with transaction.atomic():
            known = recognised(request)
            sign_out_the_idle(request)
            actor = worn_by(request, known)
            request.actor = actor  # type: ignore[attr-defined]
            with scoped(actor.scope() if actor else NOBODY, to_the_end=True):
                response = self.get_response(request)
                if response.status_code < 500:
                    self._remember(request, response, actor)
            if response.streaming:
                raise RuntimeError("a stream would be read after its scope has ended")
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Somebody whose last membership has ended may change language or sign out, and nothing else."""
        match = request.resolver_match
        writes = request.method not in ("GET", "HEAD") and match and match.view_name not in WITHOUT_A_ROLE
        if writes and getattr(request, "lost_a_role", False):
            raise PermissionDenied(_("Your role has ended while this page was open. Nothing was saved."))
        signed_in = request.user.is_authenticated and getattr(view, "login_required", True)
        if signed_in and request.actor is None and match and match.view_name not in WITHOUT_A_ROLE:  # type: ignore[attr-defined]
            raise PermissionDenied(_("You have no role here today. Ask your coordinator or administrator."))

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What was refused to a colleague is known, and the auditor asks by controller and case."""
        if isinstance(exception, Refused):
            request.refused = exception  # type: ignore[attr-defined]

    @staticmethod
    def _remember(request: HttpRequest, response: HttpResponse, actor: Actor | None) -> None:
        """A refusal, and any page of a record whose view has not said itself what it showed."""
        match = request.resolver_match
        if match is None or not request.user.is_authenticated:
            return
        target = next((value for name, value in match.kwargs.items() if name.endswith("_id")), None)
        if response.status_code in (403, 404):
            refused = getattr(request, "refused", None)
            action = str(refused.action) if refused else f"{request.method} {match.view_name}"
            about = refused.target if refused and refused.target is not None else target
            who = actor or without_role(request.user.pk)
            record_refusal(who, action, about, status=response.status_code, route=match.route)
        elif actor and target and response.status_code in (200, 422) and not has_told():
            record_untold_look(actor, target, route=match.route)


def recognised(request: HttpRequest) -> Actor | None:
    """The person together with the membership worn, in one query where Django's way and ours would take two.

    It asks what `django.contrib.auth.get_user` asks; whoever is not recognised here goes that longer way.
    """
    session = request.session
    worn, password_hash = session.get(WORN), session.get(HASH_SESSION_KEY, "")
    if not worn or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    actor = actor_of(worn)
    if actor is None or str(actor.user_id) != session.get(SESSION_KEY):
        return None
    user = actor.membership.user
    if not constant_time_compare(password_hash, user.get_session_auth_hash()):
        return None
    request._cached_user = user  # type: ignore[attr-defined]  # where AuthenticationMiddleware looks first
    return actor


def worn_by(request: HttpRequest, known: Actor | None) -> Actor | None:
    """The actor of a request: the membership the session wears, or the first that holds today."""
    if not request.user.is_authenticated:
        return None
    if known is not None:
        return known
    memberships = memberships_of(request.user.pk)
    if not memberships:
        return None
    actor = Actor(memberships[0])
    if request.session.get(WORN):
        _take_off(request, actor)
    request.session[WORN] = str(actor.membership_id)
    request.session[HAS_OTHERS] = len(memberships) > 1
    return actor


def _take_off(request: HttpRequest, actor: Actor) -> None:
    """The membership worn has ended: remembered, and no form that was opened under it is taken for the next one's."""
    rotate_token(request)
    request.lost_a_role = True  # type: ignore[attr-defined]
    with scoped(actor.scope()):
        record(actor, Verb.MEMBERSHIP_WORN, to=str(actor.membership_id), ended=request.session[WORN])


def sign_out_the_idle(request: HttpRequest) -> None:
    """End a session after 20 idle minutes, and after 8 hours in any case; polls and autosaves do not keep one alive."""
    if not request.user.is_authenticated:
        return
    now = timezone.now().timestamp()
    signed_in, seen = request.session.get(SIGNED_IN, 0.0), request.session.get(LAST_SEEN, 0.0)
    if now - seen > settings.SESSION_IDLE_SECONDS or now - signed_in > settings.SESSION_COOKIE_AGE:
        request.session.flush()
        request.user = AnonymousUser()
        return
    if request.headers.get("X-Quiet") != "1" and now - seen > 60:
        request.session[LAST_SEEN] = now
