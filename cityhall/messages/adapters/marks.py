"""What is drawn on a paper besides words and tables: the red line, the frame of a licence, codes, the seal's place."""

from typing import Any

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from cityhall.messages.rules.sheet import Sheet

from . import lines
from .lines import Style

RED = (0.76, 0.07, 0.07)
GREY = (0.42, 0.42, 0.42)
SEAL = 19 * mm  # radius: a 专用章 is 38–42 mm across
SIDE = 24 * mm  # of the square code: a phone reads it at arm's length
ORDER = 40.0  # height of organ and date where there is neither seal nor code


class Rule(Flowable):  # type: ignore[misc]
    """The red line under the organ's name."""

    def __init__(self, wide: float) -> None:
        super().__init__()
        self.wide = wide

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        return room, 14

    def draw(self) -> None:
        self.canv.setStrokeColorRGB(*RED)
        self.canv.setLineWidth(1.6)
        self.canv.line(0, 9, self.wide, 9)
        self.canv.setLineWidth(0.5)
        self.canv.line(0, 6.5, self.wide, 6.5)


def frame(canvas: Any, document: Any) -> None:
    """The double frame of a licence, on each of its pages."""
    for inset, wide in ((14.5 * mm, 2.4), (16.2 * mm, 0.7)):
        canvas.setStrokeColorRGB(*RED)
        canvas.setLineWidth(wide)
        canvas.rect(inset, inset, A4[0] - 2 * inset, A4[1] - 2 * inset)


class Close(Flowable):  # type: ignore[misc]
    """Left, the code for progress; right, organ and date, with the dashed circle the seal goes on (骑年盖月), if one
    is due."""

    def __init__(self, sheet: Sheet, wide: float) -> None:
        super().__init__()
        self.sheet, self.wide = sheet, wide

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        return room, 2 * SEAL + 4 if self.sheet.qr or self.sheet.seal else ORDER

    def draw(self) -> None:
        sheet, middle = self.sheet, SEAL
        if sheet.qr:
            self._code()
        if not (sheet.qr or sheet.seal):
            middle = ORDER / 2 + 12
        centre = self.wide - max(SEAL, self._half()) - 2
        if sheet.seal:
            self._circle(centre)
        for words, y, style in (
            (sheet.signed or sheet.organ, middle - 2, self._signature()),
            (sheet.date, middle - 22, Style(14, 20)),
        ):
            lines.draw(self.canv, centre - lines.measure(words, style) / 2, y, lines.Text(words), style)

    def _circle(self, centre: float) -> None:
        self.canv.setStrokeColorRGB(0.6, 0.6, 0.6)
        self.canv.setLineWidth(0.7)
        self.canv.setDash(3, 2.5)
        self.canv.circle(centre, SEAL + 2, SEAL)
        self.canv.setDash()
        words, style = f"（{self.sheet.seal}）", Style(10, 14, colour=GREY)
        lines.draw(self.canv, centre - lines.measure(words, style) / 2, SEAL + 20, lines.Text(words), style)

    def _signature(self) -> Style:
        room = self.wide - 42 * mm
        return Style(min(14, room / max(lines.measure(self.sheet.signed or self.sheet.organ, Style(1, 1)), 1)), 20)

    def _half(self) -> float:
        return lines.measure(self.sheet.signed or self.sheet.organ, self._signature()) / 2

    def _code(self) -> None:
        top = 2 * SEAL + 2
        square(self.canv, self.sheet.qr, 0, top, SIDE)
        for n, words in enumerate(self.sheet.qr_caption):
            lines.draw(self.canv, 0, top - SIDE - 11 - n * 11, lines.Text(words), Style(8, 11, colour=GREY))


class Codes(Flowable):  # type: ignore[misc]
    """流转码: a square code and bars that say the same, and the words beneath for who must type them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.room = room
        return room, SIDE + 4

    def draw(self) -> None:
        square(self.canv, self.text, 0, SIDE + 2, SIDE)
        left, room = SIDE + 10 * mm, self.room - SIDE - 12 * mm
        bars = Code128(self.text, barHeight=15 * mm, barWidth=1, quiet=0, humanReadable=0)
        bars = Code128(self.text, barHeight=15 * mm, barWidth=min(1.1, room / bars.width), quiet=0, humanReadable=0)
        bars.drawOn(self.canv, left, SIDE - 15 * mm + 2)
        style = Style(11, 15)
        lines.draw(self.canv, left, 8, lines.Text(f"流转码 {self.text}"), style)


def square(canvas: Any, text: str, left: float, top: float, side: float) -> None:
    """A QR code with its upper left corner here."""
    matrix = segno.make(text, error="m", micro=False).matrix
    cell = side / len(matrix)
    canvas.setFillColorRGB(0, 0, 0)
    path = canvas.beginPath()
    for y, row in enumerate(matrix):
        for start, length in _bars(row):
            path.rect(left + start * cell, top - (y + 1) * cell, length * cell, cell)
    canvas.drawPath(path, stroke=0, fill=1)


def _bars(row: Any) -> list[tuple[int, int]]:
    """Dark modules side by side, as (start, length)."""
    bars: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and bars and sum(bars[-1]) == x:
            bars[-1] = (bars[-1][0], bars[-1][1] + 1)
        elif dark:
            bars.append((x, 1))
    return bars
