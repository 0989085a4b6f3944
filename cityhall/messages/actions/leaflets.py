"""A leaflet to hand out at a window: drawn like a paper, but numbered and kept nowhere, for it promises nothing of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from cityhall.messages.adapters import pdf
from cityhall.messages.rules.sheet import Grid, Listing, Look, Part, Prose, Sheet


@dataclass(frozen=True)
class Section:
    """A part of a leaflet under its heading: pairs, a list with its heads and widths, or paragraphs. Empty ones are left out."""

    heading: str
    pairs: tuple[tuple[str, str], ...] = ()
    heads: tuple[str, ...] = ()
    shares: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    texts: tuple[str, ...] = ()


def leaflet(
    title: str, number: str, organ: str, date: str, sections: Sequence[Section], url: str, caption: tuple[str, ...]
) -> bytes:
    """The leaflet as PDF, with a code that leads to its page."""
    parts: list[Part] = []
    for section in sections:
        parts += _parts(section)
    return pdf.render(
        Sheet(title=title, number=number, organ=organ, addressee="", parts=tuple(parts), date=date, seal="", sign_for=(),
              copies="", qr=url, qr_caption=caption, look=Look.FORM)
    )  # fmt: skip


def _parts(section: Section) -> list[Part]:
    found: list[Part] = []
    if section.pairs:
        found.append(Grid(section.pairs))
    if section.rows:
        found.append(Listing(section.heads, section.shares, section.rows))
    found += [Prose(text, small=True) for text in section.texts if text.strip()]
    return [Prose(section.heading, indent=False, bold=True), *found] if found and section.heading else found
