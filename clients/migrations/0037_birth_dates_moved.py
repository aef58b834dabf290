"""Birth dates move to the table that the wall closes; shells get the age, and consents say that they end at 18.

While the release before this one still runs, it finds in a shell's old column the first of January of a year that gives the
same age, and what it writes there becomes an age at once. A client's old column is empty, so until it is gone that release
finds nobody by birth date; what it writes there stays until `move` is run again. Done twice, it changes nothing.
"""

from typing import Any

from django.db import migrations, models

TODAY = "(now() AT TIME ZONE 'Europe/Helsinki')::date"
TURNS_18 = "((b.birth_date + interval '18 years')::date + (to_char(b.birth_date, 'MMDD') = '0229')::int)"

FOR_OLD_CODE = f"""
CREATE FUNCTION anchor_age_instead() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.birth_date IS NOT NULL AND (NEW.age IS NULL OR TG_OP = 'UPDATE' AND NEW.birth_date <> OLD.birth_date) THEN
        NEW.age := date_part('year', age(COALESCE(NEW.closed_on, {TODAY}), NEW.birth_date));
    END IF;
    NEW.birth_date := make_date((date_part('year', {TODAY}) - NEW.age)::int, 1, 1);
    RETURN NEW;
END $$
"""
TRIGGER = (
    "CREATE TRIGGER age_instead BEFORE INSERT OR UPDATE OF birth_date ON clients_case "
    "FOR EACH ROW EXECUTE FUNCTION anchor_age_instead()"
)

MOVE = (
    """INSERT INTO clients_clientbirth (id, tenant_id, team_id, sector, controller, author_id, created_at, version,
                                        client_id, birth_date)
       SELECT uuidv7(), tenant_id, team_id, sector, controller, author_id, created_at, 1, id, birth_date
       FROM clients_client WHERE birth_date IS NOT NULL
       ON CONFLICT (client_id) DO UPDATE SET birth_date = EXCLUDED.birth_date""",
    "UPDATE clients_client SET birth_date = NULL WHERE birth_date IS NOT NULL",
    # Through the trigger, which makes an age of it.
    """UPDATE clients_case c SET birth_date = b.birth_date FROM clients_clientbirth b
       WHERE b.client_id = c.client_id AND c.age IS NULL""",
    f"""UPDATE clients_consent n SET ends_at_18 = true,
            of_age_on = CASE WHEN {TURNS_18} > {TODAY} + 14 THEN NULL WHEN {TURNS_18} > {TODAY} THEN {TURNS_18}
                             ELSE date_trunc('year', {TURNS_18})::date END
        FROM clients_case c JOIN clients_clientbirth b USING (client_id)
        WHERE c.id = n.case_id AND n.of_age_on IS NOT NULL AND NOT n.ends_at_18""",  # noqa: S608 our own constants
)
PUT_BACK = (
    "UPDATE clients_client c SET birth_date = b.birth_date FROM clients_clientbirth b WHERE b.client_id = c.id",
    "UPDATE clients_case c SET birth_date = b.birth_date FROM clients_clientbirth b WHERE b.client_id = c.client_id",
    f"""UPDATE clients_consent n SET of_age_on = {TURNS_18} FROM clients_case c JOIN clients_clientbirth b USING (client_id)
        WHERE c.id = n.case_id AND n.ends_at_18""",  # noqa: S608 our own constants
    "DELETE FROM clients_clientbirth",
)


def move(apps: Any, schema_editor: Any) -> None:
    """What stands in the old columns moves; nothing of it stays."""
    for statement in MOVE:
        schema_editor.execute(statement)


def put_back(apps: Any, schema_editor: Any) -> None:
    """The dates return to the rows that all who may know the age can read."""
    for statement in PUT_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("clients", "0036_birth_dates_apart")]

    operations = [
        migrations.RunSQL(
            [
                "ALTER TABLE clients_client ALTER COLUMN birth_date DROP NOT NULL",
                "ALTER TABLE clients_case ALTER COLUMN birth_date DROP NOT NULL",
                FOR_OLD_CODE,
                TRIGGER,
            ],
            [
                "ALTER TABLE clients_client ALTER COLUMN birth_date SET NOT NULL",
                "ALTER TABLE clients_case ALTER COLUMN birth_date SET NOT NULL",
            ],
        ),
        migrations.RunPython(move, put_back),
        migrations.RunSQL(
            migrations.RunSQL.noop, ["DROP TRIGGER age_instead ON clients_case", "DROP FUNCTION anchor_age_instead()"]
        ),
        migrations.AlterField(
            "case",
            "age",
            models.PositiveSmallIntegerField(
                editable=False, help_text="whole years today, or on the day it was closed"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("client", "birth_date"),
                migrations.RemoveField("case", "birth_date"),
            ]
        ),
    ]
