"""Who is worried stands apart from its contact, and what an event was from the event's mark: moved row by row.

What stands in the old columns is always what an earlier release has said last, so it may be run again for what that one writes
while a new one is installed. Done twice it changes nothing.
"""

from typing import Any

from django.db import migrations

MARKS = ("tenant_id", "team_id", "sector", "controller")
ORIGIN = ("channel", "source", "told")


def keep_apart(apps: Any, schema_editor: Any) -> None:
    """Both leave the rows that all who screen may read."""
    origins = apps.get_model("referrals", "ContactOrigin").objects
    contacts = apps.get_model("referrals", "Contact").objects
    for contact in contacts.exclude(**dict.fromkeys(ORIGIN, "")).order_by("pk").iterator():
        marks = {name: getattr(contact, name) for name in (*MARKS, "author_id", "created_at")}
        said = {name: getattr(contact, name) for name in ORIGIN}
        origins.update_or_create(contact=contact, defaults=said, create_defaults=said | marks)
        contacts.filter(pk=contact.pk).update(**dict.fromkeys(ORIGIN, ""))
    details = apps.get_model("referrals", "EventDetails").objects
    events = apps.get_model("referrals", "Event").objects
    for event in events.exclude(kind="").select_related("contact").order_by("pk").iterator():
        marks = {name: getattr(event, name) for name in (*MARKS, "contact_id")}
        said = {"kind": event.kind, "happened_on": event.happened_on}
        details.update_or_create(
            event=event, defaults=said, create_defaults=said | marks | {"membership_id": event.contact.author_id}
        )
        events.filter(pk=event.pk).update(kind="", happened_on=None)


def put_back(apps: Any, schema_editor: Any) -> None:
    """They return to where they were, which hides them from nobody who screens."""
    contacts = apps.get_model("referrals", "Contact").objects
    events = apps.get_model("referrals", "Event").objects
    for origin in apps.get_model("referrals", "ContactOrigin").objects.order_by("pk").iterator():
        contacts.filter(pk=origin.contact_id).update(**{name: getattr(origin, name) for name in ORIGIN})
    for details in apps.get_model("referrals", "EventDetails").objects.order_by("pk").iterator():
        events.filter(pk=details.event_id).update(kind=details.kind, happened_on=details.happened_on)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0020_wall")]

    operations = [migrations.RunPython(keep_apart, put_back)]
