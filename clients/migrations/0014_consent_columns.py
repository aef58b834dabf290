"""What a consent says more. Each column in a transaction of its own, so that nobody waits for the table."""

import django.db.models.deletion
from django.db import migrations, models

import anchor.core.fields
import anchor.core.ids
import anchor.tenancy.tenant


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("clients", "0013_consents")]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="awaited",
            field=models.BooleanField(
                db_default=False, default=False, help_text="not given yet: somebody who must answer has not"
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="ended_on",
            field=models.DateField(blank=True, help_text="the day its case was closed", null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="of_age_on",
            field=models.DateField(
                blank=True, help_text="the 18th birthday, on which what others gave for the adolescent ends", null=True
            ),
        ),
        migrations.AddField(
            model_name="consentdetails",
            name="assessed_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddField(
            model_name="consentdetails",
            name="present",
            field=anchor.core.fields.EncryptedTextField(blank=True, null=True, verbose_name="who was present"),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(
                condition=models.Q(("withdrawn_on__isnull", False)), fields=["case"], name="withdrawn_consents"
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("awaited", False), ("given", False), _connector="OR"), name="awaited_is_not_given"
            ),
        ),
    ]
