"""Fonts for papers: Noto Sans SC, made once from the variable font of a wheel into small static TrueType files that
can be embedded. A character outside the everyday set gets a font of its own the first time it is needed; one that no
font can show is refused by name, for a blank box on a paper is a lie."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as PdfFont

from cityhall.kernel.errors import InvalidInputError

REGULAR, BOLD = 400, 700
WEIGHTS = {REGULAR: "Regular", BOLD: "Bold"}
FAMILIES = ("notosanssc", "notosanstc", "notosansjp", "notosanskr")
UNUSED = ("GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "STAT", "HVAR", "VVAR", "MVAR", "prep", "gasp")
LATIN = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2040), range(0x3000, 0x3020), range(0xFF01, 0xFF5F))
ROWS = {REGULAR: range(0xA1, 0xF8), BOLD: range(0xA1, 0xD8)}  # GB 2312: bold has its first level (everyday characters)
CELLS = range(0xA1, 0xFF)
BLANKS = frozenset("\n\r\t\u3000 ")


def prepare() -> list[Path]:
    """Make the two everyday fonts if they are not there yet. Safe when several processes do it at once."""
    return [_made(f"everyday-{WEIGHTS[w]}", w, _everyday(w)) for w in WEIGHTS]


def face(weight: int) -> str:
    """The name under which the everyday font of this weight draws."""
    return _registered(weight, None)


def face_for(weight: int, char: str) -> str:
    """The name of a font that can draw this character."""
    everyday = face(weight)
    return everyday if char in BLANKS or ord(char) in _shows(everyday) else _registered(weight, char)


def check(texts: Iterable[str]) -> None:
    """Refuse what cannot be drawn, naming every such character."""
    chars = {c for text in texts for c in text} - BLANKS
    everyday = _shows(face(REGULAR))
    lost = [c for c in sorted(chars) if ord(c) not in everyday and not _drawable(c)]
    if lost:
        names = "、".join(f"“{c}”（U+{ord(c):04X}）" for c in lost)
        raise InvalidInputError(
            "paper.character_unknown",
            f"字库中没有{names}，文书暂时不能生成；"
            f"请系统管理员把含有这些字的 TrueType 字库放入 {_folder() / 'extra'} 后重试",
        )


def _drawable(char: str) -> bool:
    try:
        _registered(REGULAR, char)
    except LookupError:
        return False
    return True


@lru_cache(maxsize=4096)
def _registered(weight: int, char: str | None) -> str:
    name = f"House{WEIGHTS[weight]}" + (f"-U{ord(char):04X}" if char else "")
    if char is None:
        path = _made(f"everyday-{WEIGHTS[weight]}", weight, _everyday(weight))
    else:
        path = _made(f"rare-{WEIGHTS[weight]}-U{ord(char):04X}", weight, {ord(char)})
    pdfmetrics.registerFont(PdfFont(name, str(path)))
    return name


@lru_cache(maxsize=4096)
def _shows(name: str) -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(name).face.charToGlyph)


def _everyday(weight: int) -> set[int]:
    """GB 2312 with Latin letters and the punctuation of papers."""
    pairs = (bytes([row, cell]).decode("gb2312", "ignore") for row in ROWS[weight] for cell in CELLS)
    return {ord(c) for c in pairs if len(c) == 1} | {code for block in LATIN for code in block}


def _folder() -> Path:
    return Path(settings.FONTS)


def _made(name: str, weight: int, codes: set[int]) -> Path:
    """The file of this name, made under a lock the first time; its name changes when what it is made of does."""
    path = _folder() / f"{name}-{version('justmytype-intl-cjk')}.ttf"
    if path.exists():
        return path
    with _only_one(_folder()):
        if not path.exists():
            font = _cut(weight, codes)
            _name(font, path.stem)
            draft = path.with_suffix(f".{os.getpid()}.draft")
            font.save(draft)
            os.replace(draft, path)
    return path


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _cut(weight: int, codes: set[int]) -> Any:
    """A static font with just these characters, from the first source that has one of them."""
    from fontTools import subset  # half a second to import, and needed only when a font is made
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    for source in _sources():
        font = TTFont(source, lazy=True, recalcTimestamp=False)
        if "glyf" not in font or not codes & set(font.getBestCmap()):
            continue
        for table in UNUSED:
            if table in font:
                del font[table]
        options = subset.Options(hinting=False, glyph_names=False, notdef_outline=True, layout_features=[])
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        cutter.subset(font)
        if "fvar" in font:
            font = instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True, optimize=False)
        return font
    raise LookupError(f"no font has any of {[hex(code) for code in sorted(codes)[:5]]}")


def _sources() -> Iterator[Path]:
    """The four scripts of the wheel, then whatever the centre has put into `extra`."""
    spec = find_spec("justmytype_intl_cjk")
    if spec is None or spec.origin is None:
        raise RuntimeError("justmytype-intl-cjk is not installed: papers have no font")
    wheel = Path(spec.origin).parent / "fonts" / "ofl"
    for family in FAMILIES:
        yield from sorted((wheel / family).glob("*.ttf"))
    yield from sorted((_folder() / "extra").glob("*.ttf"))


def _name(font: Any, name: str) -> None:
    """Two fonts in one document must not share a name."""
    for record in (1, 4, 6):
        font["name"].setName(name.replace(".", "-"), record, 3, 1, 0x409)
        font["name"].removeNames(nameID=record, platformID=1)
