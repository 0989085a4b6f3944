"""Sample files an applicant would upload: small PDFs and pictures drawn here, marked as samples. Pure."""

import struct
import zlib
from collections.abc import Iterable

WIDTH, HEIGHT = 360, 226  # the shape of an identity card
PAPER, INK, MARK = (250, 246, 236), (176, 184, 196), (196, 92, 84)


def pdf(title: str, lines: Iterable[str]) -> bytes:
    """One page in plain Latin letters: a title, some lines, and SAMPLE across it."""
    shown = [("F1", 20, 60, 770, title), *(("F1", 11, 60, 735 - 18 * n, text) for n, text in enumerate(lines))]
    text = "".join(f"BT /{f} {size} Tf {x} {y} Td ({_escaped(t)}) Tj ET\n" for f, size, x, y, t in shown)
    mark = "0.85 g BT /F1 92 Tf 0.82 0.57 -0.57 0.82 130 250 Tm (SAMPLE) Tj ET 0 g\n"
    content = (mark + text).encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _escaped(text: str) -> str:
    plain = text.encode("ascii", "replace").decode()
    return plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def png(seed: int) -> bytes:
    """A card-like picture: lines where text would be, a square where a face would be, struck through as a sample."""
    rows = b"".join(b"\0" + b"".join(bytes(_pixel(x, y, seed)) for x in range(WIDTH)) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _pixel(x: int, y: int, seed: int) -> tuple[int, int, int]:
    if abs(x * HEIGHT - y * WIDTH) < WIDTH * 3:  # the stroke that says: a sample
        return MARK
    face = 250 <= x < 330 and 50 <= y < 150  # noqa: PLR2004
    line = 30 <= x < 130 + (seed * 37 + y // 28 * 53) % 90 and y % 28 < 8 and 40 <= y < 200  # noqa: PLR2004
    return INK if face or line else PAPER


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
