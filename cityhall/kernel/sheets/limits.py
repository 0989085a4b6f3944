"""How much of a table is read before it is refused. Pure."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The size of the file itself is the file store's to limit; these are of what it unfolds to."""

    rows: int = 200_000
    columns: int = 500
    cell: int = 32_767  # what a spreadsheet can hold
    entries: int = 2_000  # parts in the archive
    unpacked: int = 768 * MEGABYTE
    shared: int = 256 * MEGABYTE  # the list of texts is all that is kept in memory
    ratio: int = 200  # unpacked to packed, once it matters
    matters: int = 16 * MEGABYTE


USUAL = Limits()
