"""The transaction that wrote a row, known to the database alone: the sealer takes rows whose transaction is over.

Django does not know the column, so it writes no RETURNING, for which the application would need the right to read.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE audit_auditrow ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id()",
            "ALTER TABLE audit_auditrow DROP COLUMN xact",
        ),
    ]
