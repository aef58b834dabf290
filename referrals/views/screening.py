"""Acts of screening beside the contact: opinion, child-welfare answer, ground."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import Refused, require
from anchor.accounts.actor import ActorRequest
from anchor.audit.services import record_read
from anchor.core.errors import Conflict, DomainError
from anchor.core.http import answer, go_to, is_swap
from referrals import queue
from referrals.forms.contact import ChildWelfareForm, GroundForm
from referrals.forms.screening import OpinionForm
from referrals.models import ChildWelfareAnswer, Contact, ContactDetails
from referrals.services import child_welfare as welfare_services
from referrals.services import screening as services
from referrals.views.contact import shown_conflict
from referrals.views.page import contact_page, readable_contacts


@require_http_methods(["POST"])
def give_opinion(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """The own sector's opinion, given on the contact's page."""
    contact = get_object_or_404(readable_contacts(request.actor), pk=contact_id)
    require(request.actor, Action.GIVE_OPINION, contact)
    form = OpinionForm(request.POST, request.FILES)
    theirs = None
    if form.is_valid():
        with form.errors_from(DomainError):
            try:
                services.give_opinion(
                    actor=request.actor,
                    contact=contact,
                    answer=form.cleaned_data["answer"],
                    text=form.cleaned_data["text"],
                    read_version=form.cleaned_data["version"],
                )
            except Conflict as conflict:
                theirs = shown_conflict(form, conflict)
                raise
            messages.success(request, _("Your sector's opinion is saved."))
            return go_to(request, contact)
    return contact_page(request, contact, opinion_form=form, theirs=theirs, status=422)


@require_http_methods(["GET", "POST"])
def answer_child_welfare(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """The own sector's answer about child welfare; the other sectors' answers do not exist here."""
    contact = get_object_or_404(Contact.objects.visible_to(request.actor).select_related("area"), pk=contact_id)
    require(request.actor, Action.ANSWER_CHILD_WELFARE, contact)
    answers = ChildWelfareAnswer.objects.visible_to(request.actor).filter(contact=contact, sector=request.actor.sector)
    own = answers.first()
    shown = {name: getattr(own, name) for name in ChildWelfareForm.base_fields} if own else {}
    form = ChildWelfareForm(request.POST or None, request.FILES or None, initial=shown)
    theirs = None
    if form.is_bound and form.is_valid():
        with form.errors_from(DomainError):
            try:
                welfare_services.answer_child_welfare(
                    actor=request.actor,
                    contact=contact,
                    given=form.given(),
                    read_version=form.cleaned_data["version"],
                )
            except Conflict as conflict:
                theirs = shown_conflict(form, conflict)
                raise
            messages.success(request, _("The answer about child welfare is saved."))
            return go_to(request, contact)
    if not form.is_bound:
        record_read(request.actor, contact, sections=["child_welfare"], swap=is_swap(request))
    context = {"form": form, "contact": contact, "title": queue.nameless_title(contact), "theirs": theirs}
    status = 422 if form.is_bound else 200
    return answer(request, "referrals/child_welfare.html", context, part="form", status=status)


@require_http_methods(["GET", "POST"])
def record_ground(request: ActorRequest, contact_id: UUID) -> HttpResponse:
    """Say which sectors may read who the contact is about, and on what ground."""
    contact = get_object_or_404(Contact.objects.visible_to(request.actor).select_related("area"), pk=contact_id)
    details = ContactDetails.objects.visible_to(request.actor).filter(contact=contact).first()
    if details is None:
        raise Refused(Action.RECORD_GROUND, contact)  # nobody passes on what they may not read
    require(request.actor, Action.RECORD_GROUND, details)
    shown = {"ground": contact.ground, "grounded_sectors": contact.grounded_sectors or [contact.sector]}
    form = GroundForm(
        request.POST or None,
        request.FILES or None,
        actor=request.actor,
        initial=shown | {"version": contact.version},
    )
    theirs = None
    if form.is_bound and form.is_valid():
        with form.errors_from(DomainError):
            try:
                services.record_ground(
                    actor=request.actor,
                    details=details,
                    ground=form.cleaned_data["ground"],
                    sectors=form.cleaned_data["grounded_sectors"],
                    read_version=form.cleaned_data["version"],
                )
            except Conflict as conflict:
                theirs = shown_conflict(form, conflict)
                raise
            messages.success(request, _("The ground is recorded."))
            return go_to(request, contact)
    context = {"form": form, "contact": contact, "title": queue.nameless_title(contact), "theirs": theirs}
    status = 422 if form.is_bound else 200
    return answer(request, "referrals/ground.html", context, part="form", status=status)
