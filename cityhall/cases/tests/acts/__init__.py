"""How each move of the table is made in a test, by somebody the table names: one file a part of the table."""

from cityhall.cases.terms import Move, Status

from . import ends, intake, review, walk
from .part import Act, Place, Ready

PARTS = (walk.PART, intake.PART, review.PART, ends.PART)
ACTS: dict[Move, Act] = {move: act for part in PARTS for move, act in part.acts.items()}
PLACES: dict[Move, Place] = {move: place for part in PARTS for move, place in part.places.items()}
READY: dict[tuple[Move, Status], Ready] = {key: ready for part in PARTS for key, ready in part.ready.items()}
STATES: dict[Status, Ready] = {state: reach for part in PARTS for state, reach in part.states.items()}
