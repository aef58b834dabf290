"""The day a protection is to be checked stands on the case as well, for whoever may not read the protected address."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clients", "0010_protected")]

    operations = [
        migrations.RunSQL(
            "UPDATE clients_case SET protection_check_on = address.protected_until FROM clients_clientaddress address"
            " WHERE address.client_id = clients_case.client_id AND address.protected"
            " AND address.protected_until IS NOT NULL",
            migrations.RunSQL.noop,
        )
    ]
