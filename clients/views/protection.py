"""The page of a protection: who shares it, whom it is against, when it is to be checked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import Refused, require
from anchor.accounts.actor import ActorRequest
from anchor.audit.models import Verb
from anchor.audit.services import record_reads
from anchor.core.errors import DomainError
from anchor.core.http import answer
from clients.forms.protection import ProtectionForm
from clients.models import Case, Client, RelatedPerson
from clients.services import protection as services
from clients.services.shown import ShownCase, with_parts


@require_http_methods(["GET", "POST"])
def protection(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """See and say whom a protection covers and whom it is against; nothing of an address is shown here."""
    actor = request.actor
    page = ShownCase(get_object_or_404(with_parts(Case.objects.visible_to(actor), actor), pk=case_id))
    client = Client.objects.visible_to(actor).filter(pk=page.case.client_id).first()
    if client is None:
        raise Refused(Action.CHANGE_CLIENT, page.case)
    require(actor, Action.CHANGE_CLIENT, client)
    of_client = RelatedPerson.objects.visible_to(actor).filter(client=client)
    persons = list(of_client.filter(sector=actor.sector).order_by("pk"))
    siblings = services.siblings_to_cover(actor, page.case)
    data = request.POST if request.method == "POST" else None
    form = ProtectionForm(data, persons=persons, case=page.case, siblings=siblings)
    if request.method == "POST" and form.is_valid():
        with form.errors_from(DomainError), transaction.atomic():
            _save(actor, client, form)
            for sibling in siblings:
                if sibling.pk in form.cleaned_data.get("siblings", ()):
                    services.cover_sibling(actor=actor, case=page.case, sibling=sibling)
            messages.success(request, _("The protection is saved."))
            return redirect(page.case)
    record_reads(actor, Verb.OPENED, [page.case, *siblings], sections=("name", "related_persons"))
    context: dict[str, Any] = {"page": page, "case": page.case, "form": form, "persons": persons}
    context["holders"] = [one.user.name for one in services.holders_of_the_right(actor).select_related("user")]
    status = 422 if request.method == "POST" else 200
    return answer(request, "clients/protection.html", context, status=status)


def _save(actor: Any, client: Client, form: ProtectionForm) -> None:
    chosen = form.cleaned_data
    if "covered" in form.fields:
        services.cover_people(actor=actor, client=client, covered=chosen["covered"], threats=chosen["threats"])
    if form.is_checked:
        services.checked(actor=actor, client=client, next_check_on=chosen["next_check_on"])
