"""Who may see what: the matrix printed for the controllers who approve it, and for everybody who works under it."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from anchor.access.actions import ACTIONS
from anchor.access.matrix import MATRIX
from anchor.access.version import matrix_version, readers, writers
from anchor.access.words import ACTS, RECORDS, RELATIONS
from anchor.accounts.actor import ActorRequest
from anchor.accounts.models import Role
from anchor.core.http import answer


@require_http_methods(["GET"])
def matrix(request: ActorRequest) -> HttpResponse:
    """The rules as they are compiled into the program. They name no client, so looking at them leaves no row."""
    context = {"records": _records(), "acts": _acts(), "version": matrix_version()}
    return answer(request, "desk/matrix.html", context)


def _records() -> list[dict[str, Any]]:
    return [
        {
            "name": RECORDS[record],
            "readers": [RELATIONS[relation] for relation in readers(record)],
            "writers": [RELATIONS[relation] for relation in writers(record)],
        }
        for record in MATRIX
    ]


def _acts() -> list[dict[str, Any]]:
    return [
        {
            "name": ACTS[action],
            "roles": [role.label for role in Role if role in rule.roles],
            "relations": [words for relation, words in RELATIONS.items() if relation in rule.relations],
        }
        for action, rule in ACTIONS.items()
    ]
