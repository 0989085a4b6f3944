"""A paper as words in order, before anyone draws it."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Prose:
    """A paragraph; `indent` is the two characters a Chinese paragraph begins with."""

    text: str
    indent: bool = True
    bold: bool = False
    small: bool = False


@dataclass(frozen=True)
class Grid:
    """事项表: labels beside values, two pairs a row; a value too long for half a row has a row of its own."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Listing:
    """清单: a table that may run over pages; its head is repeated on each. `shares` are widths in hundredths."""

    heads: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Code:
    """流转码: what a scanner reads, as bars and as a square, with the same words beneath."""

    text: str


Part = Prose | Grid | Listing | Code


class Look(StrEnum):
    """版式: a letter under the organ's red head, a form under a plain title, or a licence in a frame."""

    LETTER = "letter"
    FORM = "form"
    LICENCE = "licence"


@dataclass(frozen=True)
class Sheet:
    """One paper, whole. `seal` names the seal its circle waits for (empty: none is due); `sign_for` are the blanks of
    the 签收 block; `organ` is the head, `signed` who stands above the date; without `qr` no code is drawn."""

    title: str
    number: str
    organ: str
    addressee: str
    parts: tuple[Part, ...]
    date: str
    seal: str
    sign_for: tuple[tuple[str, str], ...]
    copies: str
    qr: str
    qr_caption: tuple[str, ...]
    signed: str = ""
    look: Look = Look.LETTER

    def texts(self) -> list[str]:
        """Every piece of text that will be drawn: what the fonts must be able to show."""
        words = [self.title, self.number, self.organ, self.addressee, self.date, self.seal, self.copies, self.signed]
        words += [*self.qr_caption, *(text for pair in self.sign_for for text in pair)]
        for part in self.parts:
            match part:
                case Prose():
                    words.append(part.text)
                case Grid():
                    words += [text for pair in part.pairs for text in pair]
                case Listing():
                    words += [*part.heads, *(cell for row in part.rows for cell in row)]
                case Code():
                    words.append(part.text)
        return words
