"""A contact: recording it, reading it, correcting it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import require
from anchor.accounts.actor import ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_reads
from anchor.core.drafts import drop_draft, load_draft
from anchor.core.errors import Conflict, DomainError
from anchor.core.http import answer, go_to
from referrals.forms.base import WorkForm
from referrals.forms.contact import ChildWelfareForm, ContactForm, NewContactForm, typed_from
from referrals.models import Contact, ContactDetails
from referrals.services import contacts as services
from referrals.services.origins import with_origin
from referrals.team import coordinators_of
from referrals.views.page import contact_page, readable_contacts

DRAFT, ABOUT = "contact", "new"


@require_http_methods(["GET"])
def contact(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """What this reader may know of a contact, beside the queue."""
    found = get_object_or_404(readable_contacts(request.actor), pk=contact_id)
    return contact_page(request, found)


@require_http_methods(["GET", "POST"])
def new_contact(request: ActorRequest) -> HttpResponse:
    """Record a contact, with the child-welfare answer that every contact needs."""
    require(request.actor, Action.RECORD_CONTACT)
    form = NewContactForm(request.POST or None, request.FILES or None, actor=request.actor)
    child_welfare = ChildWelfareForm(request.POST or None, request.FILES or None, prefix="cw")
    if form.is_bound:
        valid = [form.is_valid(), child_welfare.is_valid()]  # both, so that all that is wrong is said at once
        if all(valid):
            with form.errors_from(DomainError):
                made = services.record_contact(
                    actor=request.actor,
                    contact_id=form.cleaned_data["once"],
                    circumstances=form.circumstances(),
                    origin=form.origin(),
                    person=form.person(),
                    child_welfare=child_welfare.given(),
                    ground=form.cleaned_data["ground"],
                    grounded_sectors=form.cleaned_data["grounded_sectors"],
                    event=form.event(),
                )
                drop_draft(request.actor, DRAFT, ABOUT)
                messages.success(request, _("The contact is recorded. The team's sectors now see it in their queue."))
                return go_to(request, made)
    saved_at = None if form.is_bound else _take_draft(request, form, child_welfare)
    if not form.is_bound:  # the contacts that can be chosen as one of the same event
        record_reads(request.actor, Verb.LISTED, form.others.values(), swap=True)
    context = {"form": form, "child_welfare": child_welfare, "saved_at": saved_at, "draft": DRAFT, "about": ABOUT}
    context["coordinators"] = coordinator_names(request)
    status = 422 if form.is_bound else 200
    return answer(request, "referrals/new_contact.html", context, part="form", status=status)


def _take_draft(request: ActorRequest, *shown: forms.Form) -> Any:
    """Put back what was typed and not saved. Returns when it was kept."""
    draft = load_draft(request.actor, DRAFT, ABOUT)
    if draft is None:
        return None
    for form in shown:
        for name, field in form.fields.items():
            if name != "once":
                form.initial[name] = field.widget.value_from_datadict(draft.data, {}, form.add_prefix(name))
    return draft.saved_at


@require_http_methods(["GET", "POST"])
def change_contact(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Correct or complete a contact one has received oneself."""
    found = get_object_or_404(with_origin(Contact.objects.visible_to(request.actor), request.actor), pk=contact_id)
    require(request.actor, Action.CHANGE_CONTACT, found)
    details = get_object_or_404(ContactDetails.objects.visible_to(request.actor), contact=found)
    theirs = None
    form = ContactForm(
        request.POST or None,
        request.FILES or None,
        actor=request.actor,
        keeps_apart=found.non_disclosure,
        initial=typed_from(found, details),
    )
    if form.is_bound and form.is_valid():
        with form.errors_from(DomainError):
            try:
                services.change_contact(
                    actor=request.actor,
                    details=details,
                    read_version=form.cleaned_data["version"],
                    circumstances=form.circumstances(),
                    origin=form.origin(),
                    person=form.person(),
                )
            except Conflict as conflict:
                theirs = shown_conflict(form, conflict)
                raise
            messages.success(request, _("The contact is saved."))
            return go_to(request, found)
    context = {"form": form, "contact": found, "theirs": theirs, "coordinators": coordinator_names(request)}
    status = 422 if form.is_bound else 200
    return answer(request, "referrals/change_contact.html", context, part="form", status=status)


def coordinator_names(request: ActorRequest) -> list[str]:
    """Whom of the own team to reach when there is danger now."""
    return list(coordinators_of(request.actor).values_list("user__name", flat=True))


def shown_conflict(form: WorkForm, conflict: Conflict) -> Any:
    """The record as somebody else saved it; the next save is made on it. Both texts are then on the page."""
    form.take_version(conflict.current.version)
    return conflict.current
