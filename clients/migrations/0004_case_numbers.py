"""The memory knows each case's number from the statement that makes the case, whoever makes it, and of those made before."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION anchor_remember_numbers() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO audit_casenumber (case_id, number) SELECT id, number FROM made
    ON CONFLICT DO NOTHING;  -- a demonstration built anew gives the same keys again
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER remember_numbers AFTER INSERT ON clients_case REFERENCING NEW TABLE AS made
FOR EACH STATEMENT EXECUTE FUNCTION anchor_remember_numbers()
"""
THOSE_BEFORE = "INSERT INTO audit_casenumber (case_id, number) SELECT id, number FROM clients_case"


class Migration(migrations.Migration):
    dependencies = [("clients", "0003_wall"), ("audit", "0008_by_controller")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION anchor_remember_numbers()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER remember_numbers ON clients_case"),
        migrations.RunSQL(THOSE_BEFORE, "TRUNCATE audit_casenumber"),
    ]
