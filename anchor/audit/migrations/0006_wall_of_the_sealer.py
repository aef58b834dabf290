"""What the sealer may, beside 0003, which is released: it reads the memory and adds seals; the application reads seals.

wall fingerprint: 64fd1408049506b9
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_by_xact")]
    operations = [
        migrations.RunSQL(
            "GRANT SELECT ON audit_auditrow TO anchor_sealer",
            "REVOKE ALL ON audit_auditrow FROM anchor_sealer",
        ),
        migrations.RunSQL(
            "GRANT SELECT ON audit_sealrow TO anchor_app",
            "REVOKE ALL ON audit_sealrow FROM anchor_app",
        ),
        migrations.RunSQL(
            "GRANT SELECT, INSERT (number, format, since, below, rows, root, previous, sealed_at, key, signature) ON audit_sealrow TO anchor_sealer",
            "REVOKE ALL ON audit_sealrow FROM anchor_sealer",
        ),
    ]
