"""The sealer of this installation, made of its settings; and who may not start with what is in its environment."""

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from anchor.audit.sealing.sealer import Sealer
from anchor.audit.sealing.signing import KeyTrouble, Signer, pem, read_keys
from anchor.core.keys import seal_key

PRIVATE = "ANCHOR_SEAL_KEY"


def sealer() -> Sealer:
    """Who seals here. Raises ImproperlyConfigured without a private key, or when its public key is not among those announced.

    The first start announces its public key beside the anchor. Later a key that is not there yet is refused: whoever
    changes the key adds the new public one to that file, so that no verifier is asked to believe a stranger's.
    """
    signer = Signer(seal_key())
    path = Path(settings.SEAL_PUBLIC_KEYS)
    if not path.exists() and not Path(settings.SEAL_ANCHOR).exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pem(signer.public))
    try:
        keys = read_keys(path)
    except KeyTrouble as wrong:
        raise ImproperlyConfigured(str(wrong)) from wrong
    if signer.name not in keys:
        raise ImproperlyConfigured(f"{path} does not hold the public key of {PRIVATE}: add\n{pem(signer.public)}")
    return Sealer(signer, keys, Path(settings.SEAL_ANCHOR))


def refuse_misplaced_key() -> None:
    """The sealing worker starts only with a key that is announced, everybody else only without one.

    Raises ImproperlyConfigured.
    """
    if settings.LOGIN == "sealer":
        if not settings.IS_DEMO and not os.environ.get("ANCHOR_SEAL_ANCHOR"):
            raise ImproperlyConfigured(
                "ANCHOR_SEAL_ANCHOR is not set: say where, away from the database, roots are kept"
            )
        sealer()
    elif os.environ.get(PRIVATE):
        raise ImproperlyConfigured(
            f"{PRIVATE} is the sealing worker's alone; the login {settings.LOGIN} may not have it"
        )
