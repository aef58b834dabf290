"""What follows from the birth date for those who may know the age only: the shell's age, and when others' consents end.

Ages change at midnight and with what somebody corrects, and whoever changes a case may not know the birth date: so they are
reckoned in the scope of the task that acts for no person, each night for all, and at once for a case that has changed.
"""

import datetime
import logging
import math
from uuid import UUID

from django.db import Error, connection
from django.utils import timezone

from anchor.access.matrix import AGE_ON, OF_AGE_ON
from anchor.access.scopes import collecting
from anchor.access.wall_relations import TODAY
from anchor.accounts.actor import Actor
from anchor.accounts.models import Team
from anchor.core.dates import birthday
from clients.models import Case, ClientBirth

logger = logging.getLogger("anchor")

# Today is that of the transaction, as in the guards behind the wall: one that goes on past midnight reckons with the day it began.
_AGE = AGE_ON.format(day=f"COALESCE(c.closed_on, {TODAY})", born="b.birth_date")
_AGES = f"""
UPDATE clients_case c SET age = {_AGE} FROM clients_clientbirth b
WHERE b.client_id = c.client_id AND c.age <> {_AGE}
  AND (c.id = %(case)s::uuid OR c.closed_on IS NULL AND %(case)s::uuid IS NULL)
"""  # noqa: S608 our own constants
_OF_AGE = OF_AGE_ON.format(born="b.birth_date")
_ENDS = f"""
UPDATE clients_consent n SET of_age_on = {_OF_AGE} FROM clients_case c JOIN clients_clientbirth b USING (client_id)
WHERE c.id = n.case_id AND n.ends_at_18 AND n.of_age_on IS DISTINCT FROM {_OF_AGE}
  AND (c.id = %(case)s::uuid OR %(case)s::uuid IS NULL)
"""  # noqa: S608 our own constants


def reckon_case(case: Case) -> None:
    """Bring one case's age and the ends of its consents to its adolescent's birth date, closed or open."""
    with collecting(case.tenant_id):
        _reckon(case.pk)


def reckon_all() -> int:
    """The same for every tenant, each in a transaction of its own. Returns how many rows changed.

    What cannot be reckoned in one tenant is an error for whoever runs the servers, and keeps no other tenant from its day.

    A closed case keeps the age of its last day; what was given in it until a day that is still to come ends at 18 all the same.
    """
    changed = 0
    for tenant_id in Team.objects.order_by("municipality_id").values_list("municipality_id", flat=True).distinct():
        try:
            with collecting(tenant_id):
                changed += _reckon(None)
        except Error:
            logger.exception("ages and what ends at 18 could not be reckoned in tenant %s", tenant_id)
    return changed


def _reckon(case_id: UUID | None) -> int:
    about = {"case": case_id}
    with connection.cursor() as cursor:
        cursor.execute(_AGES, about)
        ages = cursor.rowcount
        cursor.execute(_ENDS, about)
        return ages + cursor.rowcount


def birth_date_of(actor: Actor, client_id: UUID) -> datetime.date | None:
    """The adolescent's birth date, for who may know it."""
    known = ClientBirth.objects.visible_to(actor).filter(client_id=client_id)
    return known.values_list("birth_date", flat=True).first()


def is_of_age(actor: Actor, case: Case) -> bool:
    """Whether guardians' rights have ended: from the 18th birthday on, by the date itself for who may know it."""
    born = birth_date_of(actor, case.client_id)
    return may_be_of_age(case) if born is None else birthday(born, 18) <= timezone.localdate()


def may_be_of_age(case: Case) -> bool:
    """Whether the adolescent may be 18 today, by the age that all may know; a closed case keeps that of its last day."""
    since = (timezone.localdate() - case.closed_on).days if case.closed_on else 0
    return case.age + math.ceil(since / 365) >= 18
