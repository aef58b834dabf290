"""A transfer that stood on what a guardian gave said the last day before the 18th birthday: to who may know the age only too.

What still waits keeps its day where that is near, as a new one would say it; else it waits two weeks. Done twice it changes nothing.
"""

from typing import Any

from django.db import migrations

TODAY = "(now() AT TIME ZONE 'Europe/Helsinki')::date"
TURNS_18 = "((b.birth_date + interval '18 years')::date + (to_char(b.birth_date, 'MMDD') = '0229')::int)"
FORGET = f"""UPDATE referrals_transfer t SET lapses_on = CASE WHEN t.state = 'waiting' THEN {TODAY} + 14 END
    FROM clients_case c JOIN clients_clientbirth b USING (client_id)
    WHERE c.id = t.case_id AND t.lapses_on = {TURNS_18} - 1 AND (t.state <> 'waiting' OR t.lapses_on > {TODAY} + 14)"""  # noqa: S608 our own constants


def forget(apps: Any, schema_editor: Any) -> None:
    """The day goes from what was answered, and from what waits where it is far."""
    schema_editor.execute(FORGET)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0021_origins_apart"), ("clients", "0037_birth_dates_moved")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
