"""XML of a workbook, read as it streams by: elements call back by their local names, entities are refused."""

from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from .archive import damaged

Start = Callable[[dict[str, str]], None]
End = Callable[[], None]
Text = Callable[[str], None]


def parse(
    pieces: Iterator[bytes], starts: Mapping[str, Start], ends: Mapping[str, End], text: Text | None = None
) -> None:
    """Feed all pieces through; the callbacks raise to stop."""
    for _ in feeding(pieces, starts, ends, text):
        pass


def feeding(
    pieces: Iterator[bytes], starts: Mapping[str, Start], ends: Mapping[str, End], text: Text | None = None
) -> Iterator[None]:
    """The same, with a pause after each piece to take away what has come together."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = _calling(starts), _ending(ends)
    parser.StartDoctypeDeclHandler = _declared
    if text is not None:
        parser.CharacterDataHandler = text
    for piece in pieces:
        _feed(parser, piece)
        yield
    _feed(parser, b"", last=True)
    yield


def _feed(parser: expat.XMLParserType, piece: bytes, *, last: bool = False) -> None:
    try:
        parser.Parse(piece, last)
    except (expat.ExpatError, ValueError, LookupError) as bad:
        raise damaged() from bad


def _calling(starts: Mapping[str, Start]) -> Callable[[str, dict[str, str]], None]:
    def start(name: str, attributes: dict[str, str]) -> None:
        call = starts.get(name) or (starts.get(name.rpartition(":")[2]) if ":" in name else None)
        if call is not None:
            call(attributes)

    return start


def _ending(ends: Mapping[str, End]) -> Callable[[str], None]:
    def end(name: str) -> None:
        call = ends.get(name) or (ends.get(name.rpartition(":")[2]) if ":" in name else None)
        if call is not None:
            call()

    return end


def _declared(*_: object) -> None:
    raise damaged()  # no workbook declares a document type; what does wants to unfold entities


def local(attributes: Mapping[str, str], name: str) -> str:
    """An attribute by its local name: `r:id` is `id` of whatever prefix."""
    if name in attributes:
        return attributes[name]
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == name), "")
