"""What somebody searches for: typed into a POST, kept sealed in the session, and named in the address by a token alone.

A name or an identity code in an address would stand in the browser's history, in logs of proxies and in what is copied to a
colleague. The session's table lies outside the wall, so the words are encrypted there, bound to the membership that typed them.
"""

import base64
import binascii
import secrets

from django.contrib.sessions.backends.base import SessionBase

from anchor.accounts.actor import Actor
from anchor.core.crypto import Tampered, open_sealed, seal
from anchor.core.keys import data_key

KEPT, MOST_KEPT = "case_searches", 5  # so that searches in several tabs live beside each other


def keep_search(session: SessionBase, actor: Actor, text: str) -> str:
    """Keep what was typed until the session ends, or until five others came after it. Returns its token."""
    token = secrets.token_urlsafe(6)
    sealed = base64.b64encode(seal(data_key(actor.tenant_id), text, **_place(actor, token))).decode()
    earlier = list(session.get(KEPT, {}).items())[1 - MOST_KEPT :]
    session[KEPT] = {**dict(earlier), token: sealed}
    return token


def kept_search(session: SessionBase, actor: Actor, token: str) -> str | None:
    """What this membership typed in this session under a token, or None."""
    sealed = session.get(KEPT, {}).get(token)
    if sealed is None:
        return None
    try:
        return open_sealed(data_key(actor.tenant_id), base64.b64decode(sealed), **_place(actor, token))
    except (Tampered, binascii.Error):
        return None  # another membership is worn by now, or the keys were changed


def _place(actor: Actor, token: str) -> dict[str, str]:
    return {"tenant": str(actor.tenant_id), "table": "session", "column": token, "row": str(actor.membership_id)}
