"""Changing a meeting, and logging a planned one as held. Who saves second sees both texts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anchor.access.actions import Action
from anchor.access.rules import Refused
from anchor.accounts.actor import ActorRequest
from anchor.accounts.models import Membership
from anchor.audit.services import record_read
from anchor.core.drafts import drop_draft, load_draft
from anchor.core.errors import Conflict, DomainError
from anchor.core.http import answer, go_to, is_swap
from meetings import services
from meetings.forms.actions import row_of
from meetings.forms.meeting import MeetingForm, initial_of
from meetings.models import Meeting
from meetings.services.about import adolescent_of, meetings_known
from meetings.services.compare import Comparison, compare
from meetings.services.guardians import guardians_from
from meetings.views.log_meeting import may_write_text, readers

FORM = "change_meeting"


@require_http_methods(["GET", "POST"])
def change_meeting(request: ActorRequest, meeting_id: UUID) -> HttpResponse:
    """Mend a meeting, or say what came of a planned one."""
    meeting = get_object_or_404(meetings_known(request.actor), pk=meeting_id)
    words = services.words_of(request.actor, meeting)
    if not services.may_change(meeting, words.summary):
        raise Refused(Action.CHANGE_MEETING, meeting)
    context = _context(request, words)
    form: MeetingForm = context["form"]
    if request.method == "POST" and form.is_valid() and (saved := _saved(request, meeting, context)):
        return go_to(request, saved)
    record_read(request.actor, meeting, sections=("meeting_form",), swap=is_swap(request))
    status = 422 if request.method == "POST" else 200
    return answer(request, "meetings/log_meeting.html", context, part="form", status=status)


def _saved(request: ActorRequest, meeting: Meeting, context: dict[str, Any]) -> Meeting | None:
    """The saved meeting, or None when there is something to mend or somebody else saved meanwhile."""
    form: MeetingForm = context["form"]
    with form.errors_from(DomainError):
        try:
            saved = services.change_meeting(
                actor=request.actor,
                meeting=meeting,
                account=form.account(),
                read_version=form.cleaned_data["read_version"] or 0,
                note=form.note(),
                keep=request.POST.get("keep", ""),
            )
        except Conflict as conflict:
            context["comparison"] = _comparison(form, conflict.current)
            form.show_version(context["comparison"].version)
            return None
        drop_draft(request.actor, FORM, str(meeting.pk))
        messages.success(request, _("The meeting was saved."))
        return saved
    return None


def _comparison(form: MeetingForm, stored: services.Stored) -> Comparison:
    changed_by = Membership.objects.select_related("user").get(
        pk=stored.meeting.changed_by_id or stored.meeting.author_id
    )
    return compare(form.account(), stored, changed_by.user.name, form.people)


def _context(request: ActorRequest, words: services.Words) -> dict[str, Any]:
    actor, meeting = request.actor, words.meeting
    case = meeting.case
    people = services.people_of(actor, case, meeting)
    adolescent = adolescent_of(meeting, case)
    before = words.account(one.id for one in people.values() if one.counts_at(meeting))
    is_new = request.method == "GET"
    form = MeetingForm(
        None if is_new else request.POST,
        case=case,
        people=people,
        adolescent=adolescent.first_name,
        may_write_text=may_write_text(actor),
        before=before,
        guardians=guardians_from(meeting.guardians_part),  # type: ignore[attr-defined]
        initial=_initial(actor.membership_id, words, before),
        rows=[row_of(one) for one in before.agreed],
    )
    draft = load_draft(actor, FORM, str(meeting.pk)) if is_new else None
    if draft is not None:
        form.take_draft(draft.data)
    return {
        "case": case,
        "meeting": meeting,
        "adolescent": adolescent,
        "form": form,
        "draft": draft,
        "draft_form": FORM,
        "draft_about": meeting.pk,
        "unlogged": [],
        "readers": readers(actor, people),
        "comparison": None,
    }


def _initial(me: UUID, words: services.Words, before: services.Account) -> dict[str, Any]:
    """What is words. A planned meeting whose time has come is most often opened to say that it was held."""
    initial = initial_of(before) | {"read_version": words.meeting.version}
    mine = next((note for note in words.notes if note.author_id == me), None)
    if mine is not None:
        initial |= {"recorded": True, "written_on": mine.written_on, "note_text": mine.text or ""}
    if words.meeting.status == Meeting.Status.PLANNED and words.meeting.starts_at <= timezone.now():
        initial |= {"status": Meeting.Status.HELD.value, "family": ["adolescent"]}
    return initial
