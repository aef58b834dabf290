"""Collecting the identifier-free facts of one tenant and one year, in sets, inside the database.

Runs in the scope of one tenant's collector, never of a person. Only codes, months and areas leave the records; the area
is `unknown` under non-disclosure (domain.md, Rules from law and practice), and keys are drawn anew each time.
"""

from django.db import connection, transaction

from anchor.access.scopes import collecting
from anchor.accounts.models import Team
from anchor.core.jobs import one_at_a_time
from reporting.models import CaseFact, ContactFact, MeetingFact, ReferralFact

_BAND = """CASE WHEN {age} IS NULL THEN '' WHEN {age} <= 6 THEN '0-6' WHEN {age} <= 12 THEN '7-12'
    WHEN {age} <= 14 THEN '13-14' WHEN {age} <= 17 THEN '15-17' ELSE '18+' END"""

# What stands beside a record is looked up row by row, through its index: under the wall the planner takes every table for
# one row long and would compare all with all (7 s for 2,340 meetings instead of 40 ms).
# Statements take %(tenant)s and %(year)s; they differ only in which columns they read.
_CONTACTS = f"""
INSERT INTO reporting_contactfact (id, tenant_id, team_id, year, month, area, source, channel, outcome, reached, age_band,
                                   days_to_decision)
SELECT gen_random_uuid(), c.tenant_id, c.team_id, %(year)s, date_part('month', c.received),
       CASE WHEN c.non_disclosure OR k.non_disclosure OR k.id IS NOT NULL AND a.client_id IS NULL THEN 'unknown' ELSE c.area_id END,
       coalesce(o.source, ''), coalesce(o.channel, ''), c.stage,
       CASE WHEN c.stage <> 'selected' THEN 'received'
            WHEN NOT EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.case_id = c.case_id AND m.status = 'held')
                THEN 'selected'
            WHEN NOT EXISTS (SELECT 1 FROM referrals_onwardreferral r WHERE r.case_id = c.case_id) THEN 'met'
            WHEN NOT EXISTS (SELECT 1 FROM referrals_onwardreferral r
                             WHERE r.case_id = c.case_id AND r.status = 'started') THEN 'referred'
            ELSE 'started' END,
       {_BAND.format(age="c.age")}, c.decided_on - c.received::date
FROM (SELECT *, received_at AT TIME ZONE 'Europe/Helsinki' AS received FROM referrals_contact
      WHERE tenant_id = %(tenant)s
        AND received_at >= make_timestamptz(%(year)s, 1, 1, 0, 0, 0, 'Europe/Helsinki')
        AND received_at < make_timestamptz(%(year)s + 1, 1, 1, 0, 0, 0, 'Europe/Helsinki')) c
LEFT JOIN LATERAL (SELECT source, channel FROM referrals_contactorigin WHERE contact_id = c.id LIMIT 1) o ON true
LEFT JOIN clients_case k ON k.id = c.case_id
LEFT JOIN clients_clientaddress a ON a.client_id = k.client_id
ORDER BY 1"""  # noqa: S608 our own words

_RESIDENCE = "CASE WHEN k.non_disclosure OR a.client_id IS NULL THEN 'unknown' ELSE a.residence_id END"

# A case that came from another team is counted once, where it was opened first; what is done in it is counted where it is
# done.
_CASES = f"""
INSERT INTO reporting_casefact (id, tenant_id, team_id, year, month, area, age_band, gender, "returning", crime, substance,
                                radicalisation, support, closing_reason)
SELECT gen_random_uuid(), k.tenant_id, k.team_id, %(year)s, date_part('month', k.opened_on), {_RESIDENCE},
       {_BAND.format(age="s.age")}, coalesce(i.gender, 'not_stated'),
       EXISTS (SELECT 1 FROM clients_case e
               WHERE e.client_id = k.client_id AND (e.opened_on, e.id) < (k.opened_on, k.id))
       OR EXISTS (SELECT 1 FROM referrals_contact o JOIN referrals_sameperson p ON p.contact_id = o.id AND p.is_same
                  JOIN clients_case e ON e.client_id = p.earlier_id
                  WHERE o.case_id = k.id AND (e.opened_on, e.id) < (k.opened_on, k.id)),
       'crime' = ANY (s.criteria), 'substance' = ANY (s.criteria), 'radicalisation' = ANY (s.criteria),
       'support' = ANY (s.criteria), k.closing_reason
FROM clients_case k
JOIN clients_caseselection s ON s.case_id = k.id
LEFT JOIN clients_clientaddress a ON a.client_id = k.client_id
LEFT JOIN clients_clientidentity i ON i.client_id = k.client_id
WHERE k.tenant_id = %(tenant)s AND k.opened_on >= make_date(%(year)s, 1, 1) AND k.opened_on < make_date(%(year)s + 1, 1, 1)
  AND NOT EXISTS (SELECT 1 FROM referrals_arrival t WHERE t.case_id = k.id)
ORDER BY 1"""  # noqa: S608

_MEETINGS = f"""
INSERT INTO reporting_meetingfact (id, tenant_id, team_id, year, month, area, kind, status, adolescent_present,
                                   guardian_present, sectors)
SELECT gen_random_uuid(), m.tenant_id, m.team_id, %(year)s, date_part('month', m.starts), {_RESIDENCE},
       m.kind, m.status, m.adolescent_present, m.guardians_present > 0,
       coalesce((SELECT string_agg(DISTINCT p.sector, ',' ORDER BY p.sector) FROM meetings_attendance p
                 WHERE p.meeting_id = m.id AND p.present), '')
FROM (SELECT *, starts_at AT TIME ZONE 'Europe/Helsinki' AS starts FROM meetings_meeting
      WHERE tenant_id = %(tenant)s
        AND starts_at >= make_timestamptz(%(year)s, 1, 1, 0, 0, 0, 'Europe/Helsinki')
        AND starts_at < make_timestamptz(%(year)s + 1, 1, 1, 0, 0, 0, 'Europe/Helsinki')) m
JOIN clients_case k ON k.id = m.case_id
LEFT JOIN clients_clientaddress a ON a.client_id = k.client_id
ORDER BY 1"""  # noqa: S608

_REFERRALS = f"""
INSERT INTO reporting_referralfact (id, tenant_id, team_id, year, month, area, service, status)
SELECT gen_random_uuid(), r.tenant_id, r.team_id, %(year)s, date_part('month', r.proposed_on), {_RESIDENCE},
       r.service, r.status
FROM referrals_onwardreferral r
JOIN clients_case k ON k.id = r.case_id
LEFT JOIN clients_clientaddress a ON a.client_id = k.client_id
WHERE r.tenant_id = %(tenant)s
  AND r.proposed_on >= make_date(%(year)s, 1, 1) AND r.proposed_on < make_date(%(year)s + 1, 1, 1)
ORDER BY 1"""  # noqa: S608

STATEMENTS = ((ContactFact, _CONTACTS), (CaseFact, _CASES), (MeetingFact, _MEETINGS), (ReferralFact, _REFERRALS))


def tenants() -> list[str]:
    """The municipalities that host a team, whether it works today or did once."""
    return sorted(Team.objects.order_by().values_list("municipality_id", flat=True).distinct())


@transaction.atomic
def collect_facts(*, tenant_id: str, year: int) -> int:
    """Count the records of one tenant and year anew into facts, in place of the old ones. Returns how many there are.

    Two reports asked for at once collect one after the other, or the facts would stand there twice.
    """
    made = 0
    with collecting(tenant_id):
        one_at_a_time("facts", tenant_id, year)
        for model, statement in STATEMENTS:
            model.objects.filter(tenant_id=tenant_id, year=year).delete()
            with connection.cursor() as cursor:
                cursor.execute(statement, {"tenant": tenant_id, "year": year})
                made += cursor.rowcount
    return made
