"""The adolescent: opening contact details, and changing what is held."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import Refused, require
from anchor.accounts.actor import Actor, ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record, record_read
from anchor.core.errors import Conflict, DomainError
from anchor.core.http import answer, is_swap
from clients.forms.case import TaskForm
from clients.forms.client import ClientForm, PersonFormSet, people_typed, person_rows
from clients.models import Case, Client, ClientAddress, ClientIdentity, ProtectedPerson, RelatedPerson
from clients.services.change_client import change_client as change
from clients.services.change_client import held_about
from clients.services.compare_client import compare
from clients.services.protection import holders_of_the_right
from clients.services.shown import ShownCase, with_parts


@require_http_methods(["GET", "POST"])
def contact_details(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Address, telephone, identity code and close people. Under non-disclosure only with the right, for a task, logged."""
    actor = request.actor
    page = _page(actor, case_id)
    identity = ClientIdentity.objects.visible_to(actor).filter(client_id=page.case.client_id).first()
    address = ClientAddress.objects.visible_to(actor).filter(client_id=page.case.client_id).first()
    if identity is None and address is None:
        raise Refused(Action.CHANGE_CLIENT, page.case)
    persons = list(RelatedPerson.objects.visible_to(actor).filter(client_id=page.case.client_id).order_by("pk"))
    apart = {row.person_id: row for row in ProtectedPerson.objects.visible_to(actor).filter(person__in=persons)}
    if request.method == "POST" and address is None and not apart:
        raise Refused(Action.OPEN_PROTECTED, page.case)
    form = TaskForm(request.POST or None) if apart or (address is not None and address.protected) else None
    context: dict[str, Any] = {"page": page, "case": page.case, "form": form}
    if form is not None and not (request.method == "POST" and form.is_valid()):
        return answer(request, "clients/contact_details.html", context, status=422 if request.method == "POST" else 200)
    if form is not None:
        record(actor, Verb.ADDRESS_OPENED, page.case, ground=form.cleaned_data["task"])
    hidden = address is None or len(apart) < sum(person.own_non_disclosure for person in persons)
    context |= {"form": None, "identity": identity, "address": address, "is_opened": form is not None}
    context |= {"persons": [(person, apart.get(person.pk, person)) for person in persons]}
    context["holders"] = [one.user.name for one in holders_of_the_right(actor).select_related("user")] if hidden else []
    context["hides_something"] = hidden
    sections = ("identity", *(["address"] if address else []), "related_persons")
    record_read(actor, page.case, sections=sections)
    return answer(request, "clients/contact_details.html", context)


@require_http_methods(["GET", "POST"])
def change_client(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Change what is held about the adolescent. Who saves second sees both."""
    actor = request.actor
    page = _page(actor, case_id)
    client = Client.objects.visible_to(actor).filter(pk=page.case.client_id).first()
    if client is None:
        raise Refused(Action.CHANGE_CLIENT, page.case)
    require(actor, Action.CHANGE_CLIENT, client)
    held = held_about(actor, client)
    form = ClientForm(request.POST or None, held=held)
    persons = PersonFormSet(request.POST or None, initial=person_rows(held), prefix="persons")
    context: dict[str, Any] = {"page": page, "case": page.case, "form": form, "persons": persons}
    if request.method == "POST":
        is_valid = [form.is_valid(), persons.is_valid()]
        if all(is_valid) and _saved(request, client, context):
            messages.success(request, _("Client details saved."))
            turned_on = held.address is not None and form.cleaned_data["protected"] and not page.case.non_disclosure
            return redirect("protection", case_id) if turned_on else redirect(page.case)
    if held.address is None:
        context["holders"] = [one.user.name for one in holders_of_the_right(actor).select_related("user")]
    record_read(actor, page.case, sections=("name", "identity", "related_persons"), swap=is_swap(request))
    status = 422 if request.method == "POST" else 200
    return answer(request, "clients/change_client.html", context, status=status)


def _page(actor: Actor, case_id: UUID) -> ShownCase:
    return ShownCase(get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id))


def _saved(request: ActorRequest, client: Client, context: dict[str, Any]) -> bool:
    """Whether it was saved; if somebody else saved meanwhile, the context gets both for the page."""
    form: ClientForm = context["form"]
    with form.errors_from(DomainError):
        try:
            change(
                actor=request.actor,
                client=client,
                read_version=form.cleaned_data["version"],
                data=form.data_typed,
                temporary_code=form.cleaned_data.get("temporary_code", False),
                persons=people_typed(context["persons"]),
            )
        except Conflict as conflict:
            current = conflict.current
            context["comparison"] = compare(form.data_typed, held_about(request.actor, current))
            form.read_anew(current.version)
            raise
    return form.is_valid()
