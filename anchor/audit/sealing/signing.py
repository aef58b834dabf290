"""Signing seals with Ed25519. Only the sealing worker holds the private key; everybody may have the public one."""

from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from anchor.audit.sealing.seal import Seal

END = "-----END PUBLIC KEY-----"


class KeyTrouble(ValueError):
    """A key is missing, of another kind, or not the one that was announced."""


class Signer:
    """The private key, made of its 32 secret bytes."""

    def __init__(self, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public = self._key.public_key()
        self.name = name_of(self.public)

    def sign(self, seal: Seal) -> Seal:
        """The seal, which must name this key, with its signature."""
        return seal.signed(self._key.sign(seal.text.encode()).hex())


Keys = dict[str, Ed25519PublicKey]


def name_of(key: Ed25519PublicKey) -> str:
    """The short name of a key, by which seals say who signed them."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def pem(key: Ed25519PublicKey) -> str:
    """The key as people pass it on."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_keys(path: Path) -> Keys:
    """The public keys of a file by name: one, and after a change of keys the earlier ones too. Raises KeyTrouble."""
    try:
        parts = path.read_text().split(END)[:-1]
        keys = [load_pem_public_key((part.strip() + "\n" + END + "\n").encode()) for part in parts]
    except (OSError, ValueError) as wrong:
        raise KeyTrouble(f"{path}: {wrong}") from wrong
    ours = [key for key in keys if isinstance(key, Ed25519PublicKey)]
    if not ours or len(ours) != len(keys):
        raise KeyTrouble(f"{path} holds no Ed25519 public key, or another kind beside it")
    return {name_of(key): key for key in ours}


def signature_fault(seal: Seal, keys: Keys) -> str:
    """Why a seal's signature is not believed; empty when it is."""
    if seal.key not in keys:
        return f"was signed with an unknown key ({seal.key[:16]})"
    try:
        keys[seal.key].verify(bytes.fromhex(seal.signature), seal.text.encode())
    except (InvalidSignature, ValueError):
        return "has a wrong signature"
    return ""
