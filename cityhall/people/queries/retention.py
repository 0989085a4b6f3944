"""留存期限, 销毁, 处理活动记录, as they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.people import rules
from cityhall.people.models import Destruction, Processing, RetentionRule
from cityhall.people.terms import Can, DestructionState, Held

LIMIT = 30


@dataclass(frozen=True)
class Rule:
    kind: Held
    months: int
    source: str
    version: int

    def before(self, now: datetime) -> datetime:
        """What is older than this is past its time."""
        return rules.months_before(clock.local(now), self.months)


@dataclass(frozen=True)
class DestructionView:
    """One destruction, with what its certificate says."""

    id: int
    kind: Held
    state: DestructionState
    before: datetime
    months: int
    source: str
    reason: str
    due: int
    proposed_by: str
    proposed_account: int
    proposed_at: datetime
    judged_by: str
    judged_at: datetime | None
    opinion: str
    destroyed: int
    digest: str
    done_at: datetime | None
    version: int


@dataclass(frozen=True)
class ProcessingView:
    id: int
    name: str
    organ_id: int | None
    purpose: str
    ground: str
    what: str
    sensitive: bool
    given_to: str
    kept: str
    measures: str
    assessed_on: date | None
    from_on: date
    until_on: date | None
    saved_at: datetime
    saved_by: str
    version: int


def retention_rules() -> Mapping[Held, Rule]:
    """By kind. One statement."""
    rows = RetentionRule.objects.all()
    return {Held(r.kind): Rule(Held(r.kind), r.months, r.source, r.version) for r in rows}


def retention_rule(kind: Held) -> Rule:
    found = retention_rules().get(kind)
    if found is None:
        raise WrongStateError("people.no_retention", f"还没有设定{kind.label}的留存期限，请先设定并写明依据")
    return found


def destructions(actor: Actor, after: str = "", limit: int = LIMIT) -> Page[DestructionView]:
    """Newest first, to whoever proposes, approves or audits. One statement."""
    _require_one(actor)
    found = [_destruction(row) for row in keyset(Destruction.objects.all(), ["-id"], after, limit)]
    return page(found, limit, ["-id"], lambda row: [row.id])


def destruction(actor: Actor, destruction_id: int) -> DestructionView:
    _require_one(actor)
    row = Destruction.objects.filter(pk=destruction_id).first()
    if row is None:
        raise NotFoundError("people.no_destruction", "没有找到这次销毁，请回到列表重新选择")
    return _destruction(row)


def is_under_way(destruction_id: int) -> bool:
    """Approved, and not through yet."""
    return Destruction.objects.filter(pk=destruction_id, state=DestructionState.APPROVED).exists()


def processings(actor: Actor, after: str = "", limit: int = LIMIT) -> Page[ProcessingView]:
    """处理活动记录, those that ended too. One statement."""
    _require_one(actor)
    found = [_processing(row) for row in keyset(Processing.objects.all(), ["name", "id"], after, limit)]
    return page(found, limit, (), lambda row: (row.name, row.id))


def processing(actor: Actor, processing_id: int) -> ProcessingView:
    _require_one(actor)
    row = Processing.objects.filter(pk=processing_id).first()
    if row is None:
        raise NotFoundError("people.no_processing", "没有找到这项处理活动，请回到列表重新选择")
    return _processing(row)


def _require_one(actor: Actor) -> None:
    require_signed_in(actor)
    if not any(actor.may(can) for can in (Can.RETAIN, Can.DESTROY, Can.AUDIT)):
        raise NotAllowedError("people.not_yours", "查看留存、销毁和处理记录要有相应权限，请联系系统管理员授权")


def _destruction(r: Destruction) -> DestructionView:
    return DestructionView(
        r.pk, Held(r.kind), DestructionState(r.state), r.before, r.months, r.source, r.reason, r.due, r.proposed_by,
        r.proposed_account, r.proposed_at, r.judged_by, r.judged_at, r.opinion, r.destroyed, r.digest, r.done_at, r.version,
    )  # fmt: skip


def _processing(r: Processing) -> ProcessingView:
    return ProcessingView(
        r.pk, r.name, r.organ_id, r.purpose, r.ground, r.what, r.sensitive, r.given_to, r.kept, r.measures, r.assessed_on,
        r.from_on, r.until_on, r.saved_at, r.saved_by, r.version,
    )  # fmt: skip
