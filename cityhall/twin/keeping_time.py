"""The demo city's own time: a Saturday service of its hall, a campaign, and a rule of warning."""

from datetime import timedelta

from cityhall.deadlines import actions
from cityhall.deadlines.terms import Kind, LayerKind, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.organs import queries as organs

from .city import once

CAMPAIGN, PAPER = "重点项目百日攻坚", "澜政办〔2026〕31 号（样例）"
LASTS = timedelta(days=160)
SATURDAYS = "澜宁市政务服务中心周六延时服务方案（样例）"


def keep_time(actor: Actor) -> None:
    """Layers of the calendar and a rule of warning; harmless the second time."""
    today = clock.today()
    hall = next(one.id for one in organs.centres(limit=100).rows if one.name == "澜宁市政务服务中心")
    layer = once("time:hall", actions.save_layer, actor, LayerKind.CENTRE, "市政务服务中心办公日历", centre_id=hall)
    once("time:hall:week", actions.set_week, actor, layer, today, [0, 1, 2, 3, 4, 5], {5: "09:00-12:00"}, SATURDAYS)
    once(
        "time:campaign", actions.save_layer, actor, LayerKind.CAMPAIGN, CAMPAIGN, first_on=today, last_on=today + LASTS,
        document=PAPER, switches_to=Unit.DAYS.value,
    )  # fmt: skip
    once(
        "time:light", actions.set_light_rule, actor, kind=Kind.DELIVERY.value, part=1, whole=2, least=2,
        reason="结果送达一半时限未送的提前提醒（样例）",
    )  # fmt: skip
