"""The personal identity code on its way into the database: checked, encrypted by its field, found by its keyed hash."""

import datetime

from django.conf import settings

from anchor.core import identity_codes
from anchor.core.crypto import lookup_hash
from anchor.core.keys import lookup_key


def checked_identity_code(code: str, *, birth_date: datetime.date, temporary: bool = False) -> str:
    """The normalised code, or "" when none is given. Raises DomainError for a wrong one or one of another birth date."""
    if not code.strip():
        return ""
    code = identity_codes.validate(code, demo=settings.IS_DEMO, temporary_ticked=temporary)
    identity_codes.check_birth_date(code, birth_date)
    return code


def hash_of(code: str) -> bytes | None:
    """What an exact search for this code looks for; None when there is no code."""
    return lookup_hash(lookup_key(), identity_codes.normalise(code)) if code else None
