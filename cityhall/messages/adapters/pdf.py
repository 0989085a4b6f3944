"""Drawing a paper: A4; a letter under the organ's red head, a form under its title, or a licence in its frame; text,
tables, the place for the seal, the 签收 block. The same paper always gives the same bytes."""

from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, LongTable, PageTemplate, Spacer, Table

from cityhall.messages.rules.sheet import Code, Grid, Listing, Look, Prose, Sheet

from . import fonts, lines, marks
from .lines import Block, Style

LEFT, RIGHT, TOP, BOTTOM = 26 * mm, 24 * mm, 20 * mm, 18 * mm
WIDTH, HEIGHT = A4[0] - LEFT - RIGHT, A4[1] - TOP - BOTTOM
RED, GREY = marks.RED, marks.GREY
RULE = colors.Color(0.35, 0.35, 0.35)
SHADE = colors.Color(0.955, 0.955, 0.955)
SIZES = ((16, 28), (15, 25), (14, 22.5), (12.5, 19.5))  # the largest at which the paper is one page; else the third
PAD = 5
TALLEST = 12  # lines in one row of a list; a longer row goes on in the next
NARROW = 0.30  # a value longer than this share of the width has a row of its own


def render(sheet: Sheet) -> bytes:
    """The paper as PDF. A character no font can draw is refused (InvalidInputError)."""
    fonts.check(sheet.texts())
    size, leading = next((s for s in SIZES if _height(sheet, *s) <= HEIGHT - 1), SIZES[2])
    spare = max(HEIGHT - 1 - _height(sheet, size, leading), 0) if sheet.look is Look.LICENCE else 0
    out = BytesIO()
    document = BaseDocTemplate(
        out, pagesize=A4, title=f"{sheet.title} {sheet.number}", author=sheet.organ, subject=sheet.number,
        creator="CityHall", lang="zh-CN", invariant=1,
        initialFontName=fonts.face(fonts.REGULAR),  # else every page names Helvetica, embedded nowhere
        leftMargin=LEFT, rightMargin=RIGHT, topMargin=TOP, bottomMargin=BOTTOM,
    )  # fmt: skip
    frame = Frame(LEFT, BOTTOM, WIDTH, HEIGHT, 0, 0, 0, 0)
    framed = {"onPage": marks.frame} if sheet.look is Look.LICENCE else {}
    document.addPageTemplates(PageTemplate(frames=[frame], **framed))
    *before, last = _story(sheet, size, leading)
    keep = isinstance(sheet.parts[-1], Listing)  # a long list need not stay with the seal; a paragraph must
    story: list[Flowable] = [Spacer(0, spare * 0.3)] if spare else []
    story += [part for group in before for part in group]
    last += [Spacer(0, spare * 0.6)] if spare else []
    story += [*last, KeepTogether(_ending(sheet))] if keep else [KeepTogether([*last, *_ending(sheet)])]
    document.build(story, canvasmaker=Numbered)
    return out.getvalue()


class Numbered(Canvas):  # type: ignore[misc]
    """A canvas that knows, when it numbers a page, how many there are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        style = Style(9, 12, colour=GREY)
        for n, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            words = f"第 {n} 页 共 {len(self._pages)} 页"
            lines.draw(self, (A4[0] - lines.measure(words, style)) / 2, 11 * mm, lines.Text(words), style)
            super().showPage()
        super().save()


def _height(sheet: Sheet, size: float, leading: float) -> float:
    groups = [*_story(sheet, size, leading), _ending(sheet)]
    return sum(float(part.wrap(WIDTH, HEIGHT)[1]) for group in groups for part in group)


def _story(sheet: Sheet, size: float, leading: float) -> list[list[Flowable]]:
    """The head and each part of the paper, each as a group that belongs together."""
    body, bold, small = Style(size, leading), Style(size, leading, fonts.BOLD), Style(10.5, 15.5)
    head = _head(sheet, leading)
    if sheet.addressee:
        head.append(Block(f"{sheet.addressee}：", body))
    story = [head]
    for part in sheet.parts:
        match part:
            case Prose():
                style = small if part.small else (bold if part.bold else body)
                story.append([Block(part.text, style, indent=2 if part.indent else 0)])
            case Grid():
                story.append([Spacer(0, 4), _grid(part), Spacer(0, 4)])
            case Listing():
                story.append([Spacer(0, 4), _listing(part), Spacer(0, 4)])
            case Code():
                story.append([Spacer(0, 4), marks.Codes(part.text), Spacer(0, 4)])
    return story


def _head(sheet: Sheet, leading: float) -> list[Flowable]:
    if sheet.look is Look.LICENCE:
        return [
            Block(sheet.title, Style(_fitting(sheet.title, 34), 50, fonts.BOLD, RED), align="centre"),
            Spacer(0, 8),
            Block(sheet.number, Style(12, 20), align="centre"),
            Spacer(0, leading),
        ]
    title = Block(sheet.title, Style(_fitting(sheet.title, 21), 32, fonts.BOLD), align="centre")
    number: list[Flowable] = [Block(sheet.number, Style(12, 20), align="right"), Spacer(0, leading * 0.2)]
    if sheet.look is Look.FORM:
        return [title, *number]
    organ = Block(sheet.organ, Style(_fitting(sheet.organ, 24), 34, fonts.BOLD, RED), align="centre")
    return [organ, marks.Rule(WIDTH), title, *number]


def _fitting(words: str, size: float) -> float:
    """The largest size at which a heading needs no more than two lines, and one if it nearly fits."""
    wide = lines.measure(words, Style(1, 1, fonts.BOLD))
    return max(min(size, float(WIDTH / wide)), 15.0)


def _ending(sheet: Sheet) -> list[Flowable]:
    ending: list[Flowable] = [Spacer(0, 6), marks.Close(sheet, WIDTH)]
    if sheet.sign_for:
        ending += [Spacer(0, 4), _grid(Grid(sheet.sign_for), room=7)]
    if sheet.copies:
        ending += [Spacer(0, 3), Block(sheet.copies, Style(9.5, 14, colour=GREY))]
    return ending


LABEL, CELL = Style(10.5, 15.5, fonts.BOLD, flush=False), Style(11, 15.5, flush=False)


def _frame(room: float = 3) -> list[tuple[object, ...]]:
    """Thin rules round every cell, `room` points above and below its words."""
    whole = (0, 0), (-1, -1)
    return [
        ("GRID", *whole, 0.6, RULE),
        ("VALIGN", *whole, "MIDDLE"),
        ("FONTNAME", *whole, fonts.face(fonts.REGULAR)),
        ("LEFTPADDING", *whole, PAD),
        ("RIGHTPADDING", *whole, PAD),
        ("TOPPADDING", *whole, room),
        ("BOTTOMPADDING", *whole, room),
    ]


def _grid(grid: Grid, room: float = 3) -> Table:
    """Labels and values; two pairs share a row when both values are short."""
    rows: list[list[Flowable | str]] = []
    spans: list[tuple[object, ...]] = []
    for pairs in _paired(grid.pairs):
        if len(pairs) == 1 and len(long := lines.broken(pairs[0][1], CELL, WIDTH * 0.81 - 2 * PAD)) > TALLEST:
            for start in range(0, len(long), TALLEST):  # a value longer than a page goes on in the next row
                spans.append(("SPAN", (1, len(rows)), (3, len(rows))))
                label = Block("" if start else pairs[0][0], LABEL)
                rows.append([label, Block("", CELL, lines=long[start : start + TALLEST]), "", ""])
            continue
        row: list[Flowable | str] = []
        for name, text in pairs:
            row += [Block(name, LABEL), Block(text, CELL)]
        if len(pairs) == 1:
            spans.append(("SPAN", (1, len(rows)), (3, len(rows))))
            row += ["", ""]
        rows.append(row)
    shades = [("BACKGROUND", (n, 0), (n, -1), SHADE) for n in (0, 2)]
    spanned = [("BACKGROUND", (1, at[1][1]), (3, at[1][1]), colors.white) for at in spans]  # type: ignore[index]
    widths = [WIDTH * share for share in (0.19, 0.31, 0.19, 0.31)]
    return Table(rows, colWidths=widths, style=[*_frame(room), *shades, *spanned, *spans])


def _paired(pairs: tuple[tuple[str, str], ...]) -> list[tuple[tuple[str, str], ...]]:
    rows: list[tuple[tuple[str, str], ...]] = []
    waiting: tuple[str, str] | None = None
    for pair in pairs:
        if lines.measure(pair[1], CELL) > WIDTH * NARROW * 2:
            rows += [(waiting,)] if waiting else []
            rows.append((pair,))
            waiting = None
        elif waiting:
            rows.append((waiting, pair))
            waiting = None
        else:
            waiting = pair
    return [*rows, (waiting,)] if waiting else rows


def _listing(listing: Listing) -> LongTable:
    widths = [WIDTH * share / sum(listing.shares) for share in listing.shares]
    rows = [[Block(text, LABEL, align="centre") for text in listing.heads]]
    for row in listing.rows:
        rows += _continued(row, [wide - 2 * PAD for wide in widths])
    style = [*_frame(), ("BACKGROUND", (0, 0), (-1, 0), SHADE)]
    return LongTable(rows, colWidths=widths, repeatRows=1, style=style)


def _continued(row: tuple[str, ...], rooms: list[float]) -> list[list[Block]]:
    """A row, or, when a cell has more lines than fit a page well, that row and the ones it goes on in."""
    cells = [lines.broken(text, CELL, room) for text, room in zip(row, rooms, strict=True)]
    longest = max(len(cell) for cell in cells)
    return [
        [Block("", CELL, lines=cell[start : start + TALLEST]) for cell in cells] for start in range(0, longest, TALLEST)
    ]
