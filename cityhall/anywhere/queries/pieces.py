"""What is in the envelope, as the row keeps it."""

from typing import Any

from cityhall.anywhere.models import Handover
from cityhall.anywhere.terms import Piece


def pieces_of(row: Handover) -> list[Piece]:
    return [Piece(**one) for one in row.pieces]


def as_json(piece: Piece) -> dict[str, Any]:
    return {
        "key": piece.key, "name": piece.name, "copies": piece.copies, "received": piece.received, "note": piece.note
    }  # fmt: skip
