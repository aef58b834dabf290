"""Birth dates move to the table that the wall closes; shells get the age, and consents say that they end at 18.

While the release before this one still runs, it finds in a shell's and a selection's old column the first of January of a year that gives the
same age, and what it writes there becomes an age at once. A client's old column is empty, so until it is gone that release
finds nobody by birth date; what it writes there stays until `move` is run again. Done twice, it changes nothing.
"""

from typing import Any

from django.db import migrations, models

TODAY = "(now() AT TIME ZONE 'Europe/Helsinki')::date"
TURNS_18 = "((b.birth_date + interval '18 years')::date + (to_char(b.birth_date, 'MMDD') = '0229')::int)"

# On which day each table says the age.
AGE_OF = {"clients_case": f"COALESCE(NEW.closed_on, {TODAY})", "clients_caseselection": "NEW.contact_on"}
LIKE_TODAY = {"clients_case": TODAY, "clients_caseselection": "NEW.contact_on"}
# Whoever works on a case may write its shell, but not another age than that of the client's date: the guard of the age is asked
# only where a statement names the age, so this stands here as it stood in the guard of the old column.
CORRECTED = {
    "clients_case": " AND EXISTS (SELECT FROM clients_client WHERE id = NEW.client_id AND birth_date = NEW.birth_date)",
    "clients_caseselection": "",
}


def for_old_code(table: str) -> list[str]:
    """A trigger that makes an age of a birth date, and leaves one in its place that gives the same age."""
    return [
        f"""CREATE FUNCTION {table}_age_instead() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.birth_date IS NOT NULL
       AND (NEW.age IS NULL OR TG_OP = 'UPDATE' AND NEW.birth_date <> OLD.birth_date{CORRECTED[table]}) THEN
        NEW.age := date_part('year', age({AGE_OF[table]}, NEW.birth_date));
    END IF;
    NEW.birth_date := make_date((date_part('year', {LIKE_TODAY[table]}) - NEW.age)::int, 1, 1);
    RETURN NEW;
END $$""",
        f"CREATE TRIGGER age_instead BEFORE INSERT OR UPDATE OF birth_date ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_age_instead()",
    ]


def without_it(table: str) -> list[str]:
    return [f"DROP TRIGGER age_instead ON {table}", f"DROP FUNCTION {table}_age_instead()"]


EMPTIED = ("clients_client", "clients_case", "clients_caseselection")
MOVE = (
    """INSERT INTO clients_clientbirth (id, tenant_id, team_id, sector, controller, author_id, created_at, version,
                                        client_id, birth_date)
       SELECT uuidv7(), tenant_id, team_id, sector, controller, author_id, created_at, 1, id, birth_date
       FROM clients_client WHERE birth_date IS NOT NULL
       ON CONFLICT (client_id) DO UPDATE SET birth_date = EXCLUDED.birth_date""",
    "UPDATE clients_client SET birth_date = NULL WHERE birth_date IS NOT NULL",
    # Through the triggers, which make ages of them.
    "UPDATE clients_case SET birth_date = birth_date WHERE age IS NULL",
    "UPDATE clients_caseselection SET birth_date = birth_date WHERE age IS NULL",
    f"""UPDATE clients_consent n SET ends_at_18 = true,
            of_age_on = CASE WHEN {TURNS_18} > {TODAY} + 14 THEN NULL WHEN {TURNS_18} > {TODAY} THEN {TURNS_18}
                             ELSE DATE '1900-01-01' END
        FROM clients_case c JOIN clients_clientbirth b USING (client_id)
        WHERE c.id = n.case_id AND n.of_age_on IS NOT NULL AND NOT n.ends_at_18""",  # noqa: S608 our own constants
)
PUT_BACK = (
    "UPDATE clients_client c SET birth_date = b.birth_date FROM clients_clientbirth b WHERE b.client_id = c.id",
    "UPDATE clients_case c SET birth_date = b.birth_date FROM clients_clientbirth b WHERE b.client_id = c.client_id",
    """UPDATE clients_caseselection s SET birth_date = b.birth_date FROM clients_case c JOIN clients_clientbirth b USING (client_id)
       WHERE c.id = s.case_id""",
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
        migrations.RemoveConstraint("caseselection", "selected_under_18_on_the_day_of_contact"),
        migrations.RunSQL(
            [f"ALTER TABLE {table} ALTER COLUMN birth_date DROP NOT NULL" for table in EMPTIED]
            + [statement for table in AGE_OF for statement in for_old_code(table)],
            [f"ALTER TABLE {table} ALTER COLUMN birth_date SET NOT NULL" for table in EMPTIED],
        ),
        migrations.RunPython(move, put_back),
        migrations.RunSQL(migrations.RunSQL.noop, [statement for table in AGE_OF for statement in without_it(table)]),
        migrations.AlterField(
            "case",
            "age",
            models.PositiveSmallIntegerField(
                editable=False, help_text="whole years today, or on the day it was closed"
            ),
        ),
        migrations.AlterField(
            "caseselection",
            "age",
            models.PositiveSmallIntegerField(editable=False, help_text="whole years on the day of the contact"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("client", "birth_date"),
                migrations.RemoveField("case", "birth_date"),
                migrations.RemoveField("caseselection", "birth_date"),
            ]
        ),
        migrations.AddConstraint(
            "caseselection",
            models.CheckConstraint(
                name="selected_under_18_on_the_day_of_contact",
                condition=models.Q(age__lt=18),
                violation_error_message="Only somebody under 18 on the day of the contact can be selected.",
            ),
        ),
    ]
