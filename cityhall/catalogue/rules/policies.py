"""惠企政策: read from plain JSON, written back, what stands in the way of publishing, and where it stands on a day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from cityhall.catalogue.terms.conditions import Ask, Condition
from cityhall.catalogue.terms.policies import PolicyKind, PolicyState, PolicyTerms
from cityhall.kernel.errors import InvalidInputError

from .conditions import mentions, read_asks, read_condition, written
from .conflicts import conflicts
from .publishing import Problem
from .reading import Reader

SOON = timedelta(days=30)
OWN = "own"
KEYS = frozenset(PolicyTerms.__dataclass_fields__)


def read_policy(raw: Mapping[str, Any], facts: Sequence[Ask]) -> PolicyTerms:
    """A policy as it is written, finished or not; nonsense is refused at its place. Its condition may name the shared
    facts and its own questions."""
    reader = Reader(raw, place="政策的")
    strange = sorted(set(raw) - KEYS)
    if strange:
        raise reader.refuse(strange[0], strange[0], "不是政策的内容")
    asks = read_asks(reader, "asks", "自有问题")
    taken = {ask.key for ask in facts}
    for n, ask in enumerate(asks):
        if ask.key in taken:
            raise reader.refuse(f"asks.{n}.key", "自有问题", f"“{ask.key}”与共用的企业情况重名，请改成不同的")
    return PolicyTerms(
        title=reader.text("title", "名称", longest=120, needed=True),
        kind=reader.word("kind", "给什么", PolicyKind, PolicyKind.SUBSIDY),
        document=reader.text("document", "文号", longest=80),
        source_title=reader.text("source_title", "原文标题", longest=200),
        source_url=_link(reader),
        valid_from=_day(reader, "valid_from", "施行日期"),
        valid_to=_day(reader, "valid_to", "失效日期"),
        apply_from=_day(reader, "apply_from", "申报开始"),
        apply_to=_day(reader, "apply_to", "申报截止"),
        audience=reader.text("audience", "适用对象", longest=500),
        gives=reader.text("gives", "给什么、给多少", longest=1000),
        most=_most(reader),
        summary=reader.text("summary", "内容摘要", longest=4000),
        automatic=reader.yes("automatic", "免申即享", default=False),
        contact=reader.text("contact", "联系方式", longest=200),
        item_id=reader.whole("item_id", "申报事项", 0, most=2**62),
        asks=asks,
        condition=read_condition(reader, "condition", "享受条件", (*facts, *asks)),
    )


def read_kept(raw: Mapping[str, Any], facts: Sequence[Ask]) -> tuple[PolicyTerms, list[Problem]]:
    """A draft written before the shared questions changed: what no longer fits is named, and left out of what is shown."""
    try:
        return read_policy(raw, facts), []
    except InvalidInputError as outdated:
        told = Problem("condition", f"条件里用到的企业情况已经改了：{outdated.message}")
        return read_policy({**raw, "condition": [], "asks": []}, facts), [told]


def write_policy(terms: PolicyTerms) -> dict[str, Any]:
    """The policy as plain JSON: reading it gives the same."""
    days = {key: _iso(getattr(terms, key)) for key in ("valid_from", "valid_to", "apply_from", "apply_to")}
    texts = ("title", "document", "source_title", "source_url", "audience", "gives", "most", "summary", "contact")
    return {
        **{key: getattr(terms, key) for key in texts}, **days, "kind": terms.kind.value, "automatic": terms.automatic,
        "item_id": terms.item_id, "asks": [plain_ask(ask) for ask in terms.asks], "condition": written(terms.condition),
    }  # fmt: skip


def plain_ask(ask: Ask) -> dict[str, Any]:
    """A question as plain JSON."""
    return {
        "key": ask.key, "label": ask.label, "kind": ask.kind.value, "choices": list(ask.choices), "unit": ask.unit,
        "hint": ask.hint, "when": written(ask.when),
    }  # fmt: skip


def policy_problems(terms: PolicyTerms, facts: Sequence[Ask], *, open_item: bool) -> list[Problem]:
    """Everything that stands in the way of publishing, named at once. `open_item`: what it is applied for by is open."""
    needed = (
        ("document", terms.document, "文号没有填写"), ("valid_from", terms.valid_from, "施行日期没有填写"),
        ("audience", terms.audience, "适用对象没有填写"), ("gives", terms.gives, "给什么、给多少没有填写"),
        ("summary", terms.summary, "内容摘要没有填写"), ("source_title", terms.source_title, "原文标题没有填写"),
    )  # fmt: skip
    found = [Problem(field, sentence) for field, value, sentence in needed if not value]
    found += _of_days(terms)
    if terms.automatic and not terms.contact:
        found.append(Problem("contact", "免申即享的政策要写明有疑问时联系谁"))
    if not terms.automatic and not terms.item_id:
        found.append(Problem("item_id", "没有指定申报事项；不用申报的，请勾选免申即享"))
    elif not terms.automatic and not open_item:
        found.append(Problem("item_id", "申报事项没有开放办理，请换一个事项，或者先发布它"))
    unused = [ask.label for ask in terms.asks if ask.key not in _used(terms)]
    found += [Problem("asks", f"自有问题“{label}”没有用在条件里，请用上或删去") for label in unused]
    return found + [Problem("condition", sentence) for sentence in conflicts(terms.condition, (*facts, *terms.asks))]


def _of_days(terms: PolicyTerms) -> list[Problem]:
    found, begins, ends = [], terms.valid_from, terms.valid_to
    if begins and ends and ends < begins:
        found.append(Problem("valid_to", f"失效日期 {ends} 早于施行日期 {begins}"))
    if terms.apply_from and terms.apply_to and terms.apply_to < terms.apply_from:
        found.append(Problem("apply_to", f"申报截止 {terms.apply_to} 早于申报开始 {terms.apply_from}"))
    if terms.apply_to and ends and terms.apply_to > ends:
        found.append(Problem("apply_to", f"申报截止 {terms.apply_to} 晚于政策失效 {ends}"))
    return found


def state_of(terms: PolicyTerms, today: date) -> PolicyState:
    """Where what is in force stands today: by its dates, nothing has to run."""
    if terms.valid_to and terms.valid_to < today:
        return PolicyState.EXPIRED
    if (terms.valid_from and terms.valid_from > today) or (terms.apply_from and terms.apply_from > today):
        return PolicyState.NOT_YET
    if terms.apply_to and terms.apply_to < today:
        return PolicyState.CLOSED
    return PolicyState.OPEN


def ends_on(terms: PolicyTerms) -> date | None:
    """The last day it can be applied for."""
    return min((day for day in (terms.apply_to, terms.valid_to) if day), default=None)


def own_keys(terms: PolicyTerms, policy_id: int) -> tuple[tuple[Ask, ...], Condition]:
    """Its own questions and its condition under keys no other policy has, so that all can be asked together."""
    names = {ask.key: f"p{policy_id}-{ask.key}" for ask in terms.asks}
    if not names:
        return (), terms.condition

    def renamed(condition: Condition) -> Condition:
        return tuple(
            tuple(type(c)(names.get(c.key, c.key), c.op, c.values) for c in row) for row in condition
        )  # fmt: skip

    asks = tuple(
        Ask(names[a.key], a.label, a.kind, a.choices, a.unit, a.hint, renamed(a.when)) for a in terms.asks
    )  # fmt: skip
    return asks, renamed(terms.condition)


def _used(terms: PolicyTerms) -> frozenset[str]:
    keys = mentions(terms.condition)
    return keys.union(*(mentions(ask.when) for ask in terms.asks))


def _day(reader: Reader, key: str, label: str) -> date | None:
    text = reader.text(key, label, longest=10)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise reader.refuse(key, label, "不是日期，请按 2026-01-31 的样子填写") from None


def _most(reader: Reader) -> str:
    text = reader.text("most", "最高金额", longest=15)
    try:
        amount = Decimal(text or 0)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        raise reader.refuse("most", "最高金额", "应是数字，单位为万元")
    return f"{amount.normalize():f}" if amount else ""


def _link(reader: Reader) -> str:
    text = reader.text("source_url", "原文链接", longest=300)
    if text and not text.startswith(("https://", "http://")):
        raise reader.refuse("source_url", "原文链接", "应以 https:// 开头")
    return text


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
