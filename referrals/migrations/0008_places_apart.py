"""What contacts under non-disclosure say of a place is kept apart from now on: read and sealed anew, row by row."""

from typing import Any

from django.db import migrations

ORIGIN = ("tenant_id", "team_id", "sector", "controller", "author_id", "created_at")


def keep_apart(apps: Any, schema_editor: Any) -> None:
    """Municipality, school and telephone leave the contact and its details."""
    place, contacts = apps.get_model("referrals", "ContactPlace"), apps.get_model("referrals", "Contact")
    details = apps.get_model("referrals", "ContactDetails").objects
    for contact in contacts.objects.filter(non_disclosure=True, place=None).order_by("pk").iterator():
        known = details.filter(contact=contact).first()
        origin = {name: getattr(contact, name) for name in ORIGIN}
        told = {"school": known.school, "phone": known.phone} if known else {}
        place.objects.create(contact=contact, area_id=contact.area_id, **told, **origin)
        contacts.objects.filter(pk=contact.pk).update(area_id="unknown")
        if known:
            details.filter(pk=known.pk).update(school=None, phone=None)


def put_back(apps: Any, schema_editor: Any) -> None:
    """The municipality, school and telephone return to where they were."""
    contacts = apps.get_model("referrals", "Contact").objects
    for place in apps.get_model("referrals", "ContactPlace").objects.order_by("pk").iterator():
        contacts.filter(pk=place.contact_id).update(area_id=place.area_id)
        for known in apps.get_model("referrals", "ContactDetails").objects.filter(contact_id=place.contact_id):
            known.school, known.phone = place.school, place.phone
            known.save(update_fields=["school", "phone"])


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_protected")]

    operations = [migrations.RunPython(keep_apart, put_back)]
