"""情形变了: an answer put right after receipt may ask for other materials than those that came, and spare some."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from cityhall.cases import rules
from cityhall.cases.models import SupplementNotice
from cityhall.cases.rules.acceptance import answer
from cityhall.catalogue import queries as catalogue
from cityhall.kernel.action import step

from .lock import Held

BECAUSE = "更正后的情况需要这份材料"


def moot(held: Held) -> list[str]:
    """Points of the notice about materials that the answers no longer ask for."""
    every = catalogue.whole(held.terms)
    return [p.key for p in rules.open_points(held.points) if every.material(p.key) and not held.terms.material(p.key)]


def added(held: Held, points: Sequence[rules.Point], now: datetime) -> list[rules.Point]:
    """The points with those her own correction brought: each required material that applies now and is not there. It is
    no second notice (第三十二条): nothing else is asked for than what she said herself makes necessary."""
    if not held.terms.asks:
        return list(points)
    named = {p.key for p in rules.open_points(points)}
    lacking = [m for m in held.terms.materials if m.required and m.key not in held.given and m.key not in named]
    told = {m.key for m in lacking}
    fresh = [rules.Point(m.key, m.name, BECAUSE, m.hint, asked_at=now.isoformat()) for m in lacking]
    return [*(p for p in points if p.key not in told), *fresh]


@step
def also_needed(held: Held, now: datetime) -> None:
    """On a case whose notice was sent already: what a correction makes necessary is named in it, what it spares is
    answered. No statement where nothing changes."""
    if not held.rounds:
        return
    answered = answer(held.points, moot(held), now.isoformat())
    points = added(held, answered, now)
    if points != list(held.points):
        SupplementNotice.objects.filter(case=held.case).update(points=[asdict(p) for p in points])
