"""`python -m tests.upgrade.look EMAIL`: what one person sees in an installation, as JSON. Runs under the application's login."""

import hashlib
import json
import sys
import time
from typing import Any

import django
from django.apps import apps
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse


def look(email: str) -> dict[str, Any]:
    """The cases, the rows behind the wall, the opened texts and two pages of this person; and what nobody sees."""
    from anchor.access.checks import refuse_unsafe_start
    from anchor.accounts.actor import Actor, memberships_of
    from anchor.accounts.models import User
    from anchor.tenancy.scope import NOBODY, scoped
    from clients.models import Case

    refuse_unsafe_start()
    with scoped(NOBODY):
        person = User.objects.get(email=email)
        actor = Actor(memberships_of(person.pk)[0])
        nobody_sees = {table: count for table, count in _counts().items() if count}
    with scoped(actor.scope()):
        cases = list(Case.objects.visible_to(actor).order_by("number"))
        seen = {"cases": [str(case.pk) for case in cases], "rows": _counts(), "texts": _texts()}
    return seen | {"without_a_scope": nobody_sees, "pages": _pages(person, cases)}


def _counts() -> dict[str, int]:
    """Rows of each walled table that the database shows in this scope, whatever the program would ask."""
    from anchor.desk.emptying import walled_tables

    with connection.cursor() as cursor:
        counts = {}
        for table in walled_tables():
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
    return counts


def _texts() -> dict[str, str]:
    """How many texts of each encrypted column open in this scope, and one digest of what they say."""
    from anchor.core.fields import EncryptedTextField

    return {
        f"{model._meta.db_table}.{field.column}": _opened(model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    }


def _opened(model: Any, field: Any) -> str:
    from anchor.core.crypto import Tampered

    rows = model._base_manager.filter(**{f"{field.name}__isnull": False}).order_by("pk")
    try:
        texts = [getattr(row, field.attname) for row in rows]
    except Tampered:
        return "one does not open"
    return f"{len(texts)} texts, {hashlib.sha256('\n'.join(texts).encode()).hexdigest()[:16]}"


def _pages(person: Any, cases: list[Any]) -> dict[str, Any]:
    """The case list and the first open case: the status, and which of the person's case numbers stand on the page."""
    browser = _signed_in(person)
    open_case = next(case for case in cases if case.closed_on is None)
    answers = {"cases": browser.get(reverse("cases")), "case": browser.get(open_case.get_absolute_url())}
    return {
        name: {
            "status": answer.status_code,
            "numbers": [case.number for case in cases if case.number in answer.content.decode()],
        }
        for name, answer in answers.items()
    }


def _signed_in(person: Any) -> Browser:
    from anchor.accounts.actor import LAST_SEEN, SIGNED_IN

    browser = Browser(raise_request_exception=False)
    browser.force_login(person)
    session = browser.session
    session[SIGNED_IN] = session[LAST_SEEN] = time.time()
    session.save()
    return browser


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(look(sys.argv[1])))
