"""How many share the beginning of a name: a search that took "few" for thousands looked through all of them first.

With a hundred values kept (the server's own number) the planner expects one row of a rare beginning; with a thousand it knows.
"""

from django.db import migrations

COLUMNS = ("folded_family", "folded_given")


def counted(number: int) -> str:
    return "; ".join(f"ALTER TABLE clients_client ALTER COLUMN {column} SET STATISTICS {number}" for column in COLUMNS)


class Migration(migrations.Migration):
    dependencies = [("clients", "0034_wall")]

    operations = [migrations.RunSQL(counted(1000), counted(-1))]
