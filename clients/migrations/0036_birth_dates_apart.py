"""The birth date in a table of its own, the age in the shell, and what ends at 18 said without its day.

The columns it stood in go with the next release; `0037` empties the client's, leaves in the others a day that tells the age alone, and
new code does not know them any more.
"""

import django.db.models.deletion
from django.db import migrations, models

import anchor.core.ids
import anchor.tenancy.tenant

SECTORS = [
    ("police", "police"),
    ("social", "social services"),
    ("health", "health services"),
    ("youth", "youth services"),
    ("education", "education"),
    ("other", "other sector"),
]


def reference(to: str) -> models.ForeignKey:
    how = {"db_index": False, "editable": False, "related_name": "+"}
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **how)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_wall"), ("clients", "0035_names_are_counted_closely"), ("tenancy", "0002_wall")]

    operations = [
        migrations.CreateModel(
            name="ClientBirth",
            fields=[
                (
                    "id",
                    models.UUIDField(default=anchor.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("sector", models.CharField(choices=SECTORS, editable=False, max_length=16)),
                ("controller", models.CharField(editable=False, max_length=40)),
                ("created_at", models.DateTimeField(editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("birth_date", models.DateField(verbose_name="birth date")),
                ("author", reference("accounts.membership")),
                ("team", reference("accounts.team")),
                ("tenant", reference("tenancy.municipality")),
                (
                    "client",
                    anchor.tenancy.tenant.TenantOneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="birth", to="clients.client"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tenant", "birth_date"], name="client_by_birth_date")],
            },
        ),
        migrations.AddField(
            "consent",
            "ends_at_18",
            models.BooleanField(
                default=False,
                db_default=False,
                help_text="others gave it for the adolescent: it ends on the 18th birthday",
            ),
        ),
        migrations.AlterField(
            "consent",
            "of_age_on",
            models.DateField(null=True, blank=True, editable=False, help_text="the 18th birthday, when it is near"),
        ),
        migrations.AddField(
            "case",
            "age",
            models.PositiveSmallIntegerField(
                editable=False, null=True, help_text="whole years today, or on the day it was closed"
            ),
        ),
        migrations.AddField(
            "caseselection",
            "age",
            models.PositiveSmallIntegerField(
                editable=False, null=True, help_text="whole years on the day of the contact"
            ),
        ),
    ]
