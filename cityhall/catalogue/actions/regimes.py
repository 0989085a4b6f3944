"""What the law of each procedure says in this city: its defaults put in, and changed by whoever looks after it."""

from collections.abc import Mapping
from typing import Any

from cityhall.catalogue.models import Regime, RegimeVersion
from cityhall.catalogue.rules.content import plain
from cityhall.catalogue.rules.regimes import MOVES, check_regime, regimes
from cityhall.catalogue.terms import Can, Procedure
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

AT_FIRST = MOVES - {"report_up", "deem_renewed"}  # what the tables knew before they remembered what they knew
GROWN = "法律默认规则增加的环节"
MOST_WHY = 300


def seed_regimes(actor: Actor) -> int:
    """Put in the procedures that have no regime yet, and the moves the law's table has learnt since it was last sown;
    what the city has changed stays. Answers how many regimes were new or grew."""
    have = dict(Regime.objects.values_list("procedure", "known"))
    missing = [p.value for p, r in regimes().items() if p.value not in have]
    late = [p for p, known in have.items() if regimes()[Procedure(p)].moves - _known(known)]
    return (_sow(actor, missing) if missing else 0) + (_grow(actor, late) if late else 0)


@action
def _sow(actor: Actor, procedures: list[str]) -> int:
    rows = [
        Regime(procedure=p, content=plain(r), source=r.basis, known=sorted(r.moves))
        for p, r in regimes().items() if p.value in set(procedures)
    ]  # fmt: skip
    Regime.objects.bulk_create(rows, ignore_conflicts=True)
    record(actor, "catalogue.regimes_seeded", "catalogue:regimes", procedures=procedures)
    return len(rows)


@action
def _grow(actor: Actor, procedures: list[str]) -> int:
    """A move that is new in the law's table is added; one the city left out is in `known`, and stays out."""
    rows = list(Regime.objects.select_for_update().filter(procedure__in=procedures).order_by("procedure"))
    history = []
    for row in rows:
        law, known = regimes()[Procedure(row.procedure)].moves, _known(row.known)
        kept = {**row.content, "moves": sorted({*row.content.get("moves", ()), *(law - known)})}
        row.known = sorted(law | known)
        history += _turned(row, kept, actor.name, GROWN, first=row.version == 1)
    Regime.objects.bulk_update(rows, ["content", "known", "changed_at", "version"])
    RegimeVersion.objects.bulk_create(history)
    record(actor, "catalogue.regimes_grown", "catalogue:regimes", procedures=procedures)
    return len(rows)


@action
def save_regime(actor: Actor, procedure: str, content: Mapping[str, Any], why: str) -> int:
    """修改办理规则 of a procedure, for the whole city: items published afterwards take it, published versions keep
    theirs. Answers the new version to be `seen`."""
    row = Regime.objects.select_for_update().filter(procedure=procedure).first()
    require(actor, Can.SET_REGIMES)
    if actor.reach(Can.SET_REGIMES) is not None:
        raise NotAllowedError(
            "catalogue.regimes_of_all", "办理规则为全市共用，只有市级管理员可以修改；请联系市级管理员"
        )
    if row is None:
        raise NotFoundError("catalogue.no_regime", "没有找到这一类事项的办理规则，请返回列表重新选择")
    call.check_seen(row.version)
    reason = why.strip()
    if not reason or len(reason) > MOST_WHY:
        raise InvalidInputError("catalogue.why_missing", f"请写明修改的原因和依据，最多 {MOST_WHY} 个字", "why")
    regime = check_regime(Procedure(procedure), content)
    kept = plain(regime)
    if kept == row.content:
        raise WrongStateError("catalogue.regime_unchanged", "没有任何改动，不需要保存")
    history = _turned(row, kept, actor.name, reason, first=row.version == 1)
    row.source = regime.basis
    row.save(update_fields=["content", "source", "changed_at", "version"])
    RegimeVersion.objects.bulk_create(history)
    record(actor, "regime.saved", row.ref, number=row.version, reason=reason)
    return row.version


def _turned(row: Regime, content: dict[str, Any], by: str, why: str, *, first: bool) -> list[RegimeVersion]:
    """Turn the row over to its next version; answers the lines of its history, with the one it began with."""
    before = [RegimeVersion(procedure=row.procedure, number=row.version, content=row.content)] if first else []
    row.content, row.changed_at, row.version = content, clock.now(), row.version + 1
    now = RegimeVersion(
        procedure=row.procedure, number=row.version, content=content, from_at=row.changed_at, by=by[:80], why=why
    )
    return [*before, now]


def _known(known: list[str] | None) -> frozenset[str]:
    return AT_FIRST if known is None else frozenset(known)
