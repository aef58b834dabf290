"""Who is worried stands apart from its contact, and what an event was from the event's mark.

The release before this one, while it still runs, reads the same of all of them: another party told it in another way. What else
stands in the old columns is what that one has written last, so `keep_apart` may be run again. Done twice it changes nothing.
"""

from typing import Any

from django.db import migrations

KEEP_APART = (
    """INSERT INTO referrals_contactorigin (id, tenant_id, team_id, sector, controller, author_id, created_at, version,
                                            contact_id, channel, source, told)
       SELECT uuidv7(), tenant_id, team_id, sector, controller, author_id, created_at, 1, id, channel, source, told
       FROM referrals_contact c WHERE (channel, source, told) <> ('other', 'other', 'unknown')
          OR NOT EXISTS (SELECT FROM referrals_contactorigin WHERE contact_id = c.id)
       ON CONFLICT (contact_id) DO UPDATE SET channel = EXCLUDED.channel, source = EXCLUDED.source, told = EXCLUDED.told""",
    """UPDATE referrals_contact SET channel = 'other', source = 'other', told = 'unknown'
       WHERE (channel, source, told) <> ('other', 'other', 'unknown')""",
    # A key of chance alone: nothing in it says when the event was told.
    """INSERT INTO referrals_eventdetails (id, tenant_id, team_id, sector, controller, membership_id, contact_id, event_id,
                                           kind, happened_on)
       SELECT gen_random_uuid(), e.tenant_id, e.team_id, e.sector, e.controller, c.author_id, c.id, e.id, e.kind, e.happened_on
       FROM referrals_event e JOIN referrals_contact c ON c.id = e.contact_id
       WHERE e.kind <> 'other' OR e.happened_on IS NOT NULL OR NOT EXISTS (SELECT FROM referrals_eventdetails WHERE event_id = e.id)
       ON CONFLICT (event_id) DO UPDATE SET kind = EXCLUDED.kind, happened_on = EXCLUDED.happened_on""",
    "UPDATE referrals_event SET kind = 'other', happened_on = NULL WHERE kind <> 'other' OR happened_on IS NOT NULL",
)
PUT_BACK = (
    """UPDATE referrals_contact c SET channel = o.channel, source = o.source, told = o.told
       FROM referrals_contactorigin o WHERE o.contact_id = c.id""",
    """UPDATE referrals_event e SET kind = d.kind, happened_on = d.happened_on
       FROM referrals_eventdetails d WHERE d.event_id = e.id""",
)


def keep_apart(apps: Any, schema_editor: Any) -> None:
    """Both leave the rows that all who screen may read."""
    for statement in KEEP_APART:
        schema_editor.execute(statement)


def put_back(apps: Any, schema_editor: Any) -> None:
    """They return to where they were, which hides them from nobody who screens."""
    for statement in PUT_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0020_wall")]

    operations = [migrations.RunPython(keep_apart, put_back)]
