"""Referrals onward, reports, the day, and signing in: the other doors of `steps.py`."""

from typing import Any

from django.utils import timezone

from anchor.accounts.models import Membership
from anchor.core.models import JobStep
from referrals.forms.base import new_key
from reporting.models import Report
from reporting.services import pipeline
from tests.proofs.steps import COORDINATOR, MANAGER, POLICE, SOCIAL, Step, nothing
from tests.proofs.steps_ids import CASE, IDS
from tests.referrals.situations import days_ago, referral, typed
from tests.world import PASSWORD


def _report(world: Any) -> Report:
    return Report.objects.get(pk=IDS["report_id"](world, False)["report_id"])


def _under_way(world: Any) -> None:
    """The report is being made."""
    report = _report(world)
    type(report).objects.filter(pk=report.pk)
    job = report.job
    job.state, job.finished_at, job.stage = "running", None, pipeline.STAGES[-1]
    job.save()
    JobStep.objects.create(job=job, stage=job.stage, key="", state="done", finished_at=timezone.now())


def _stopped(world: Any) -> None:
    """The report was cancelled."""
    job = _report(world).job
    job.state, job.stage = "cancelled", pipeline.STAGES[-1]
    job.save()


def _second_membership(world: Any) -> Membership:
    me = world.people[SOCIAL]
    other = world.teams["hame_two"]
    return Membership.objects.get_or_create(
        user=me.user, team=other, role="member", sector="social", defaults={"began_on": me.began_on}
    )[0]


def _first_membership_has_ended(world: Any) -> None:
    """Whoever wore it has another one in the neighbouring team."""
    _second_membership(world)
    Membership.objects.filter(pk=world.people[SOCIAL].pk).update(ended_on=days_ago(1))


def _referral_form(world: Any) -> dict[str, Any]:
    day = typed(days_ago(0))
    sent = {"status": "sent", "sent_on": day, "proposed_on": day}
    return {"once": new_key(), "service": "family_counselling", "basis": "consent"} | sent


def _has_the_right(world: Any) -> None:
    nurse = world.people["nurse_on_the_case"]
    Membership.objects.filter(pk=nurse.pk).update(protected_from=nurse.began_on)


OFFICE_STEPS = (
    Step("today", COORDINATOR, {"listed referrals.Contact": 1}),
    Step(
        "referral_board",
        SOCIAL,
        {"listed referrals.OnwardReferral": 1},
        before=lambda world: referral(world, world.case, by=SOCIAL),
    ),
    Step("new_referral", SOCIAL, {"opened clients.Case": 1}, about=CASE),
    Step("new_referral", SOCIAL, {"referral_made referrals.OnwardReferral": 1}, _referral_form, about=CASE),
    Step("follow_referral", POLICE, {"opened referrals.OnwardReferral": 1}, about="referral_id"),
    Step(
        "follow_referral",
        SOCIAL,
        {"referral_changed referrals.OnwardReferral": 1},
        lambda world: {"status": "started", "version": "1", "sent_on": typed(days_ago(3)), "started_on": "today"},
        about="referral_id",
    ),
    Step(
        "reports",
        MANAGER,
        {"report_requested reporting.Report": 1},
        lambda world: {"year": str(timezone.localdate().year - 1), "language": "fi"},
    ),
    Step("report_pdf", MANAGER, {"report_opened reporting.Report": 1}, about="report_id"),
    Step(
        "cancel_report",
        MANAGER,
        {"report_cancelled reporting.Report": 1},
        nothing,
        about="report_id",
        before=_under_way,
    ),
    Step(
        "retry_report", MANAGER, {"report_requested reporting.Report": 1}, nothing, about="report_id", before=_stopped
    ),
    Step(
        "report",
        MANAGER,
        {"report_made reporting.Report": 1},
        about="report_id",
        before=_under_way,
        instead=lambda world: pipeline.advance(_report(world).job_id),
    ),
    Step(
        "sign_in",
        "anonymous",
        {"signed_in ": 1},
        lambda world: {"email": world.people[SOCIAL].user.email, "password": PASSWORD},
    ),
    Step(
        "sign_in",
        "anonymous",
        {"sign_in_failed ": 1},
        lambda world: {"email": "nobody@example.org", "password": "x"},
        status=422,
    ),
    Step("access_log", "auditor", {"log_searched ": 1}),
    Step("access_log", "auditor", {"log_searched ": 1}, lambda world: {"person": "nurse"}, status=200),
    Step("protected_rights", "administrator", {}),
    Step("protected_right", "administrator", {"opened accounts.Membership": 1}, about="member_id"),
    Step(
        "protected_right",
        "administrator",
        {"protected_right_given accounts.Membership": 1},
        lambda world: {"until": "", "decided": "on", "told": "on"},
        about="member_id",
    ),
    Step(
        "protected_right",
        "administrator",
        {"protected_right_ended accounts.Membership": 1},
        lambda world: {"end": "1", "confirmed": "on"},
        about="member_id",
        before=_has_the_right,
    ),
    Step("retention", "auditor", {"retention_listed ": 1}),
    Step("sign_out", SOCIAL, {"signed_out ": 1}, nothing),
    Step(
        "wear",
        SOCIAL,
        {"membership_worn ": 1},
        lambda world: {"membership": str(_second_membership(world).pk)},
        ids=("membership",),
    ),
    # A role that ends while the session lasts: the other one is worn, and that is remembered.
    Step("wear", SOCIAL, {"membership_worn ": 1}, before=_first_membership_has_ended),
)
