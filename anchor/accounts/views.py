"""Signing in and out, and changing the membership one wears."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from anchor.accounts.actor import WORN, begin_session, memberships_of, without_role
from anchor.accounts.forms import SignInForm, WearForm
from anchor.accounts.models import User
from anchor.audit.models import Verb
from anchor.audit.services import record
from anchor.core.http import answer


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Own account. The session is new after it, and the language is the person's."""
    if request.user.is_authenticated:
        return redirect("home")
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        login(request, form.user)
        begin_session(request)
        record(without_role(form.user.pk), Verb.SIGNED_IN)
        return _in_own_language(redirect(_next(request)), form.user)
    if request.method == "POST":
        record(None, Verb.SIGN_IN_FAILED)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "next": wanted}
    return answer(request, "registration/sign_in.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    record(request.actor, Verb.SIGNED_OUT)  # type: ignore[attr-defined]
    logout(request)
    return redirect("sign_in")


@require_http_methods(["GET", "POST"])
def wear(request: HttpRequest) -> HttpResponse:
    """Choose which of the own memberships to wear; everything seen from then on is seen under it."""
    memberships = memberships_of(request.user.pk)
    worn = request.session.get(WORN)
    form = WearForm(request.POST or None, memberships=memberships, initial={"membership": worn})
    if request.method == "POST" and form.is_valid():
        request.session.cycle_key()
        rotate_token(request)  # no form opened in another window under the earlier membership is taken for this one's
        request.session[WORN] = form.cleaned_data["membership"]
        record(request.actor, Verb.MEMBERSHIP_WORN, to=form.cleaned_data["membership"])  # type: ignore[attr-defined]
        return redirect("home")
    return answer(request, "accounts/wear.html", {"form": form}, status=422 if form.errors else 200)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and own else reverse("home")


def _in_own_language(response: HttpResponseRedirect, user: User) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response
