"""Between an upload and the archive: by its kind a content is scanned, taken apart and made anew, or looked through."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from . import containers, pdfs, pictures, scanner


@contextmanager
def let_in(kind: str, content: IO[bytes]) -> Iterator[IO[bytes]]:
    """What is to be kept of it. The scanner sees it first, before any decoder of ours does.

    Raises what `scanner.scan`, `pictures.made_anew`, `pdfs.check_pdf` and `containers.check_ofd` raise; nothing is kept then."""
    scanner.scan(content)
    content.seek(0)
    if kind in pictures.FORMATS:
        with pictures.made_anew(kind, content) as anew:
            yield anew
        return
    if kind == "application/pdf":
        pdfs.check_pdf(content.read())
    elif kind == "application/ofd":
        containers.check_ofd(content)
    yield content
