"""Real little files for tests: what a camera, a scanner and an invoice service would send."""

import io
import zipfile
import zlib
from typing import Any

from PIL import Image

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def picture(form: str = "PNG", size: tuple[int, int] = (8, 6), mode: str = "RGB", **how: Any) -> bytes:
    """A picture whose left half is dark, so that one can see which way is up."""
    image = Image.new("L", size, 230)
    image.paste(20, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    (Image.new(mode, size, 40000) if mode == "I;16" else image.convert(mode)).save(out, form, **how)
    return out.getvalue()


def photo(orientation: int = 1, size: tuple[int, int] = (40, 20)) -> bytes:
    """A JPEG that tells where it was taken, by what, and how it was held."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = orientation, "SECRET-PHONE"
    exif.get_ifd(GPS)[1] = "N"
    return picture("JPEG", size, exif=exif, comment=b"SECRET-COMMENT", icc_profile=b"SECRET-PROFILE" * 20)


PNG = picture(compress_level=4)  # as the house itself would write it
JPEG = picture("JPEG")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects; how its table of contents reads is nothing the quarantine believes."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, told) for n, told in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def stream(content: bytes, told: bytes = b"/Filter/FlateDecode", *, packed: bool = True) -> bytes:
    """One stream object."""
    inside = zlib.compress(content, 9) if packed else content
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (told, len(inside), inside)


def invoice(name: bytes = b"(einvoice.xbrl)", content: bytes = b"<?xml version='1.0'?><xbrl/>") -> bytes:
    """电子发票: a page and its data attached."""
    return pdf(
        b"<</Type/Catalog/Names<</EmbeddedFiles<</Names[%s 2 0 R]>>>>>>" % name,
        b"<</Type/Filespec/F %s/UF %s/EF<</F 3 0 R>>>>" % (name, name),
        stream(content, b"/Type/EmbeddedFile/Filter/FlateDecode"),
    )


def ofd(members: dict[str, bytes] | None = None) -> bytes:
    """An OFD of one page, and whatever else is given."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", "<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016'/>")
        archive.writestr("Doc_0/Document.xml", "<ofd:Document/>")
        archive.writestr("Doc_0/Attachs/original_invoice.xml", "<xbrl/>")
        for name, content in (members or {}).items():
            archive.writestr(name, content)
    return packed.getvalue()
