"""预警规则: when the yellow light comes on. A new version ends the one before it, and every open promise it fits is shown by
it from that moment on."""

from django.db import connection

from cityhall.deadlines import rules
from cityhall.deadlines.models import LightRule
from cityhall.deadlines.terms import Can, Kind
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

from .again import recompute
from .calendar import locked_edition, next_edition

REASON_LENGTH = 300
CHOOSE = """
UPDATE ch_deadlines_deadline AS d SET light_rule_id = (
  SELECT r.id FROM ch_deadlines_lightrule AS r
  WHERE r.until_at IS NULL AND r.kind IN ('', d.kind) AND r.sort IN ('', d.sort)
    AND (r.item_id IS NULL OR r.item_id = d.item_id)
  ORDER BY r.item_id IS NULL, r.sort = '', r.kind = '' LIMIT 1)
WHERE d.stopped_at IS NULL AND (%(kind)s = '' OR d.kind = %(kind)s) AND (%(sort)s = '' OR d.sort = %(sort)s)
  AND (%(item)s::bigint IS NULL OR d.item_id = %(item)s::bigint)
"""


@action
def set_light_rule(
    actor: Actor, *, part: int, whole: int, least: int, reason: str, kind: str = "", sort: str = "", item_id: int | None = None
) -> int:  # fmt: skip
    """发布预警规则: yellow when `part` of `whole` of the limit is left, or `least` days of it, whichever is more; for a kind of
    promise, a procedure, an item, or all. Answers how many open promises are shown otherwise.

    Errors: `deadline.bad_margin`, `deadline.no_kind`, `deadline.reason_missing`, `deadline.same_rule`."""
    edition = locked_edition()
    require(actor, Can.SET_LIGHTS)
    margin = rules.Margin(part, whole, least)
    if kind and kind not in set(Kind):
        raise InvalidInputError("deadline.no_kind", "没有这一类时限，请从列表中选择", "kind")
    if not reason.strip():
        raise InvalidInputError("deadline.reason_missing", "请写明调整的原因或依据文件", "reason")
    last = LightRule.objects.filter(kind=kind, sort=sort, item_id=item_id).order_by("-number").first()
    if last is not None and last.until_at is None and rules.Margin(last.part, last.whole, last.least) == margin:
        raise WrongStateError("deadline.same_rule", "现行规则已经是这样，不需要重新发布")
    now = clock.now()
    LightRule.objects.filter(kind=kind, sort=sort, item_id=item_id, until_at=None).update(until_at=now)
    rule = LightRule.objects.create(
        kind=kind, sort=sort, item_id=item_id, number=last.number + 1 if last else 1, part=part, whole=whole, least=least,
        from_at=now, reason=reason.strip()[:REASON_LENGTH], saved_by=actor.name,
    )  # fmt: skip
    moved = _choose_again(rule)
    next_edition(edition)
    record(
        actor, "lights.rule_set", f"light_rule:{rule.pk}", kind=kind, sort=sort, item_id=item_id, number=rule.number,
        part=part, whole=whole, least=least, moved=moved,
    )  # fmt: skip
    return moved


@action
def end_light_rule(actor: Actor, rule_id: int, reason: str) -> int:
    """停用预警规则: what it was for is shown by the next wider rule. Answers how many open promises are shown otherwise."""
    edition = locked_edition()
    require(actor, Can.SET_LIGHTS)
    rule = LightRule.objects.filter(pk=rule_id).first()
    if rule is None:
        raise NotFoundError("deadline.no_rule", "没有找到这条预警规则，请返回列表刷新后再试")
    if rule.until_at is not None:
        raise WrongStateError("deadline.rule_ended", "这条预警规则已经停用，不需要再停用")
    if not reason.strip():
        raise InvalidInputError("deadline.reason_missing", "请写明调整的原因或依据文件", "reason")
    rule.until_at = clock.now()
    rule.save(update_fields=["until_at"])
    moved = _choose_again(rule)
    next_edition(edition)
    record(
        actor, "lights.rule_ended", f"light_rule:{rule.pk}", number=rule.number, moved=moved,
        reason=reason.strip()[:REASON_LENGTH],
    )  # fmt: skip
    return moved


def _choose_again(rule: LightRule) -> int:
    with connection.cursor() as cursor:
        cursor.execute(CHOOSE, {"kind": rule.kind, "sort": rule.sort, "item": rule.item_id})
    return recompute()
