"""Where a meeting was and who else was there stands apart from its summary: read and sealed anew, row by row.

Done twice it changes nothing, so it may be run again for meetings that an earlier release told of meanwhile.
"""

from typing import Any

from django.db import migrations
from django.db.models import Q

ORIGIN = ("tenant_id", "team_id", "sector", "controller", "author_id", "created_at")
KEPT = ("place", "others")


def keep_apart(apps: Any, schema_editor: Any) -> None:
    """Place and others present leave the summary; they are protected where their case is."""
    places = apps.get_model("meetings", "MeetingPlace").objects
    summaries = apps.get_model("meetings", "MeetingSummary").objects
    said = Q(place__isnull=False) | Q(others__isnull=False)
    for summary in summaries.filter(said, meeting__place=None).select_related("case").order_by("pk").iterator():
        origin = {name: getattr(summary, name) for name in ORIGIN}
        where = {name: getattr(summary, name) for name in KEPT}
        about = {"meeting_id": summary.meeting_id, "case_id": summary.case_id}
        places.create(protected=summary.case.non_disclosure, **about, **where, **origin)
        summaries.filter(pk=summary.pk).update(place=None, others=None)


def put_back(apps: Any, schema_editor: Any) -> None:
    """They return to the summary, which hides them from nobody who reads it."""
    summaries = apps.get_model("meetings", "MeetingSummary").objects
    for place in apps.get_model("meetings", "MeetingPlace").objects.order_by("pk").iterator():
        for summary in summaries.filter(meeting_id=place.meeting_id):
            summary.place, summary.others = place.place, place.others
            summary.save(update_fields=KEPT)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0015_wall")]

    operations = [migrations.RunPython(keep_apart, put_back)]
