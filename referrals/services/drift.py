"""Do the experts' grants follow from open questions? Asked every night with the grants on cases (clients.services.drift)."""

import datetime
from collections.abc import Iterator

from clients.services.drift import Compared, compared_by

_NUMBERS = "SELECT (SELECT count(*) FROM referrals_questiongrant), (SELECT count(*) FROM referrals_expertquestion)"
_DRIFT = """
WITH held AS (
    SELECT content_object_id AS question_id, membership_id, user_id, ends_on, case_id, contact_id, sector
    FROM referrals_questiongrant WHERE ends_on >= %(today)s
), asks AS (
    SELECT id AS question_id, expert_id AS membership_id, until, case_id, contact_id, sector
    FROM referrals_expertquestion WHERE answered_on IS NULL AND withdrawn_on IS NULL AND until >= %(today)s
)
SELECT kind, question_id FROM (
    SELECT a.question_id, CASE
        WHEN h.question_id IS NULL THEN 'question_without_grant'
        WHEN h.ends_on <> a.until THEN 'grant_ends_on_another_day'
        WHEN (h.case_id, h.contact_id, h.sector) IS DISTINCT FROM (a.case_id, a.contact_id, a.sector)
        THEN 'grant_names_something_else' END AS kind
    FROM asks a LEFT JOIN held h USING (question_id, membership_id)
    UNION ALL
    SELECT h.question_id, 'grant_without_question'
    FROM held h LEFT JOIN asks a USING (question_id, membership_id) WHERE a.question_id IS NULL
    UNION ALL
    SELECT h.question_id, 'membership_has_ended'
    FROM held h JOIN accounts_membership m ON m.id = h.membership_id WHERE m.ended_on < %(today)s
    UNION ALL
    SELECT h.question_id, 'person_may_not_sign_in'
    FROM held h JOIN accounts_user u ON u.id = h.user_id WHERE NOT u.is_active
) found WHERE kind IS NOT NULL
"""


def question_grants(today: datetime.date) -> Iterator[Compared]:
    """The grants on questions in this tenant, compared with the questions that are open today."""
    yield compared_by(_NUMBERS, _DRIFT, today)
