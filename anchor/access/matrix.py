"""The matrix: who may see what, as plain data. What no row opens is closed.

Each record names the model that holds it and how its rows point at a case, a client, a contact or a meeting. Each row of
the matrix says, for one relation of the asker to the record, whether they may read it or also write it. `visible_to`,
`can` and the wall are compiled from here and from nowhere else (design: access.md, The matrix).
"""

from anchor.access.vocabulary import MARK, READ, WRITE, Maker, Record, Relation, Row

# A membership `m` that somebody is named in: another person's, or of the very sector that the asker wears.
NO_OTHER_SECTOR_OF_MINE = (
    "(m.user_id IS DISTINCT FROM NULLIF(current_setting('app.user', true), '')::uuid "
    "OR m.sector = current_setting('app.sector', true))"
)


def wears_it(grant: str) -> str:
    """SQL: whose a case grant is works in the team, or is its guest and looks on until a day; it is no other hat of the asker's."""
    look = "(SELECT id FROM auth_permission WHERE codename = 'view_case')"
    as_guest = f"m.role = 'guest' AND {grant}.ends_on IS NOT NULL AND {grant}.permission_id IN {look}"
    same = f"m.id = {grant}.membership_id AND m.user_id = {grant}.user_id AND m.team_id = {grant}.team_id"
    who = f"(m.role IN ('member', 'coordinator') OR {as_guest})"
    return f"EXISTS (SELECT 1 FROM accounts_membership m WHERE {same} AND {who} AND {NO_OTHER_SECTOR_OF_MINE})"  # noqa: S608 no input


# The last day other sectors than the responsible worker's see a closed case `c`: three months, and a closing written down
# later than that is seen on its own day, to be taken back (domain.md, Retention).
OTHERS_LAST_DAY = (
    "CASE WHEN c.closed_on IS NOT NULL THEN "
    "GREATEST((c.closed_on + interval '3 months')::date - 1, (c.stage_days ->> 'closed')::date) END"
)
# Whose part `p` ends so: neither the responsible worker's sector nor the one whose records the case's are, when another
# sector has taken the lead meanwhile. Else nobody would be left who could read or correct them.
IS_ANOTHERS = "p.sector NOT IN (leader.sector, c.sector)"
# The last day of somebody's work on a case, as far as it is known: a guest's own, and that of the other sectors.
LAST_DAY_OF_WORK = f"""SELECT min(LEAST(p.ended_on - 1, CASE WHEN {IS_ANOTHERS} THEN {OTHERS_LAST_DAY} END))
    FROM clients_participation p JOIN clients_case c ON c.id = p.case_id
    JOIN accounts_membership leader ON leader.id = c.responsible_id
    WHERE p.case_id = {{case}} AND p.membership_id = {{who}}
      AND (p.ended_on IS NULL OR p.ended_on > (now() AT TIME ZONE 'Europe/Helsinki')::date)"""  # noqa: S608 no input

_TODAY = "(now() AT TIME ZONE 'Europe/Helsinki')::date"
# The age in whole years of somebody born on a day, as `anchor.core.dates.age_on` reckons it.
AGE_ON = "GREATEST(date_part('year', age({day}, {born}))::int, 0)"
_TURNS_18 = "(({born} + interval '18 years')::date + (to_char({born}, 'MMDD') = '0229')::int)"
# What a consent says of that day: nothing until it is near, and afterwards a day that is the same of all, for the shell's readers know
# the age and no more: with it the year would tell months. It is said two weeks ahead, so that a night without reckoning leaves nobody's rights open.
SAID_AHEAD = 14  # days
LONG_OF_AGE = "1900-01-01"
OF_AGE_ON = (
    f"CASE WHEN {_TURNS_18} > {_TODAY} + {SAID_AHEAD} THEN NULL WHEN {_TURNS_18} > {_TODAY} THEN {_TURNS_18} "
    f"ELSE DATE '{LONG_OF_AGE}' END"
)

_R = Relation
_BY_ITS_AUTHOR = "NEW.author_id = NULLIF(current_setting('app.membership', true), '')::uuid"
# A sector's note is a reference to its own register; text stands here only where the team's setting says so.
_TEXT_ALLOWED = "EXISTS (SELECT FROM accounts_team WHERE id = NEW.team_id AND note_text_allowed)"
_SHELL = {_R.TAKES_PART: READ, _R.COORDINATOR: READ}
_IN_EMERGENCY = {_R.EMERGENCY: READ}
# An extract shows one controller's records; what they hang on, and who may ask, has to be recognised whoever wrote it down.
_ASKED_ABOUT = {_R.ASKED_ABOUT: READ}
_IN_EXTRACT = {_R.EXTRACT: READ}
_COUNTED = {_R.COLLECTOR: READ}
# What of the shell a transfer tells the receiving team.
_SHELL_COLUMNS = ("number", "initials", "age", "stage", "opened_on", "non_disclosure")
# Who may say what a meeting was that somebody has told of: those who were there, and who wrote its summary down. Until it
# has been told of, whoever works on the case.
_ME = "NULLIF(current_setting('app.membership', true), '')::uuid"
_MAY_TELL = (
    "EXISTS (SELECT FROM meetings_attendance a WHERE a.meeting_id = {meeting} AND a.membership_id = {me} AND a.present) "
    "OR EXISTS (SELECT FROM meetings_meetingsummary s WHERE s.meeting_id = {meeting} AND s.author_id = {me})"
)
_MY_USER = "NULLIF(current_setting('app.user', true), '')::uuid"
_HOUR = "interval '60 minutes'"
_OPENED = {_R.OWN_SECTOR: WRITE, _R.CONSENTED: READ, _R.DISCLOSED: READ}
_SCREENED = {_R.SCREENING: READ, _R.TOOK_PART: READ, _R.OWN_SECTOR: READ, _R.CONSENTED: READ}

MATRIX: dict[Record, Row] = {
    # A contact coming in. Nameless for all who screen; the rest only with a recorded ground for the sector.
    Record.CONTACT: Row(
        "referrals.Contact",
        {**_ASKED_ABOUT, **_SCREENED, **_COUNTED, _R.SCREENING: WRITE, _R.TOOK_PART: WRITE},
        case="case_id",
        contact="id",
        made_by=Maker.TEAM,
        guards={
            # Who may not know who it is about cannot open that to a sector.
            ("ground", "grounded_sectors"): "EXISTS (SELECT FROM referrals_contactdetails WHERE contact_id = NEW.id)",
            # It becomes a case of its own team only, by the coordinator.
            ("case_id",): "current_setting('app.role', true) = 'coordinator' AND "
            "EXISTS (SELECT FROM clients_case WHERE id = NEW.case_id AND team_id = NEW.team_id)",
        },
    ),
    Record.CONTACT_DETAILS: Row(
        "referrals.ContactDetails",
        {**_IN_EXTRACT, _R.OWNER: WRITE, _R.GROUNDED: READ, _R.OWN_SECTOR: READ, _R.CONSENTED: READ},
        contact="contact_id",
    ),
    # Who is worried could tell who it is. Told in no extract; of figures only their sum is told.
    Record.CONTACT_ORIGIN: Row(
        "referrals.ContactOrigin",
        {_R.OWNER: WRITE, _R.GROUNDED: READ, _R.OWN_SECTOR: READ, _R.CONSENTED: READ, **_COUNTED},
        contact="contact_id",
    ),
    # Where somebody under non-disclosure can be found. Whoever receives the contact writes it down; who may read it is
    # another question.
    Record.CONTACT_PLACE: Row(
        "referrals.ContactPlace",
        {_R.PROTECTED_KNOWN: WRITE, _R.PROTECTED_OWN: READ},
        contact="contact_id",
        deletable=True,  # what is no longer protected goes back to where all who screen may read it
    ),
    Record.OPINION: Row(
        "referrals.Opinion",
        {**_IN_EXTRACT, **_SCREENED, _R.SCREENING_OWN: WRITE},
        contact="contact_id",
        rewritten=("author_id",),
    ),
    Record.DECISION: Row(
        "referrals.Decision", {**_IN_EXTRACT, **_SCREENED, _R.TOOK_PART: WRITE}, contact="contact_id", deletable=True
    ),
    Record.DECISION_PARTICIPANT: Row(
        "referrals.DecisionParticipant",
        {**_IN_EXTRACT, **_SCREENED, _R.TOOK_PART: WRITE},
        contact="contact_id",
        deletable=True,
    ),
    Record.CHILD_WELFARE_ANSWER: Row(
        "referrals.ChildWelfareAnswer",
        {**_IN_EXTRACT, _R.SCREENING_OWN: WRITE, _R.OWN_SECTOR: READ, _R.OWNER: READ, _R.RECEIVER: READ},
        contact="contact_id",
        # Social services receive what child welfare was told of (417/2007 s25, s25a).
        receiver="social",
        received_when=("answer", ("notified", "notifying_now", "joint_request")),
    ),
    Record.CONTACT_GRANT: Row(
        "referrals.ContactGrant",
        {_R.OWNER: READ, _R.COORDINATOR: WRITE},
        deletable=True,
        stamped=False,
        made_by=Maker.CONTACT_GRANT,
    ),
    # A question to an expert: an entry of the asker's sector. The expert sees its words alone, until answered.
    Record.EXPERT_QUESTION: Row(
        "referrals.ExpertQuestion",
        {
            **_IN_EXTRACT,
            _R.ASKED: WRITE,
            _R.SCREENING_OWN: WRITE,
            _R.OWN_SECTOR: WRITE,
            _R.CONSENTED: READ,
            **_COUNTED,
        },
        case="case_id",
        contact="contact_id",
        question="id",
        made_by=Maker.QUESTION,
        once=("text", "expert_id", "until"),
        filled_once=("answered_on", "withdrawn_on"),
        guards={
            # The answer is the expert's, given once; taking the question back is its asker's side.
            ("answer", "answered_on"): "OLD.answered_on IS NULL AND "
            "OLD.expert_id = NULLIF(current_setting('app.membership', true), '')::uuid",
            ("withdrawn_on",): "OLD.sector = current_setting('app.sector', true) AND "
            "current_setting('app.role', true) IN ('member', 'coordinator')",
        },
    ),
    Record.QUESTION_GRANT: Row(
        "referrals.QuestionGrant",
        {_R.OWNER: WRITE, _R.SCREENING_OWN: WRITE, _R.OWN_SECTOR: WRITE, _R.ENDED: WRITE, **_COUNTED},
        case="case_id",
        contact="contact_id",
        ends="ends_on",
        deletable=True,
        stamped=False,
        made_by=Maker.QUESTION_GRANT,
        once=("case_id", "contact_id", "permission_id", "ends_on"),
    ),
    # Of what event it came. It opens nothing: whoever knows one party learns nothing of the others (domain.md, Several
    # people in one matter). The coordinator sees which cases of the team stem from one event, because they assign.
    Record.EVENT: Row(
        "referrals.Event",
        {**_SCREENED, _R.SCREENING: WRITE, _R.TOOK_PART: WRITE, _R.COORDINATOR: READ},
        case="case_id",
        contact="contact_id",
        deletable=True,  # somebody linked by mistake must not stay so
        stamped=False,
        made_by=Maker.EVENT,
        once=("mark",),
        guards={
            ("case_id",): "EXISTS (SELECT FROM referrals_contact WHERE id = NEW.contact_id AND case_id = NEW.case_id)"
        },
    ),
    # What the event was: told by whoever may say that there was one, read by those who may read the contact's details.
    Record.EVENT_DETAILS: Row(
        "referrals.EventDetails",
        {_R.OWNER: READ, _R.GROUNDED: READ, _R.OWN_SECTOR: READ, _R.CONSENTED: READ},
        contact="contact_id",
        stamped=False,
        made_by=Maker.EVENT_DETAILS,
    ),
    # Whether a contact's person is an earlier client: known to whoever may know both, and to who said it (access.md:
    # duplicates follow the record they are about).
    Record.SAME_PERSON: Row(
        "referrals.SamePerson",
        {_R.OWNER: WRITE, _R.KNOWS_BOTH: WRITE, _R.COLLECTOR: READ},
        contact="contact_id",
        earlier="earlier_id",
        deletable=True,  # a link made by mistake goes without a trace but in the memory
        made_by=Maker.SAME_PERSON,
        once=("is_same",),
    ),
    # The case and its people.
    Record.CASE_SHELL: Row(
        "clients.Case",
        {
            **_ASKED_ABOUT,
            **_SHELL,
            **_IN_EMERGENCY,
            _R.SEEKER: READ,
            _R.COLLECTOR: MARK,
            _R.TAKES_PART: WRITE,
            _R.COORDINATOR: WRITE,
        },
        case="id",
        client="client_id",
        made_by=Maker.COORDINATOR,
        reckoned=("age",),
        guards={
            # The shell says the adolescent's own age, by the birth date, which few of its readers may know.
            ("age",): "EXISTS (SELECT FROM clients_clientbirth WHERE client_id = NEW.client_id AND NEW.age = "
            f"{AGE_ON.format(day=f'COALESCE(NEW.closed_on, {_TODAY})', born='birth_date')})",
            # And that the address is protected, which closes the places of meetings: lifted where that is, by its rule.
            ("non_disclosure",): "NEW.non_disclosure OR EXISTS "
            "(SELECT FROM clients_clientaddress WHERE client_id = NEW.client_id AND NOT protected)",
        },
    ),
    Record.CASE_NUMBERING: Row(
        "clients.CaseNumbering", {_R.COORDINATOR: WRITE}, stamped=False, made_by=Maker.COORDINATOR
    ),
    Record.WORKING_GROUP: Row(
        "clients.Participation",
        {**_IN_EXTRACT, **_SHELL, **_IN_EMERGENCY, **_COUNTED, _R.COORDINATOR: WRITE},
        case="case_id",
        made_by=Maker.COORDINATOR,
    ),
    Record.CASE_GRANT: Row(
        "clients.CaseGrant",
        {_R.OWNER: READ, _R.COORDINATOR: WRITE, _R.ENDED: WRITE, _R.COLLECTOR: MARK},
        ends="ends_on",
        deletable=True,
        stamped=False,
        made_by=Maker.CASE_GRANT,
        guards={
            # The night clears what has ended and revives nothing; a guest looks on until a day, never longer or closer.
            # A closed case ends for other sectors by itself: the task that writes that day can write no other.
            (
                "ends_on",
                "permission_id",
            ): f"{wears_it('NEW')} AND (current_setting('app.role', true) = 'coordinator' OR "
            "current_setting('app.role', true) = 'collector' AND NEW.permission_id = OLD.permission_id AND "
            f"NEW.ends_on IS NOT DISTINCT FROM ({LAST_DAY_OF_WORK.format(case='NEW.content_object_id', who='NEW.membership_id')}))",
        },
    ),
    # Why one person is responsible for two parties of an event. It tells of the other case, so the case's workers see none.
    Record.SHARED_LEAD: Row("clients.SharedLead", {_R.COORDINATOR: READ}, case="case_id", made_by=Maker.COORDINATOR),
    # Another team has received a contact about this client: who is responsible for it is told, and decides.
    Record.PRESENCE_NOTICE: Row(
        "clients.PresenceNotice",
        {_R.LEADS: WRITE},
        case="case_id",
        stamped=False,
        made_by=Maker.NOBODY,
        once=("other_team_id", "told_on"),
        filled_once=("answered_on",),
    ),
    Record.NAME: Row(
        "clients.Client",
        {**_ASKED_ABOUT, _R.OWN_SECTOR: WRITE, _R.TAKES_PART: READ, _R.SEEKER: READ},
        client="id",
        made_by=Maker.COORDINATOR,
    ),
    # Who may know the name alone knows the age besides, which the shell says.
    Record.BIRTH_DATE: Row(
        "clients.ClientBirth",
        {**_ASKED_ABOUT, **_OPENED, _R.COLLECTOR: READ, _R.SEEKER: READ},
        client="client_id",
    ),
    Record.IDENTITY: Row(
        "clients.ClientIdentity",
        {**_IN_EXTRACT, **_OPENED, _R.COLLECTOR: READ, _R.CODE_SEEKER: READ},
        client="client_id",
    ),
    Record.ADDRESS: Row(
        "clients.ClientAddress",
        {**_IN_EXTRACT, **_OPENED, **_IN_EMERGENCY, _R.COLLECTOR: READ},
        client="client_id",
        where={"protected": False},
    ),
    Record.PROTECTED_ADDRESS: Row(
        "clients.ClientAddress",
        {_R.PROTECTED_OWN: WRITE, _R.EMERGENCY_ADDRESS: READ},
        client="client_id",
        where={"protected": True},
    ),
    Record.RELATED_PERSON: Row(
        "clients.RelatedPerson",
        {**_ASKED_ABOUT, **_OPENED, **_IN_EMERGENCY},
        client="client_id",
        deletable=True,  # somebody written down by mistake must not stay (GDPR art. 16, 17)
    ),
    Record.PROTECTED_PERSON: Row(
        "clients.ProtectedPerson", {_R.PROTECTED_OWN: WRITE}, client="client_id", deletable=True
    ),
    # What to know when going there; a danger that has passed must not stay.
    Record.SAFETY_NOTE: Row(
        "clients.SafetyNote",
        {**_IN_EXTRACT, _R.OWN_SECTOR: WRITE, _R.CONSENTED: READ, **_IN_EMERGENCY},
        client="client_id",
        deletable=True,
    ),
    Record.CRITERIA: Row(
        "clients.CaseSelection",
        {**_IN_EXTRACT, **_OPENED, _R.COLLECTOR: READ},
        case="case_id",
        guards={
            ("age",): "EXISTS (SELECT FROM clients_case c WHERE c.id = NEW.case_id AND EXISTS "  # noqa: S608 no input
            "(SELECT FROM clients_clientbirth b WHERE b.client_id = c.client_id "
            f"AND NEW.age = {AGE_ON.format(day='NEW.contact_on', born='b.birth_date')}))",
        },
    ),
    Record.REASON: Row(
        "clients.CaseReason",
        {**_IN_EXTRACT, **_OPENED},
        case="case_id",
        deletable=True,
    ),
    # A yes opens the case to other sectors: its answer stands as it was given. It can only end: withdrawn by anybody who may
    # know of the case, closed with the case, and where others answered on the adolescent's own 18th birthday.
    Record.CONSENT: Row(
        "clients.Consent",
        {**_IN_EXTRACT, **_SHELL, _R.TAKES_PART: WRITE, _R.COORDINATOR: WRITE, _R.COLLECTOR: MARK},
        case="case_id",
        made_by=Maker.LEAD,
        once=("sentence", "given", "awaited", "covered_sectors", "valid_from", "valid_to", "ends_at_18"),
        filled_once=("withdrawn_on", "ended_on"),
        reckoned=("of_age_on",),
        guards={
            ("of_age_on",): "NEW.ends_at_18 AND EXISTS (SELECT FROM clients_case c WHERE c.id = NEW.case_id "  # noqa: S608 no input
            "AND EXISTS (SELECT FROM clients_clientbirth b WHERE b.client_id = c.client_id "
            f"AND NEW.of_age_on IS NOT DISTINCT FROM {OF_AGE_ON.format(born='b.birth_date')}))",
        },
    ),
    # How an answer was given is evidence: it is written with the answer, and a correction is a new answer.
    Record.CONSENT_DETAILS: Row(
        "clients.ConsentDetails", {**_IN_EXTRACT, _R.OWN_SECTOR: READ}, case="case_id", made_by=Maker.LEAD
    ),
    Record.CONSENT_GIVER: Row(
        "clients.ConsentGiver",
        {**_IN_EXTRACT, _R.OWN_SECTOR: WRITE},
        case="case_id",
        made_by=Maker.LEAD,
        once=("giver", "person_id", "name", "answer", "answered_on", "asked_despite"),
        filled_once=("withdrawn_on",),
    ),
    # What a guardian gets of a sector's register is decided by that sector; a decision stands, and the next one replaces it.
    Record.GUARDIAN_DECISION: Row(
        "clients.GuardianDecision", {**_IN_EXTRACT, _R.OWN_SECTOR: READ}, case="case_id", made_by=Maker.OWN_SECTOR
    ),
    # What was given without consent, on a ground in law: it opens the record it names to the sector it names.
    Record.DISCLOSURE: Row(
        "clients.Disclosure",
        {**_IN_EXTRACT, _R.OWN_SECTOR: WRITE, _R.RECEIVER: READ},
        case="case_id",
        receiver="to_sector",
        made_by=Maker.OWN_SECTOR,
        made_when="NEW.taken_back_on IS NULL",
        names_a_record=True,
        once=(
            *("record_kind", "record_id", "what", "to_sector", "to_authority", "ground", "condition"),
            *("on_request", "given_on"),
        ),
        filled_once=("taken_back_on",),
    ),
    # Requests go to a sector, never to an entry. Where nobody of it works on the case, the coordinator is told that it is
    # asked, and such a request has no text.
    Record.SECTOR_REQUEST: Row(
        "clients.SectorRequest",
        {**_IN_EXTRACT, _R.OWN_SECTOR: WRITE, _R.RECEIVER: WRITE},
        case="case_id",
        receiver="asked_sector",
        where={"unmanned": False},
        made_by=Maker.OWN_SECTOR,
        once=("asked_sector", "unmanned"),
        guards={
            ("text",): _BY_ITS_AUTHOR,
            ("state",): "NEW.state IN ('open', 'withdrawn') AND NEW.sector = current_setting('app.sector', true) "
            "OR NEW.state IN ('answered', 'declined') AND NEW.asked_sector = current_setting('app.sector', true)",
        },
    ),
    Record.UNMANNED_REQUEST: Row(
        "clients.SectorRequest",
        {**_IN_EXTRACT, _R.OWN_SECTOR: WRITE, _R.RECEIVER: WRITE, _R.COORDINATOR: READ},
        case="case_id",
        receiver="asked_sector",
        where={"unmanned": True},
    ),
    # Time spent together.
    Record.MEETING: Row(
        "meetings.Meeting",
        {**_IN_EXTRACT, **_SHELL, **_IN_EMERGENCY, **_COUNTED, _R.TAKES_PART: WRITE},
        case="case_id",
        meeting="id",
        # Else a meeting that has been told of could be taken back to be told by others, or moved before a withdrawal.
        guards={("status", "starts_at"): f"OLD.status <> 'held' OR {_MAY_TELL.format(meeting='NEW.id', me=_ME)}"},
    ),
    Record.ATTENDANCE: Row(
        "meetings.Attendance",
        {**_IN_EXTRACT, **_SHELL, **_COUNTED, _R.TAKES_PART: WRITE},
        case="case_id",
        meeting="meeting_id",
        deletable=True,
        made_by=Maker.PRESENCE,
        # Nobody says of themself afterwards that they were there, for that opens what was talked about.
        guards={
            ("present",): "NOT NEW.present OR EXISTS (SELECT FROM meetings_meeting m WHERE m.id = NEW.meeting_id "
            f"AND m.status <> 'held') OR {_MAY_TELL.format(meeting='NEW.meeting_id', me=_ME)}"
        },
    ),
    Record.SUMMARY: Row(
        "meetings.MeetingSummary",
        {
            **_IN_EXTRACT,
            _R.OWN_SECTOR: READ,
            _R.AUTHOR: WRITE,
            _R.PRESENT: WRITE,
            _R.CONSENTED: READ,
            _R.KEPT: READ,
            _R.DISCLOSED: READ,
        },
        case="case_id",
        meeting="meeting_id",
    ),
    # Where a meeting was and who else was there: as the summary, until the adolescent is under non-disclosure. The flag is
    # the case's own, which the database carries over. Nothing is written to it while it is protected.
    Record.MEETING_PLACE: Row(
        "meetings.MeetingPlace",
        {
            **_IN_EXTRACT,
            _R.OWN_SECTOR: READ,
            _R.AUTHOR: WRITE,
            _R.PRESENT: WRITE,
            _R.CONSENTED: READ,
            _R.KEPT: READ,
        },
        case="case_id",
        meeting="meeting_id",
        where={"protected": False},
        once=("protected",),
    ),
    Record.PROTECTED_PLACE: Row(
        "meetings.MeetingPlace",
        {_R.PROTECTED_OWN: READ},
        case="case_id",
        meeting="meeting_id",
        where={"protected": True},
    ),
    Record.AGREED_ACTION: Row(
        "meetings.AgreedAction",
        {
            **_IN_EXTRACT,
            _R.OWN_SECTOR: MARK,
            _R.AUTHOR: WRITE,
            _R.PRESENT: WRITE,
            _R.CONSENTED: MARK,
            _R.KEPT: READ,
            _R.DISCLOSED: READ,
            **_IN_EMERGENCY,
        },
        case="case_id",
        meeting="meeting_id",
        deletable=True,
        # Whoever reads what was agreed may mark it as done; what was agreed is changed by those who were there or wrote it.
        guards={
            (
                "what",
                "owner_kind",
                "owner_id",
                "due_on",
            ): "NEW.meeting_id = ANY ((SELECT anchor_attended_meetings())::uuid[])"
            " OR NEW.author_id = NULLIF(current_setting('app.membership', true), '')::uuid",
        },
    ),
    # A note does not exist for other sectors until its own shares it; what it says is its author's alone to write.
    Record.SECTOR_NOTE: Row(
        "meetings.SectorNote",
        {**_IN_EXTRACT, _R.OWN_SECTOR: READ, _R.AUTHOR: WRITE, _R.DISCLOSED: READ},
        case="case_id",
        meeting="meeting_id",
        where={"shared": False},
        made_when=f"NEW.text IS NULL OR {_TEXT_ALLOWED}",
        guards={
            ("written_on",): _BY_ITS_AUTHOR,
            ("text",): f"{_BY_ITS_AUTHOR} AND (NEW.text IS NULL OR {_TEXT_ALLOWED})",
        },
    ),
    # Shared by its author; anybody of its sector on the case may take that back.
    Record.SHARED_NOTE: Row(
        "meetings.SectorNote",
        {**_IN_EXTRACT, _R.OWN_SECTOR: MARK, _R.AUTHOR: WRITE, _R.CONSENTED: READ, _R.DISCLOSED: READ},
        case="case_id",
        meeting="meeting_id",
        where={"shared": True},
    ),
    # Going onward.
    Record.ONWARD_REFERRAL: Row(
        "referrals.OnwardReferral", {**_IN_EXTRACT, **_OPENED, _R.COLLECTOR: READ}, case="case_id"
    ),
    # To another team. Both sides read the transfer; what goes along lies apart, sealed, until it is accepted.
    Record.TRANSFER: Row(
        "referrals.Transfer",
        {**_IN_EXTRACT, _R.TAKES_PART: WRITE, _R.COORDINATOR: WRITE, _R.RECEIVES: WRITE, **_COUNTED},
        case="case_id",
        transfer="id",
        made_by=Maker.SENDER,
        once=("to_team_id", "ground", "goes_along", *_SHELL_COLUMNS),
        guards={
            # Until which day it waits is of no use once it is answered, and may be the day before an 18th birthday.
            ("lapses_on",): "NEW.lapses_on IS NULL AND OLD.state = 'waiting' AND NEW.state <> 'waiting'",
            # It waits until one side says its word, each its own: the sender takes back, the receiver accepts or declines.
            (
                "state",
                "answered_on",
                "answered_by_id",
                "decline_reason",
            ): "OLD.state = 'waiting' AND NEW.answered_by_id = "
            "NULLIF(current_setting('app.membership', true), '')::uuid AND (NEW.state = 'taken_back' AND OLD.team_id = "
            "NULLIF(current_setting('app.team', true), '')::bigint OR NEW.state IN ('accepted', 'declined') AND "
            "current_setting('app.role', true) = 'coordinator' AND OLD.to_team_id = "
            "NULLIF(current_setting('app.team', true), '')::bigint AND (NEW.state = 'declined' OR OLD.lapses_on IS NULL OR "
            "OLD.lapses_on >= (now() AT TIME ZONE 'Europe/Helsinki')::date))",
        },
    ),
    Record.PARCEL: Row(
        "referrals.TransferParcel",
        {_R.AUTHOR: WRITE, _R.ACCEPTED: WRITE},
        case="case_id",
        transfer="transfer_id",
        deletable=True,  # taken back or unpacked, it has done its work
        # Whoever takes a transfer back after its sender has left may not look inside, and nobody else would throw it away.
        thrown_away="transfer_id = ANY ((SELECT anchor_ended_transfers())::uuid[])",
        made_by=Maker.LEAD,
        once=("contents",),
    ),
    Record.ARRIVAL: Row(
        "referrals.Arrival", {**_IN_EXTRACT, **_SHELL, **_COUNTED}, case="case_id", made_by=Maker.ARRIVAL
    ),
    Record.CARRIED_ENTRY: Row(
        "referrals.CarriedEntry",
        {**_IN_EXTRACT, _R.OWN_SECTOR: READ, _R.CONSENTED: READ},
        case="case_id",
        made_by=Maker.CARRIED,
    ),
    # Opened in an emergency: by the opener alone, now, for an hour, after the exact name and birth date; renewed once;
    # reviewed by a coordinator who is somebody else. The auditor reads when, who and why by its code, and no words.
    Record.EMERGENCY_ACCESS: Row(
        "clients.EmergencyAccess",
        {**_IN_EXTRACT, _R.OWNER: WRITE, _R.COORDINATOR: WRITE, _R.AUDITOR: READ, _R.OVERSEER: READ},
        client="client_id",
        made_by=Maker.SEEKER,
        made_if=f"opened_at = now() AND until = now() + {_HOUR} AND renewed_at IS NULL AND address_confirmed_at IS NULL "
        f"AND reviewed_at IS NULL AND review_due_on BETWEEN {_TODAY} AND {_TODAY} + 14 AND EXISTS (SELECT FROM clients_case c "
        "WHERE c.id = case_id AND c.client_id = clients_emergencyaccess.client_id AND c.team_id = clients_emergencyaccess.team_id "
        "AND c.controller = clients_emergencyaccess.controller)",
        once=("reason", "opened_at", "review_due_on"),
        guards={
            # The opener renews it once while it lasts; whoever may write it may end it, and nobody lengthens it.
            ("until", "renewed_at"): "(NEW.renewed_at IS NOT DISTINCT FROM OLD.renewed_at AND NEW.until < OLD.until "
            "AND NEW.until >= now()) OR (OLD.renewed_at IS NULL AND OLD.until > now() AND NEW.renewed_at = now() "
            f"AND NEW.until = now() + {_HOUR} AND OLD.author_id = {_ME})",
            ("address_confirmed_at",): "OLD.address_confirmed_at IS NULL AND NEW.address_confirmed_at = now() "
            f"AND OLD.until > now() AND OLD.author_id = {_ME}",
            # Once, now, in the own name, by a coordinator who is another person than the opener.
            ("reviewed_at", "reviewed_by_id", "judgement"): "OLD.reviewed_at IS NULL AND NEW.reviewed_at = now() "
            f"AND NEW.reviewed_by_id = {_ME} AND current_setting('app.role', true) = 'coordinator' AND EXISTS "
            f"(SELECT FROM accounts_membership WHERE id = OLD.author_id AND user_id <> {_MY_USER})",
        },
    ),
    Record.EMERGENCY_TEXT: Row(
        "clients.EmergencyText",
        {**_IN_EXTRACT, _R.OWNER: READ, _R.COORDINATOR: READ},
        access="access_id",
        made_by=Maker.AUTHOR,
        # By who opened it or reviews it; whoever answers for the access answers for its words.
        made_if="EXISTS (SELECT FROM clients_emergencyaccess a WHERE a.id = access_id AND a.team_id = clients_emergencytext.team_id "
        f"AND a.controller = clients_emergencytext.controller AND (a.author_id = {_ME} "
        "OR current_setting('app.role', true) = 'coordinator'))",
    ),
    Record.EMERGENCY_ATTEMPT: Row(
        "clients.EmergencyAttempt", {_R.OWNER: READ}, stamped=False, made_by=Maker.OWNER, made_if="at = now()"
    ),
    # By a register officer alone, now, for two hours, after the exact name and birth date; made once of each kind.
    Record.EXTRACT_REQUEST: Row(
        "clients.ExtractRequest",
        {_R.OWNER: WRITE},
        client="client_id",
        stamped=False,
        made_by=Maker.OWNER,
        made_if="opened_at = now() AND until = now() + interval '2 hours' AND closed_at IS NULL AND log_made_at IS NULL "
        "AND data_made_at IS NULL AND controller = NULLIF(current_setting('app.controller', true), '') AND EXISTS (SELECT "
        "FROM accounts_membership m WHERE m.id = membership_id AND m.role = 'register_officer') "
        "AND client_id = ANY ((SELECT anchor_sought_clients())::uuid[])",
        once=("opened_at", "until", "case_id"),
        filled_once=("closed_at", "log_made_at", "data_made_at"),
    ),
    Record.DRAFT: Row("core.Draft", {_R.OWNER: WRITE}, deletable=True, stamped=False, made_by=Maker.OWNER),
    # Identifier-free facts: made by the collector, read by the statistics login.
    **{
        record: Row(f"reporting.{model}", {_R.COLLECTOR: WRITE}, deletable=True, stamped=False, made_by=Maker.COLLECTOR)
        for record, model in (
            (Record.CONTACT_FACT, "ContactFact"),
            (Record.CASE_FACT, "CaseFact"),
            (Record.MEETING_FACT, "MeetingFact"),
            (Record.REFERRAL_FACT, "ReferralFact"),
        )
    },
}
