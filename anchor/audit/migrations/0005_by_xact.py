"""Readers: the sealer, each minute, and whoever verifies: the rows of a span of transactions. Made beside people's work."""

from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0004_sealrow")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_by_xact ON audit_auditrow (xact)",
            "DROP INDEX CONCURRENTLY IF EXISTS audit_by_xact",
        ),
    ]
