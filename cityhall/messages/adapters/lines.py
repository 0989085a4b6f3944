"""Breaking Chinese text into lines: numbers and Latin words stay whole, no line begins with a full stop or ends with
an opening bracket, and full lines are flush on both sides. One character may need a font of its own."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Flowable

from . import fonts

TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/?&=%#@_*\-]*|.", re.DOTALL)
NOT_FIRST = frozenset("，。、；：？！）》」』】〕”’%…,.;:)")
NOT_LAST = frozenset("（《「『【〔“‘(")
LOOSEST = 2.2  # more slack than this many characters is left ragged


@dataclass(frozen=True)
class Style:
    size: float
    leading: float
    weight: int = fonts.REGULAR
    colour: tuple[float, float, float] = (0.08, 0.08, 0.08)
    flush: bool = True  # share slack out; off in narrow cells


@dataclass(frozen=True)
class Text:
    """One line: its words, where it starts, and how much room is shared out between its characters."""

    words: str
    left: float = 0
    spread: float = 0


@lru_cache(maxsize=20_000)
def width(char: str, weight: int) -> float:
    """Width of a character at size 1."""
    return float(pdfmetrics.stringWidth(char, fonts.face_for(weight, char), 1))


def measure(words: str, style: Style) -> float:
    return sum(width(c, style.weight) for c in words) * style.size


def broken(words: str, style: Style, room: float, indent: float = 0) -> list[Text]:
    """The lines of a text in a column of this width."""
    lines: list[Text] = []
    for paragraph in words.split("\n"):
        lines += _paragraph(_pieces(paragraph, style, room), style, room, indent)
    return lines


def _pieces(paragraph: str, style: Style, room: float) -> list[str]:
    """Words that are not divided; one longer than a line is, for it has to be."""
    pieces: list[str] = []
    for token in TOKEN.findall(paragraph):
        pieces += list(token) if len(token) > 1 and measure(token, style) > room else [token]
    return pieces


def _paragraph(pieces: list[str], style: Style, room: float, indent: float) -> list[Text]:
    lines: list[Text] = []
    line: list[str] = []
    left, used = indent, indent
    for piece in pieces:
        wide = measure(piece, style)
        if line and used + wide > room + 0.01 and piece[0] not in NOT_FIRST:
            carried = _carried(line)
            lines.append(_full("".join(line), style, room, left))
            line, left, used = carried, 0, measure("".join(carried), style)
        line.append(piece)
        used += wide
    lines.append(_full("".join(line), style, room, left, last=True))
    return lines


def _carried(line: list[str]) -> list[str]:
    """Opening brackets at the end of a line go to the next one."""
    carried: list[str] = []
    while len(line) > 1 and line[-1] in NOT_LAST:
        carried.insert(0, line.pop())
    return carried


def _full(words: str, style: Style, room: float, left: float, *, last: bool = False) -> Text:
    """Share the slack of a full line out; squeeze a line on which a full stop hangs over."""
    slack = room - left - measure(words, style)
    gaps = len(words) - 1
    if gaps < 1 or (slack > 0 and (last or not style.flush or slack > LOOSEST * style.size)):
        return Text(words, left)
    return Text(words, left, slack / gaps)


def draw(canvas: Any, x: float, y: float, line: Text, style: Style) -> None:
    """Draw one line with its left edge at x, on the base line y."""
    canvas.setFillColorRGB(*style.colour)
    text = canvas.beginText(x + line.left, y)
    text.setCharSpace(line.spread)
    for name, run in _runs(line.words, style.weight):
        text.setFont(name, style.size, style.leading)
        text.textOut(run)
    canvas.drawText(text)


def _runs(words: str, weight: int) -> list[tuple[str, str]]:
    """The text cut where the font changes."""
    runs: list[tuple[str, str]] = []
    for char in words:
        name = fonts.face_for(weight, char)
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + char)
        else:
            runs.append((name, char))
    return runs


class Block(Flowable):  # type: ignore[misc]
    """A paragraph that flows: wrapped to its column, divided between pages."""

    def __init__(
        self, words: str, style: Style, *, indent: int = 0, align: str = "left", lines: list[Text] | None = None
    ) -> None:
        super().__init__()
        self.words, self.style, self.indent, self.align, self.lines = words, style, indent, align, lines

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        if self.lines is None:
            self.lines = broken(self.words, self.style, room, self.indent * self.style.size)
        self.room = room
        return room, len(self.lines) * self.style.leading

    def split(self, room: float, height: float) -> list[Flowable]:
        self.wrap(room, height)
        fit = int(height // self.style.leading)
        lines = self.lines or []
        if fit < 1 or fit >= len(lines):
            return [] if fit < 1 else [self]
        return [Block("", self.style, align=self.align, lines=part) for part in (lines[:fit], lines[fit:])]

    def draw(self) -> None:
        style, lines = self.style, self.lines or []
        for n, line in enumerate(lines):
            y = (len(lines) - n) * style.leading - style.leading / 2 - style.size * 0.36
            draw(self.canv, self._left(line), y, line, style)

    def _left(self, line: Text) -> float:
        if self.align == "left":
            return 0
        spare = self.room - measure(line.words, self.style)
        return spare / 2 if self.align == "centre" else spare
