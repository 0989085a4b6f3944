"""PDF files are looked through for what acts by itself: scripts, starting of programs, films, attachments.

Not a reader of PDF: a reader believes the file's own table of contents, and two readers believe differently. Here every byte
is looked at, and whatever unfolds is unfolded, wherever the file says it is not."""

import base64
import re
import zlib
from collections.abc import Callable, Iterator

from cityhall.kernel.errors import InvalidInputError, TooLargeError

UNFOLDED = 512 * 1024 * 1024  # of one file altogether
PIECE, READ = 1024 * 1024, 64 * 1024
STREAMS = 50_000
OVERLAP = 64  # longer than any name looked for, escapes and all
LONGEST = 16 * 1024 * 1024  # of what is looked into once more
LAYERS = 3  # of packing, one in another
NEAR = 600  # a file's name stands this near to the attachment
FAR = 2_000  # and a stream's own description this near before it

ACTING = ("JavaScript", "Launch", "RichMedia", "ImportData", "SubmitForm", "GoToE", "Rendition")
STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")
REFERENCE = re.compile(rb"/U?F\s+(\d{1,10})\s+(\d{1,5})\s+R")
NAMED = re.compile(rb"/U?F\s*(\((?:[^()\\]|\\.){0,400}\)|<[0-9A-Fa-f\s]{0,800}>)", re.S)
OCTAL = re.compile(rb"\\([0-3]?[0-7]{1,2})")
ENDING = re.compile(rb"\.(xml|xbrl)$", re.I)
PAGE = re.compile(rb"<!DOCTYPE|<!ENTITY|<(html|script|svg)\b", re.I)
GAP = rb"(?:\s|%[^\r\n]*[\r\n])*"  # a comment separates as a blank does
LETTERS = b"0123456789abcdefABCDEF \r\n\t"


def _spelled(name: str) -> bytes:
    """A name as PDF may write it: any letter as itself or as # and two hex digits (ISO 32000-1, 7.3.5)."""
    return "".join(f"(?:{c}|#{ord(c) >> 4:x}[{ord(c) & 15:x}{ord(c) & 15:X}])" for c in name).encode()


def _any(*names: str, then: bytes = rb"(?![A-Za-z0-9_#])") -> re.Pattern[bytes]:
    return re.compile(rb"/(?:" + b"|".join(map(_spelled, names)) + rb")" + then, re.S)


INDIRECT = GAP + rb"\d+" + GAP + rb"\d+" + GAP + rb"R"
NAMES = re.compile(
    _any(*ACTING).pattern + rb"|" + _any("XFA", then=rb"(?:" + GAP + rb"[\[(<]|" + INDIRECT + rb")").pattern
)
SEALED = _any("Encrypt", then=GAP + rb"(?:\d|<<)")
PACKING = _any("LZWDecode", "RunLengthDecode")
OBJECTS = _any("ObjStm")
FOLDED = _any("ObjStm", "First")
TURNED = _any("Predictor", then=rb"\s*(?:[02-9]|1[0-9]|$)")
ASIDE = _any("DecodeParms", "DP", "Filter", then=INDIRECT)
HOLDS = _any("EF", then=rb"(?:" + GAP + rb"<<|" + INDIRECT + rb")")
ATTACHED = _any("EF", then=GAP + rb"<<(.{0,400}?)>>")


def check_pdf(content: bytes) -> None:
    """A PDF that only shows. An e-invoice's XML or XBRL may be attached; nothing else may.

    Raises `file.pdf_acting`, `file.pdf_locked`, `file.pdf_attached` (422), `file.unfolds` (413)."""
    if SEALED.search(content):
        raise InvalidInputError(
            "file.pdf_locked", "这份 PDF 加了密码或权限限制，请解除后（或“打印为 PDF”）再上传", field="file"
        )
    if NAMES.search(content) or (OBJECTS.search(content) and PACKING.search(content)):
        raise _acting()
    spoken = [content, *_Unfolding(content).searched()]
    for part in spoken:
        _check_attached(content, part)


def _acting() -> InvalidInputError:
    return InvalidInputError(
        "file.pdf_acting", "这份 PDF 带有脚本、多媒体或会启动程序的内容，请“打印为 PDF”另存后再上传", field="file"
    )


def _unmeasured() -> TooLargeError:
    return TooLargeError("file.unfolds", "文件解开后过大，请分成几个文件上传", field="file")


class _Unfolding:
    """Every stream of one file unfolded, within one measure for all of them together."""

    def __init__(self, content: bytes) -> None:
        self.content, self.left, self.letters = content, UNFOLDED, 2 * len(content)

    def searched(self) -> list[bytes]:
        """Looks through all of them; answers those that may describe an attachment."""
        kept = list[bytes]()
        for n, found in enumerate(STREAM.finditer(self.content)):
            if n >= STREAMS:
                raise _unmeasured()
            self._check_plain(found.start())
            kept += self._layer(self.content, found.end(), 0)
        return kept

    def _check_plain(self, at: int) -> None:
        """A stream of objects is packed plainly, or nobody could look into it as it unfolds."""
        told = self.content[max(0, at - FAR) : at].rpartition(b"endobj")[2]
        if FOLDED.search(told) and (TURNED.search(told) or ASIDE.search(told)):
            raise _acting()

    def _layer(self, data: bytes, start: int, depth: int) -> list[bytes]:
        if depth > LAYERS:
            raise _unmeasured()
        whole, head = bytearray(), b""
        for piece in self._pieces(data, start):
            self._count(len(piece))
            if NAMES.search(head[-OVERLAP:] + piece):
                raise _acting()
            head = piece
            if len(whole) <= LONGEST:
                whole += piece
        if not whole:
            return []
        if len(whole) > LONGEST:
            if _is_packed(bytes(whole[:2])):
                raise _unmeasured()
            return []
        inner = bytes(whole)
        return ([inner] if HOLDS.search(inner) else []) + self._layer(inner, 0, depth + 1)

    def _count(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise _unmeasured()

    def _pieces(self, data: bytes, start: int) -> Iterator[bytes]:
        """What the bytes from here on unfold to, piece by piece, to the end of the packed stream or its first fault."""
        while data[start : start + 1].isspace():
            start += 1
        if not _is_packed(data[start : start + 2]):
            yield from self._letters(data, start)
            return
        view, unpacking = memoryview(data), zlib.decompressobj()
        try:
            while start < len(data) and not unpacking.eof:
                piece = unpacking.decompress(view[start : start + READ], PIECE)
                start += READ
                while piece:
                    yield piece
                    rest = unpacking.unconsumed_tail
                    piece = unpacking.decompress(rest, PIECE) if rest else b""
        except zlib.error:
            return

    def _letters(self, data: bytes, start: int) -> Iterator[bytes]:
        """Bytes some programs wrap in letters: base 85 or hexadecimal."""
        end = data.find(b"endstream", start) if data is self.content else len(data)
        if end < 0 or not data[max(start, end - 8) : end].rstrip().endswith(b">"):
            return
        self.letters -= end - start
        if self.letters < 0:
            raise _unmeasured()
        text = data[start:end].strip()
        with_tilde = text.endswith(b"~>")
        decode = _base85 if with_tilde else _hexadecimal
        yield from filter(None, [decode(text)])


def _base85(text: bytes) -> bytes:
    return _read(lambda: base64.a85decode(text.removeprefix(b"<~").removesuffix(b"~>").strip()))


def _hexadecimal(text: bytes) -> bytes:
    bare = text.removesuffix(b">")
    return b"" if bare.translate(None, LETTERS) else _read(lambda: bytes.fromhex(bare.decode()))


def _read(decode: Callable[[], bytes]) -> bytes:
    try:
        return decode()
    except ValueError:
        return b""


def _is_packed(head: bytes) -> bool:
    """The two bytes every zlib stream begins with (RFC 1950)."""
    return len(head) == len(b"xx") and head[0] & 15 == zlib.DEFLATED and (head[0] << 8 | head[1]) % 31 == 0


def _check_attached(content: bytes, told: bytes) -> None:
    """Attachments by their names and by what is in them: 电子发票 carry their data as XML or XBRL."""
    for found in HOLDS.finditer(told):
        listed = ATTACHED.match(told, found.start())
        near = told[max(0, found.start() - NEAR) : found.end() + NEAR]
        names = [_name(text) for text in NAMED.findall(near)]
        where = set(REFERENCE.findall(listed[1])) if listed else set()
        if not names or not where or not all(map(ENDING.search, names)):
            raise _attached()
        if not all(_is_data(content, number, turn) for number, turn in where):
            raise _attached()


def _attached() -> InvalidInputError:
    return InvalidInputError(
        "file.pdf_attached", "这份 PDF 里夹带了附件（只允许电子发票的 XML、XBRL），请去掉附件后再上传", field="file"
    )


def _name(text: bytes) -> bytes:
    """(a\\376b) or <FEFF0061> → its Latin letters, whatever alphabet they were written in."""
    if text.startswith(b"<"):
        bare = b"".join(text[1:-1].split())
        plain = _read(lambda: bytes.fromhex(bare.decode() + "0" * (len(bare) % 2)))
    else:
        plain = OCTAL.sub(lambda m: bytes([int(m[1], 8) & 255]), text[1:-1])
    return plain.replace(b"\0", b"").replace(b"\\", b"").strip()


def _is_data(content: bytes, number: bytes, turn: bytes) -> bool:
    """Every object of that number is a stream of XML, and of no web page."""
    objects = list(re.finditer(rb"(?<!\d)" + number + rb"\s+" + turn + rb"\s+obj\b", content))
    return bool(objects) and all(_is_xml(content, found.end()) for found in objects)


def _is_xml(content: bytes, at: int) -> bool:
    stream, end = STREAM.search(content, at), content.find(b"endobj", at)
    if stream is None or stream.start() > end:
        return False
    head = next(_Unfolding(content)._pieces(content, stream.end()), content[stream.end() : stream.end() + READ])
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if plain[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        plain = plain[2:].replace(b"\0", b"")
    return plain.lstrip().startswith(b"<") and not PAGE.search(plain)
