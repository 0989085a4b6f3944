"""The hash tree of RFC 6962 (§2.1): root, path from a leaf to the root, and the check of a path. Pure."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

LEAF, NODE, WIDTH = b"\x00", b"\x01", 32
Step = tuple[str, bytes]
"""On which side the other half stands (`left`, `right`), and its hash."""


def leaf(content: bytes) -> bytes:
    return sha256(LEAF + content).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The whole tree: the leaf hashes, then each level above, up to the root by itself."""
    found = [list(leaves)]
    while len(found[-1]) > 1:
        found.append(_above(found[-1]))
    return found


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes; of none, the hash of nothing."""
    return levels(leaves)[-1][0] if leaves else sha256(b"").digest()


def path(tree: Sequence[Sequence[bytes]], place: int) -> list[Step]:
    """What has to be put to a leaf of a tree (its `levels`), step by step, to come to the root."""
    steps = []
    for level in tree[:-1]:
        other = place ^ 1
        if other < len(level):
            steps.append(("left" if other < place else "right", level[other]))
        place //= 2
    return steps


def climb(found: bytes, steps: Iterable[Step]) -> bytes:
    """The root a leaf hash comes to by a path."""
    for side, other in steps:
        found = node(other, found) if side == "left" else node(found, other)
    return found


def _above(level: Sequence[bytes]) -> list[bytes]:
    """The next level: pairs; one that is left over goes up as it is, as the standard's split at a power of two has it."""
    paired = [node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
    return paired + list(level[len(level) - len(level) % 2 :])
