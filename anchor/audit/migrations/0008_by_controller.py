"""Readers: the auditor's search page. Made beside people's work: the memory is the largest table of all."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0007_reading")]
    operations = [
        AddIndexConcurrently(
            model_name="auditrow",
            index=models.Index(
                condition=models.Q(("controller", ""), _negated=True),
                fields=["controller", "-at", "-id"],
                name="audit_by_controller",
            ),
        ),
        AddIndexConcurrently(
            model_name="auditrow",
            index=models.Index(
                condition=models.Q(("user_id", None), _negated=True),
                fields=["user_id", "-at", "-id"],
                name="audit_by_user",
            ),
        ),
    ]
