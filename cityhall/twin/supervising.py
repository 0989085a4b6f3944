"""The demo city watched over: each morning's count, orders issued by rule and answered, a red light contested, anomalies
looked into."""

from collections.abc import Callable, Mapping

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Light
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.supervision import actions, queries
from cityhall.supervision.queries import ListRow, OrderView, Sought
from cityhall.supervision.terms import AppealState, FindingState, Level, State

from .city import City, once, staff_actor
from .verbs import APPROVE

WATCHER = "jiancha01"
ANSWER_EVERY = 3  # of three orders one is left to run, so that a ladder is seen
ANSWERS = (
    "已核查：承办科室本周收件集中，复核环节积压。已增派一名审查员，今日内出具意见。",
    "已核查：申请人提交的图纸版本与现场不一致，承办人反复核对耽误了时间。已约定明日上午完成并作出决定。",
    "已核查：承办人外出核查期间没有移交待办，已设置代理人并补充内部交接规定，该件已进入审定。",
)
OUTCOMES = ("情况属实，整改措施可行，已跟进到办结。", "说明清楚，同意办结；请举一反三，核查同类在办件。")
CONTENT = "该件承诺时限已届满，请立即办结，并书面说明超期原因、责任环节和今后防止超期的措施。"
REASONS = "承诺时限红灯，催办后仍未办结"
GROUNDS = "该件超期期间申请人书面要求暂缓，窗口没有及时登记暂停，附申请人说明，请求撤销红灯。"
UPHELD = "申请人说明落款日期晚于时限届满日，不能作为暂停依据，红灯维持。"
STRUCK = "经核对窗口值班记录，暂缓申请当日已收，因登记疏漏没有暂停时限，红灯撤销；另行提醒窗口。"
CONFIRMED = "已调阅办件全过程，属实，交承办单位整改。"
DISMISSED = "经核对，系集中处理前一日窗口断网期间的纸质登记，有值班记录，排除。"


def watch_morning(city: City) -> None:
    """What a morning brings after the night's sweep: the count of the day, answers of the organs, decisions of the watcher."""
    deadlines.take_stock(HOUSE)
    watcher = staff_actor(WATCHER)
    heads = _heads(city)
    for order in queries.orders(watcher, state=State.ANSWERED, limit=100).rows:
        actions.close(watcher, order.number, OUTCOMES[_n(order) % len(OUTCOMES)])
    for order in queries.orders(watcher, state=State.OPEN, limit=100).rows:
        old = clock.day_of(order.issued_at) < clock.today()
        if old and _n(order) % ANSWER_EVERY and order.organ_id in heads:
            actions.answer(heads[order.organ_id], order.number, ANSWERS[_n(order) % len(ANSWERS)])


def watch(city: City, drain: Callable[[], object]) -> None:
    """Today's desk of the supervisor; harmless the second time."""
    watcher, heads = staff_actor(WATCHER), _heads(city)
    deadlines.measure(HOUSE)
    deadlines.take_stock(HOUSE)
    actions.detect(HOUSE)
    drain()
    reds = [row for row in queries.rows(watcher, Sought(light=Light.RED), limit=50).rows if row.work.organ_id in heads]
    if reds:
        _order(watcher, heads, reds[0])
    for n, row in enumerate(reds[1:4]):
        _appeal(watcher, heads, row, n)
    for found in queries.findings(watcher, state=FindingState.RAISED, limit=50).rows[::2]:
        confirmed = found.id % 4 != 0
        actions.judge(watcher, found.id, confirmed, CONFIRMED if confirmed else DISMISSED)
    drain()


def _order(watcher: Actor, heads: Mapping[int, Actor], row: ListRow) -> None:
    """A 督办单 of a person's own, answered badly and sent back."""
    made = once(
        "watch:order", actions.issue, watcher, row.work.organ_id, row.work.ref, Level.ORDER, CONTENT, REASONS,
        deadline_id=row.work.deadline_id,
    )  # fmt: skip
    if queries.order(watcher, made).state is State.OPEN:
        once("watch:answer", actions.answer, heads[row.work.organ_id], made, "正在办理，尽快办结。")
        once("watch:back", actions.send_back, watcher, made, "没有写明原因、责任环节和办结时间，请重新回复。")


def _appeal(watcher: Actor, heads: Mapping[int, Actor], row: ListRow, n: int) -> None:
    """The first is still open, one is upheld, one struck out."""
    made = once(
        f"watch:appeal:{n}", actions.appeal, heads[row.work.organ_id], row.work.ref, row.work.deadline_id, GROUNDS
    )
    if n and queries.appeal(watcher, made).state is AppealState.ASKED:
        struck = n > 1
        once(f"watch:decided:{n}", actions.decide_appeal, watcher, made, struck, STRUCK if struck else UPHELD)


def _heads(city: City) -> dict[int, Actor]:
    """The head of each department that has one in the demo."""
    found = {}
    for key, organ_id in city.organs.items():
        try:
            found[organ_id] = staff_actor(key + APPROVE)
        except RuntimeError:
            continue
    return found


def _n(order: OrderView) -> int:
    return int(order.number[-8:])
