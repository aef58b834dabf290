"""Consents recorded before: what others gave ends on the 18th birthday, and what was given without a last day with its case.

Written by hand: the release before kept the day before the 18th birthday as the last day that somebody chose.
"""

from django.db import migrations

OF_AGE = (
    "((c.birth_date + INTERVAL '18 years')::date"
    " + (extract(month FROM c.birth_date) = 2 AND extract(day FROM c.birth_date) = 29)::int)"
)
BY_OTHERS = f"""
    UPDATE clients_consent s SET of_age_on = {OF_AGE}, valid_to = NULLIF(s.valid_to, {OF_AGE} - 1)
    FROM clients_case c, clients_consentdetails d
    WHERE c.id = s.case_id AND d.consent_id = s.id AND d.giver <> 'adolescent' AND s.given AND s.of_age_on IS NULL
"""  # noqa: S608 no input
AS_BEFORE = "UPDATE clients_consent SET valid_to = of_age_on - 1 WHERE valid_to IS NULL AND of_age_on - 1 >= valid_from"
WITH_THE_CASE = """
    UPDATE clients_consent s SET ended_on = c.closed_on FROM clients_case c
    WHERE c.id = s.case_id AND c.closed_on IS NOT NULL AND s.given AND s.withdrawn_on IS NULL AND s.valid_to IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0015_wall")]
    operations = [
        migrations.RunSQL(BY_OTHERS, AS_BEFORE),
        migrations.RunSQL(WITH_THE_CASE, migrations.RunSQL.noop),
    ]
