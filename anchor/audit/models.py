"""The memory: one row for each read, write, refusal and export. The application inserts; an auditor reads the own controller's.

Keys are made in Python, because INSERT … RETURNING would need the right to read. The column `xact`, which the sealer
needs to know whose transaction is over, is the database's own and unknown to Django (migration 0002).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anchor.core.ids import uuid7


class Verb(models.TextChoices):
    """What somebody did, in words a data-protection officer can read."""

    SIGNED_IN = "signed_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
    SIGNED_OUT = "signed_out", _("signed out")
    MEMBERSHIP_WORN = "membership_worn", _("changed membership")
    LISTED = "listed", _("saw in a list")
    OPENED = "opened", _("opened")
    ADDRESS_OPENED = "address_opened", _("opened a protected address")
    PROTECTION_ON = "protection_on", _("put somebody under non-disclosure")
    PROTECTION_OFF = "protection_off", _("lifted a non-disclosure")
    PROTECTION_CHECKED = "protection_checked", _("checked a non-disclosure")
    PROTECTED_RIGHT_GIVEN = (
        "protected_right_given",
        _("gave the right to process data under non-disclosure"),
    )
    PROTECTED_RIGHT_ENDED = "protected_right_ended", _("ended the right to process data under non-disclosure")
    REFUSED = "refused", _("was refused")
    CONTACT_RECORDED = "contact_recorded", _("recorded a contact")
    CONTACT_CHANGED = "contact_changed", _("changed a contact")
    GROUND_RECORDED = "ground_recorded", _("recorded a ground for telling who a contact is about")
    OPINION_GIVEN = "opinion_given", _("gave the sector's opinion")
    EVENT_RECORDED = "event_recorded", _("recorded of what event a contact came")
    EVENT_REMOVED = "event_removed", _("removed of what event a contact came")
    PERSONS_COMPARED = "persons_compared", _("compared a contact with an earlier client")
    PERSON_LINKED = "person_linked", _("said whether a contact is about an earlier client")
    PERSON_UNLINKED = "person_unlinked", _("took back what was said of an earlier client")
    PRESENCE_ASKED = "presence_asked", _("let earlier teams be told of a contact")
    PRESENCE_TOLD = "presence_told", _("another team received a contact; the responsible worker was told")
    PRESENCE_ANSWERED = "presence_answered", _("decided whether to call another team")
    DECISION_RECORDED = "decision_recorded", _("recorded the team's decision")
    DECISION_UNDONE = "decision_undone", _("took back the team's decision")
    CHILD_WELFARE_ANSWERED = "child_welfare_answered", _("answered about child welfare")
    CASE_OPENED = "case_opened", _("opened a case")
    CASE_CHANGED = "case_changed", _("changed a case")
    CASE_CLOSED = "case_closed", _("closed a case")
    CLIENT_CHANGED = "client_changed", _("changed client data")
    PROFESSIONAL_ASSIGNED = "professional_assigned", _("assigned a professional")
    SHARED_LEAD_RECORDED = "shared_lead_recorded", _("recorded why one person leads two parties of an event")
    INVESTIGATOR_MARKED = "investigator_marked", _("recorded whether somebody investigates the same event")
    PARTICIPATION_ENDED = "participation_ended", _("ended a participation")
    GUEST_INVITED = "guest_invited", _("invited another authority to a case")
    GUEST_PROLONGED = "guest_prolonged", _("changed until when another authority sees a case")
    GRANT_CLEARED = "grant_cleared", _("cleared a right to see that had ended")
    EXPERT_ASKED = "expert_asked", _("asked an expert")
    QUESTION_WITHDRAWN = "question_withdrawn", _("took back a question to an expert")
    QUESTION_ANSWERED = "question_answered", _("answered as an expert")
    CONSENT_RECORDED = "consent_recorded", _("recorded a consent")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("recorded a withdrawal of consent")
    GUARDIAN_DECIDED = "guardian_decided", _("decided what a guardian gets of the sector's register")
    MEETING_AGREED = "meeting_agreed", _("agreed a meeting")
    MEETING_LOGGED = "meeting_logged", _("logged a meeting")
    MEETING_CHANGED = "meeting_changed", _("changed a meeting")
    NOTE_WRITTEN = "note_written", _("wrote a sector note")
    NOTE_SHARED = "note_shared", _("shared a sector note")
    NOTE_TAKEN_BACK = "note_taken_back", _("took back the sharing of a sector note")
    DISCLOSED = "disclosed", _("disclosed on a ground in law")
    DISCLOSURE_TAKEN_BACK = "disclosure_taken_back", _("took back a disclosure")
    SECTOR_ASKED = "sector_asked", _("asked another sector")
    REQUEST_SETTLED = "request_settled", _("answered or declined a request to the sector")
    REQUEST_WITHDRAWN = "request_withdrawn", _("took back a request")
    ACTION_DONE = "action_done", _("marked an agreed action")
    REFERRAL_MADE = "referral_made", pgettext_lazy("what somebody did", "referred onward")
    REFERRAL_CHANGED = "referral_changed", _("changed a referral")
    TRANSFER_SENT = "transfer_sent", _("sent a case to another team")
    TRANSFER_TAKEN_BACK = "transfer_taken_back", _("took a transfer back")
    TRANSFER_ACCEPTED = "transfer_accepted", _("accepted a transfer")
    TRANSFER_DECLINED = "transfer_declined", _("declined a transfer")
    EMERGENCY_OPENED = "emergency_opened", _("opened a case in an emergency")
    EMERGENCY_VIEWED = "emergency_viewed", _("looked at a case opened in an emergency")
    EMERGENCY_RENEWED = "emergency_renewed", _("renewed an emergency access")
    EMERGENCY_ADDRESS_CONFIRMED = (
        "emergency_address_confirmed",
        _("confirmed the need of a protected address in an emergency"),
    )
    EMERGENCY_ENDED = "emergency_ended", _("ended an emergency access")
    EMERGENCY_REFUSED = "emergency_refused", _("was refused emergency access")
    EMERGENCY_REVIEWED = "emergency_reviewed", _("reviewed an emergency access")
    SAFETY_NOTE_WRITTEN = "safety_note_written", _("wrote down what to know when going there")
    SAFETY_NOTE_CHANGED = "safety_note_changed", _("changed what to know when going there")
    SAFETY_NOTE_REMOVED = "safety_note_removed", _("removed what to know when going there")
    REPORT_REQUESTED = "report_requested", _("asked for a report")
    REPORT_CANCELLED = "report_cancelled", _("cancelled a report")
    REPORT_MADE = "report_made", _("made a report")
    REPORT_OPENED = "report_opened", _("opened a report")
    EXTRACT_SOUGHT = "extract_sought", _("looked for a client to make extracts")
    EXTRACT_OPENED = "extract_opened", _("opened a client's records for extracts")
    EXTRACT_PREVIEWED = "extract_previewed", _("looked at an extract before it was made")
    EXTRACT_MADE = "extract_made", _("made an extract")
    EXTRACT_CLOSED = "extract_closed", _("closed a client's records after extracts")
    LOG_SEARCHED = "log_searched", _("searched the access log")
    RETENTION_LISTED = "retention_listed", _("looked at what is due by the retention rules")


class AuditRowQuerySet(models.QuerySet):
    """Rows of the memory, for whoever answers for a controller's; the wall shows them no others."""

    def of_controller(self, controller: str) -> "AuditRowQuerySet":
        """Rows about records of this controller, and what its staff did that concerns no record; "" answers for none."""
        return self.filter(controller=controller) if controller else self.none()


class AuditRow(models.Model):
    """One line of the memory. No names and no text of a client are ever written here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    verb = models.CharField(max_length=32, choices=Verb)
    refused = models.BooleanField(default=False)
    user_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    role = models.CharField(max_length=24, blank=True)
    sector = models.CharField(max_length=16, blank=True)
    tenant_id = models.CharField(max_length=8, blank=True)
    team_id = models.BigIntegerField(null=True)
    controller = models.CharField(max_length=40, blank=True)
    target_type = models.CharField(max_length=40, blank=True)
    target_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    ground = models.CharField(max_length=40, blank=True)
    sections = ArrayField(models.CharField(max_length=24), default=list)
    detail = models.JSONField(default=dict)

    objects = AuditRowQuerySet.as_manager()

    class Meta:
        indexes = [
            # Readers: the auditor's search page and a client's log extract, both by case and time.
            models.Index(name="audit_by_case", fields=["case_id", "at"], condition=~models.Q(case_id=None)),
            # Reader: the auditor's search page, the newest rows of a controller first, and those of a colleague.
            models.Index(
                name="audit_by_controller", fields=["controller", "-at", "-id"], condition=~models.Q(controller="")
            ),
            models.Index(name="audit_by_user", fields=["user_id", "-at", "-id"], condition=~models.Q(user_id=None)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class CaseNumber(models.Model):
    """Which number a case has, for whoever answers for the memory and reads no case. The database writes it with the case."""

    case_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=16)

    class Meta:
        # Reader: the auditor's search by a number typed exactly; two municipalities may have given the same one.
        indexes = [models.Index(name="case_by_number", fields=["number"])]

    def __str__(self) -> str:
        return self.number


class SealRow(models.Model):
    """One seal over the rows of a span of transactions (anchor/audit/sealing/seal.py says what each value is).

    The sealer's login may insert and read, the application's may read, so that reports can print the last one.
    """

    number = models.BigIntegerField(primary_key=True)
    format = models.PositiveSmallIntegerField()
    since = models.BigIntegerField()
    below = models.BigIntegerField()
    rows = models.BigIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField()
    key = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seal_covers_something", condition=models.Q(rows__gt=0, below__gt=models.F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.sealed_at:%Y-%m-%d %H:%M}"
