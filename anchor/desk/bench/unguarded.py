"""The program with wall, rules and read trace off, to measure what they cost. It starts in a bench's country only.

The wall: the owner's login. The rules: each sight and each act is a plain filter by team. The trace: nothing is recorded.
The same views, templates and statements otherwise, so that the difference is theirs alone.
"""

import os
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Q  # noqa: E402

from anchor.access import middleware, rules  # noqa: E402
from anchor.audit import services  # noqa: E402
from anchor.desk.large import builder  # noqa: E402

if not settings.IS_DEMO or os.environ.get("ANCHOR_BENCH") != "unguarded" or builder.built() is None:
    raise SystemExit("this opens every record of a team and is for the bench's invented country only")

connection.close()
connection.close_pool()  # type: ignore[attr-defined]  # the server forks after this: no worker shares another's connection

_rule = rules.predicate


def _team_only(relation: Any, row: Any, actor: Any, *grips: Any) -> Q:
    model = apps.get_model(row.model)
    has_team = any(field.attname == "team_id" for field in model._meta.concrete_fields)
    return Q(team_id=actor.team_id) if has_team else _rule(relation, row, actor, *grips)


def _nothing(*arguments: Any, **named: Any) -> None:
    """Leaves no row."""


rules.predicate = _team_only  # type: ignore[assignment]
for place, name in ((services, "record_read"), (services, "record_reads"), (middleware, "record_untold_look")):
    setattr(place, name, _nothing)

application = get_wsgi_application()
