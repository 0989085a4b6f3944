"""Pictures are taken apart and made anew: what is kept is what was seen, upright, without where and with what it was taken."""

import io
import threading
from typing import IO, Any

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import get_sampling

from cityhall.kernel.errors import InvalidInputError, TooLargeError

PIXELS = 64_000_000  # A4 at 600 dots an inch is 35 million; a picture of 64 million takes 200 MB while it is looked at
AT_ONCE = threading.BoundedSemaphore(2)  # in one process, for the sake of its memory
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
MODES = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}, "JPEG": {"L", "RGB"}, "WEBP": {"RGB", "RGBA"}}
FINE_JPEG = {"quality": 92, "subsampling": 0}
DENSEST = 4800  # dots an inch


def made_anew(kind: str, content: IO[bytes]) -> IO[bytes]:
    """The picture decoded, turned the way its EXIF says, and encoded in its own format without EXIF, GPS, comments, colour
    profiles, thumbnails or anything behind its end.

    Raises `file.pixels` (413) before a picture too large is unfolded, `file.moving` for animations, `file.broken` (both 422)."""
    try:
        with AT_ONCE, Image.open(content, formats=[FORMATS[kind]]) as picture:
            _check(kind, picture)
            return _encoded(FORMATS[kind], picture)
    except (InvalidInputError, TooLargeError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many() from bomb
    except Exception as broken:  # decoders of bad bytes fail in any way they like; nothing they raise is our fault
        raise InvalidInputError(
            "file.broken", "图片已损坏或没有传完整，请重新拍照或导出后再上传", field="file"
        ) from broken


def _check(kind: str, picture: Image.Image) -> None:
    if picture.width * picture.height > PIXELS:
        raise _too_many()
    if kind != "image/jpeg" and getattr(
        picture, "is_animated", False
    ):  # a phone's JPEG may hold a second view: left out
        raise InvalidInputError("file.moving", "这是动态图片，请截取一张静态图片后上传", field="file")


def _too_many() -> TooLargeError:
    return TooLargeError(
        "file.pixels", f"图片超过 {PIXELS // 10_000} 万像素，请用较低的分辨率（如 300 dpi）重新扫描后上传", field="file"
    )


def _encoded(form: str, first: Image.Image) -> IO[bytes]:
    first.load()
    picture = _plain(form, _upright(first))
    picture.info = {k: v for k, v in picture.info.items() if k == "transparency"}
    out = io.BytesIO()
    picture.save(out, form, **_how(form, first, picture), **_dense(form, first.info.get("dpi")))
    out.seek(0)
    return out


def _upright(picture: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # what the EXIF says cannot be read; the picture can
        return picture.copy()


def _plain(form: str, picture: Image.Image) -> Image.Image:
    """In a mode the format keeps; CMYK becomes RGB, which every browser shows."""
    if picture.mode in MODES[form]:
        return picture
    if picture.mode == "I" and form == "PNG":
        return picture.convert("I;16")
    seen_through = form != "JPEG" and ("A" in picture.mode or "a" in picture.mode or "transparency" in picture.info)
    return picture.convert("RGBA" if seen_through else "RGB")


def _how(form: str, first: Image.Image, now: Image.Image) -> dict[str, Any]:
    """JPEG as finely as it came, so that neither sharpness is lost nor size gained."""
    if form == "PNG":
        return {"compress_level": 4}
    if form == "WEBP":
        lossless = _is_lossless(first)
        return {"lossless": lossless, "quality": 50 if lossless else 90, "method": 1, "exact": False}
    tables = getattr(first, "quantization", None)
    sampling = get_sampling(first) if tables and now.mode == "RGB" and first.mode == "RGB" else -1
    if sampling == -1:
        return FINE_JPEG
    return {"qtables": tables, "subsampling": sampling}


def _is_lossless(picture: Image.Image) -> bool:
    source = picture.fp if hasattr(picture, "fp") else None
    if source is None:
        return False
    source.seek(0)
    return b"VP8L" in source.read(256)


def _dense(form: str, density: object) -> dict[str, Any]:
    """Dots an inch, for printing in true size."""
    try:
        across, down = (float(d) for d in density)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return {}
    fine = form in {"PNG", "JPEG"} and all(1 <= d <= DENSEST for d in (across, down))
    return {"dpi": (round(across), round(down))} if fine else {}
