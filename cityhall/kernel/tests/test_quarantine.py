"""Uploads are kept as what they show: pictures made anew, documents that do nothing by themselves, and nothing unseen."""

import io
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from cityhall.kernel.errors import DomainError
from cityhall.kernel.files import containers, pdfs, pictures, store

from . import contents as made


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def _code(content: bytes) -> str:
    with pytest.raises(DomainError) as no:
        store.put([content])
    assert no.value.field == "file"
    return no.value.code


def _kept(content: bytes) -> bytes:
    with store.reading(store.put([content]).sha256) as kept:
        return kept.read()


def _seen(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(_kept(content)))
    image.load()
    return image


def test_a_photo_loses_where_and_with_what_it_was_taken() -> None:
    sent = made.photo()
    assert b"SECRET" in sent
    kept = _kept(sent)
    assert b"SECRET" not in kept
    image = Image.open(io.BytesIO(kept))
    assert not dict(image.getexif())
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(image.info)


@pytest.mark.parametrize(
    ("held", "size", "dark"),
    [(1, (40, 20), "left"), (3, (40, 20), "right"), (6, (20, 40), "top"), (8, (20, 40), "bottom")],
)
def test_a_photo_is_kept_the_right_way_up(held: int, size: tuple[int, int], dark: str) -> None:
    image = _seen(made.photo(held)).convert("L")
    wide, high = image.size
    halves = {
        "left": (0, 0, wide // 2, high),
        "right": (wide // 2, 0, wide, high),
        "top": (0, 0, wide, high // 2),
        "bottom": (0, high // 2, wide, high),
    }
    assert image.size == size
    assert min(halves, key=lambda half: sum(image.crop(halves[half]).tobytes())) == dark


def test_what_is_written_into_a_picture_beside_the_picture_is_left_out() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Comment", "SECRET")
    notes.add_itxt("XML:com.adobe.xmp", "<SECRET/>")
    for sent in (
        made.picture(pnginfo=notes),
        made.PNG + b"<script>SECRET</script>",
        made.JPEG + zipfile.ZipFile.__name__.encode() + b"SECRET",
        made.picture("WEBP", xmp=b"<SECRET/>"),
    ):
        assert b"SECRET" in sent
        assert b"SECRET" not in _kept(sent)


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "1"), ("PNG", "L"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "I;16"),
     ("JPEG", "L"), ("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "YCbCr"), ("WEBP", "RGB"), ("WEBP", "RGBA")],
)  # fmt: skip
def test_every_sensible_picture_still_shows_what_it_showed(form: str, mode: str) -> None:
    sent = made.picture(form, (32, 32), mode)
    before, after = Image.open(io.BytesIO(sent)), _seen(sent)
    assert (after.format, after.size) == (form, before.size)
    assert after.mode in pictures.MODES[form]
    for spot in ((4, 16), (28, 16)):
        was, now = (i.convert("RGB").getpixel(spot) for i in (before, after))
        assert all(abs(a - b) < 12 for a, b in zip(was, now, strict=True))  # type: ignore[arg-type]


def test_a_picture_with_a_hole_keeps_it() -> None:
    clear = Image.new("P", (8, 8), 0)
    out = io.BytesIO()
    clear.save(out, "PNG", transparency=0)
    assert _seen(out.getvalue()).convert("RGBA").getpixel((1, 1))[3] == 0  # type: ignore[index]


def test_a_picture_kept_twice_is_kept_once(folder: Path) -> None:
    assert store.put([made.JPEG]) == store.put([made.JPEG])
    again = _kept(made.PNG)
    assert store.put([again]) == store.put([made.PNG])
    assert len([f for f in folder.rglob("*") if f.is_file()]) == 2


def _moving(form: str) -> bytes:
    out, frames = io.BytesIO(), [Image.new("RGB", (8, 8), c) for c in ("red", "blue")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (made.JPEG[:-200], "file.broken"),
        (made.PNG[:40], "file.broken"),
        (made.PNG[:-20] + b"0" * 20, "file.broken"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 64, "file.broken"),
        (b"\xff\xd8\xff" + b"0" * 64, "file.broken"),
        (b"RIFF\x20\x00\x00\x00WEBPVP8 " + b"0" * 20, "file.broken"),
        (_moving("WEBP"), "file.moving"),
        (_moving("PNG"), "file.moving"),
        (_moving("GIF"), "file.kind"),
    ],
)
def test_pictures_that_are_none_are_refused(content: bytes, code: str, folder: Path) -> None:
    assert _code(content) == code
    assert not [f for f in folder.rglob("*") if f.is_file()]


def _claimed(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it is very large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9999))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8001, 8001), (12000, 9000), (60000, 60000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_too_large_is_refused_before_it_is_unfolded(size: tuple[int, int]) -> None:
    began = time.monotonic()
    assert _code(_claimed(*size)) in {"file.pixels", "file.broken"}
    assert time.monotonic() - began < 0.5
    assert _code(_claimed(8001, 8001)) == "file.pixels"


def test_a_large_photo_takes_less_than_a_second() -> None:
    noise = Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    assert len(out.getvalue()) > 5_000_000
    began = time.process_time()
    stored = store.put([out.getvalue()])
    assert time.process_time() - began < 1
    assert stored.size < len(out.getvalue()) * 1.1


JS = b"<</S/JavaScript/JS(app.alert(1))>>"
HIDDEN = b"5 0 " + JS


@pytest.mark.parametrize(
    "content",
    [
        made.pdf(b"<</OpenAction 2 0 R>>", JS),
        made.pdf(b"<</OpenAction<</S /J#61vaScript /JS (x)>>>>"),
        made.pdf(b"<</S/#4a#61#76#61#53#63#72#69#70#74>>"),
        made.pdf(b"<</S/#4A#61vaScript>>"),
        made.pdf(b"<</S/Launch/F(cmd.exe)>>"),
        made.pdf(b"<</Subtype/RichMedia>>"),
        made.pdf(b"<</S/SubmitForm/F(http://x)>>"),
        made.pdf(b"<</AcroForm<</XFA 3 0 R>>>>"),
        made.pdf(b"<</AcroForm<</XFA%x\n[(a) 3 0 R]>>>>"),
        made.pdf(made.stream(HIDDEN, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")),
        made.pdf(made.stream(b" " * 3_000_000 + HIDDEN, b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")),
        made.pdf(made.stream(HIDDEN, b"/Subtype/Image/F#69lter/FlateDecode")),
        made.pdf(made.stream(zlib.compress(HIDDEN), b"/Type/ObjStm/Filter[/FlateDecode/FlateDecode]")),
        made.pdf(made.stream(HIDDEN.hex().encode() + b">", b"/Type/ObjStm/Filter/ASCIIHexDecode", packed=False)),
        made.pdf(made.stream(zlib.compress(HIDDEN).hex().encode() + b">", b"/Filter[/ASCIIHexDecode/FlateDecode]", packed=False)),
        made.pdf(made.stream(b"xx", b"/Type/ObjStm/N 1/First 4/Filter/LZWDecode", packed=False)),
        made.pdf(made.stream(b"xx", b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode/DecodeParms<</Predictor 12>>")),
        made.pdf(made.stream(b"xx", b"/N 1/First 4/Filter 9 0 R")),
        made.pdf(b"<<>>\nstream\n<</S/JavaScript>>\nendstream"),
    ],
)  # fmt: skip
def test_a_pdf_that_acts_by_itself_is_refused(content: bytes) -> None:
    assert _code(content) == "file.pdf_acting"


def test_script_in_letters_of_base_85_is_found_too() -> None:
    import base64

    letters = base64.a85encode(zlib.compress(HIDDEN)) + b"~>"
    assert (
        _code(made.pdf(made.stream(letters, b"/Filter[/ASCII85Decode/FlateDecode]", packed=False))) == "file.pdf_acting"
    )


@pytest.mark.parametrize(
    "content",
    [
        made.PDF,
        made.pdf(b"<</OpenAction[3 0 R/Fit]/PageMode/UseOutlines>>", b"<</S/URI/URI(https://x.example)>>"),
        made.pdf(b"<</Title(JavaScript)/First 3 0 R>>", made.stream(b"BT (What JavaScript is, and /JSON) Tj ET")),
        made.pdf(made.stream(b"1 0 <</Type/Catalog>>", b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")),
        made.pdf(made.stream(bytes(4000), b"/Type/XRef/DecodeParms<</Predictor 12>>/Filter/FlateDecode")),
        made.pdf(made.stream(made.JPEG, b"/Subtype/Image/Filter/DCTDecode", packed=False)),
        made.invoice(),
        made.invoice(b"(data.XML)"),
        made.invoice(b"<FEFF0061002E0078006D006C>"),
        made.invoice(b"(\\376\\377\\000a\\000.\\000x\\000m\\000l)"),
        made.invoice(content=b"\xef\xbb\xbf\n<xbrl/>"),
    ],
)
def test_a_pdf_that_only_shows_and_an_invoice_with_its_data_are_kept_as_they_came(content: bytes) -> None:
    assert _kept(content) == content


@pytest.mark.parametrize(
    "content",
    [
        made.invoice(b"(setup.exe)"),
        made.invoice(b"(data.xml.exe)"),
        made.invoice(content=b"MZ\x90\x00"),
        made.invoice(content=b"PK\x03\x04"),
        made.invoice(content=b"<html><script>"),
        made.invoice(content=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"),
        made.invoice().replace(b"/EF<</F 3 0 R>>", b"/EF 4 0 R"),
        made.invoice().replace(b"/EF<</F 3 0 R>>", b"/E#46%x\n<</F 9 0 R>>"),
        made.invoice() + b"3 0 obj" + made.stream(b"MZ") + b"endobj",
        made.pdf(b"<<>>", b"<</Type/Filespec/EF<</F 3 0 R>>>>", made.stream(b"<x/>")),
        made.pdf(made.stream(b"2 0 <</F(a.exe)/EF<</F 3 0 R>>>>", b"/Type/ObjStm/N 1/First 4"), b"<<>>", made.stream(b"MZ")),
    ],
)  # fmt: skip
def test_other_attachments_are_refused(content: bytes) -> None:
    assert _code(content) == "file.pdf_attached"


def test_a_locked_pdf_is_refused() -> None:
    assert _code(made.PDF.replace(b"trailer<<", b"trailer<</Encrypt 3 0 R")) == "file.pdf_locked"


def test_a_pdf_that_unfolds_without_measure_is_refused_in_time() -> None:
    huge = zlib.compress(bytes(pdfs.UNFOLDED // 2 + 1), 9)
    one = made.stream(huge, packed=False)
    began = time.process_time()
    assert _code(made.pdf(one, one)) == "file.unfolds"
    nested = zlib.compress(zlib.compress(bytes(pdfs.UNFOLDED + 1), 9))
    assert _code(made.pdf(made.stream(nested, packed=False))) == "file.unfolds"
    assert time.process_time() - began < 8


def test_an_ofd_with_its_attachments_is_kept_as_it_came() -> None:
    sent = made.ofd({"Doc_0/Res/image_1.png": made.PNG, "Doc_0/Signs/Sign_0/SignedValue.dat": b"0\x82"})
    assert _kept(sent) == sent


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"../evil.xml": b"<x/>"}, "file.container"),
        ({"/etc/passwd": b"x"}, "file.container"),
        ({"C:/x.xml": b"x"}, "file.container"),
        ({"a/../../x": b"x"}, "file.container"),
        ({"a\\..\\x": b"x"}, "file.container"),
        ({"Doc_0/a.bin": b"MZ\x90"}, "file.container"),
        ({"Doc_0/a.dat": b"PK\x03\x04"}, "file.container"),
        ({"Doc_0/a.dat": b"Rar!\x1a"}, "file.container"),
        ({"Doc_0/run.bat": b"del"}, "file.container"),
        ({"Doc_0/a.html": b"<p>"}, "file.container"),
        ({"Doc_0/a.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}, "file.container"),
        ({"Doc_0/a.xml": "<!DOCTYPE a>".encode("utf-16")}, "file.container"),
        ({"Doc_0/zeros.dat": bytes(5_000_000)}, "file.unfolds"),
        ({f"Doc_0/{n}.xml": b"" for n in range(containers.MEMBERS)}, "file.unfolds"),
    ],
)
def test_what_does_not_belong_into_an_ofd_is_refused(members: dict[str, bytes], code: str) -> None:
    assert _code(made.ofd(members)) == code


def test_an_ofd_that_lies_about_itself_is_refused() -> None:
    whole = made.ofd({"Doc_0/a.dat": b"0123456789" * 50})
    assert _code(whole[:-30]) == "file.container"
    locked = bytearray(whole)
    locked[whole.index(b"PK\x01\x02") + 8] |= 1
    assert _code(bytes(locked)) == "file.container"
    short = whole.replace(struct.pack("<I", 500), struct.pack("<I", 100))  # unfolds to more than it says
    assert short != whole
    assert _code(short) == "file.container"
    twice = io.BytesIO(whole)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("OFD.xml", "<other/>")
    assert _code(twice.getvalue()) == "file.container"
