"""The hash tree, against the tree of eight leaves that implementations of RFC 6962 test themselves with."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cityhall.kernel.journal import merkle

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


@pytest.mark.parametrize(("size", "told"), list(enumerate(ROOTS, 1)))
def test_the_roots_of_the_known_tree(size: int, told: str) -> None:
    assert merkle.root([merkle.leaf(content) for content in LEAVES[:size]]).hex() == told


def test_the_root_of_nothing() -> None:
    assert merkle.root([]) == sha256(b"").digest()


def by_the_standard(leaves: list[bytes]) -> bytes:
    """Word for word: split at the largest power of two below the size."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node(by_the_standard(leaves[:split]), by_the_standard(leaves[split:]))


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=70), st.data())
def test_every_leaf_climbs_to_the_root_and_no_other_does(contents: list[bytes], data: st.DataObject) -> None:
    leaves = [merkle.leaf(content) for content in contents]
    place = data.draw(st.integers(0, len(leaves) - 1))
    top, steps = merkle.root(leaves), merkle.path(merkle.levels(leaves), place)
    assert top == by_the_standard(leaves)
    assert merkle.climb(leaves[place], steps) == top
    assert merkle.climb(merkle.leaf(contents[place] + b"!"), steps) != top
    assert len(steps) <= len(leaves).bit_length()
