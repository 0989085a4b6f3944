"""Every text colour can be read on every ground it stands on (WCAG 2 AA, 4.5 to 1)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parent.parent / "static/cityhall/cityhall.css").read_text()
ON_PAPER = ("ink", "ink-2", "ink-3", "link", "red", "green")
GROUNDS = ("paper", "sheet", "hover")
PAIRS = [
    *[(text, ground) for text in ON_PAPER for ground in GROUNDS],
    *[(name, f"{name}-bg") for name in ("green", "yellow", "red", "blue", "grey")],
    *[(text, ground) for text in ("ink", "ink-2") for ground in ("yellow-bg", "red-bg", "green-bg", "blue-bg")],
    ("ink-3", "grey-bg"), ("on-frame", "frame"), ("on-frame", "frame-2"), ("on-red", "red"), ("blue", "sheet"),
    ("link", "blue-bg"), ("on-frame", "grey"),
]  # fmt: skip
EDGES = [("edge", "sheet"), ("edge", "paper"), ("focus", "frame"), ("now", "sheet")]


def tokens(scope: str) -> dict[str, str]:
    block = re.search(rf"^{re.escape(scope)} {{(.*?)}}", CSS, re.S | re.M)
    assert block, scope
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[1]))


LIGHT = tokens(":root")


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable(text: str, ground: str) -> None:
    assert contrast(LIGHT[text], LIGHT[ground]) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_that_carry_meaning_are_seen(edge: str, ground: str) -> None:
    assert contrast(LIGHT[edge], LIGHT[ground]) >= 3


def test_every_token_used_is_defined() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS))
    assert used <= set(re.findall(r"--([\w-]+):", CSS))
