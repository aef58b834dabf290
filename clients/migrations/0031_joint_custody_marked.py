"""What sectors wrote down of joint custody before cases had a mark of it is marked now, not only when it is next saved.

The marks are keyed, so they are made here and written in one statement. Done twice it changes nothing.
"""

from typing import Any

from django.db import migrations

from anchor.core.crypto import lookup_hash
from anchor.core.keys import lookup_key

ADD = """
    UPDATE clients_case c
    SET joint_custody = ARRAY(SELECT DISTINCT unnest(COALESCE(c.joint_custody, '{}')::text[] || m.marks) ORDER BY 1)
    FROM (SELECT client_id, array_agg(mark) AS marks FROM unnest(%s::uuid[], %s::text[]) AS t(client_id, mark) GROUP BY 1) m
    WHERE c.client_id = m.client_id AND NOT COALESCE(c.joint_custody, '{}')::text[] @> m.marks
"""


def mark(apps: Any, schema_editor: Any) -> None:
    """One mark for each sector that has written down joint custody, on every case of the client."""
    people = apps.get_model("clients", "RelatedPerson").objects.filter(custody="joint").order_by()
    known = list(people.values_list("client_id", "sector").distinct())
    if known:
        marks = [lookup_hash(lookup_key(), f"joint custody {client} {sector}").hex() for client, sector in known]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(ADD, [[client for client, _ in known], marks])


class Migration(migrations.Migration):
    dependencies = [("clients", "0030_wall")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
