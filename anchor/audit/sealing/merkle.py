"""One root over many rows. Leaves and inner nodes are hashed apart (0 and 1 in front), so neither passes for the other."""

from hashlib import sha256

SIZE = 32  # bytes of a leaf and of a node
LEAF, NODE = b"\x00", b"\x01"


def leaf(text: bytes) -> bytes:
    """The leaf of a row's canonical text; `rows.leaves` makes the same in SQL."""
    return sha256(LEAF + text).digest()


def root(leaves: bytes) -> str:
    """The root over leaves that stand one after the other, as hex; a node without a neighbour goes up as it is.

    Raises ValueError when there is none, or a part of one.
    """
    if not leaves or len(leaves) % SIZE:
        raise ValueError("no whole leaves")
    level = leaves
    while len(level) > SIZE:
        paired = len(level) - len(level) % (2 * SIZE)
        nodes = [sha256(NODE + level[at : at + 2 * SIZE]).digest() for at in range(0, paired, 2 * SIZE)]
        level = b"".join(nodes) + level[paired:]
    return level.hex()
