"""大白话版: a guide in as few words as people need: what to bring, where, how long, how much. What to bring follows the
answers where the item asks questions; what hangs on an answer not given yet is only counted. Pure."""

from dataclasses import dataclass

from cityhall.catalogue.queries import Situation
from cityhall.catalogue.terms import Fee, ItemTerms, MaterialForm, MaterialSpec, Pace
from cityhall.deadlines.terms import Unit

LONGEST_SMS = 134  # two messages of 67 characters
MOST_PAPERS = 8
BRING = "带什么"
FORMS = {
    MaterialForm.ORIGINAL: "原件", MaterialForm.COPY: "复印件", MaterialForm.BOTH: "原件和复印件", MaterialForm.ELECTRONIC: "",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where and whom to ask, where the item itself does not say."""

    address: str = ""
    phone: str = "12345"


def lines(terms: ItemTerms, told: Situation, place: Place) -> list[tuple[str, str]]:
    """(question, answer) in the order people ask."""
    rows = [
        ("谁能办", _who(terms)), (BRING, _papers(terms, told)), ("怎么办", _how(terms)),
        ("去哪里", _where(terms, place)), ("多久好", _time(terms)), ("多少钱", _cost(terms)),
        ("拿到什么", terms.result.name), ("不清楚问谁", terms.phone or place.phone),
    ]  # fmt: skip
    return [(ask, answer) for ask, answer in rows if answer]


def text(terms: ItemTerms, told: Situation, place: Place, url: str) -> str:
    """The same as plain text, to copy and to send."""
    said = "\n".join(f"{ask}：{answer}" for ask, answer in lines(terms, told, place))
    return f"{terms.name}\n{said}\n{url}\n"


def sms(terms: ItemTerms, told: Situation, place: Place, url: str) -> str:
    """What fits into two messages: papers are named as long as there is room, never cut in the middle."""
    head, tail = (
        f"【{terms.name[:20]}】",
        f"{_time(terms)}，{_cost_short(terms)}。问{terms.phone or place.phone}。{url}",
    )
    names, perhaps = [_named(m.name) for m in _due(terms, told)], _perhaps(told)
    whether = f"另有 {perhaps} 样看情况。" if perhaps else "" if names else "不用带材料。"
    for count in range(len(names), -1, -1):
        kept = "、".join(names[:count]) + (f"等 {len(names)} 样" if count < len(names) else "")
        papers = f"带{kept}。" if count else f"要带 {len(names)} 样材料，见链接。" if names else ""
        said = head + papers + whether + tail
        if len(said) <= LONGEST_SMS or not count:
            return said
    return head + tail


def _named(name: str) -> str:
    return name.partition("（")[0]


def _who(terms: ItemTerms) -> str:
    return "或".join(kind.label for kind in terms.applicants)


def _due(terms: ItemTerms, told: Situation) -> list[MaterialSpec]:
    """What must be handed in, by the answers given so far."""
    applies = {line.key for line in told.needed}
    return [m for m in terms.materials if m.required and m.key in applies]


def _perhaps(told: Situation) -> int:
    """How many more may have to be, by the answers still missing."""
    return sum(line.required for line in told.maybe)


def _papers(terms: ItemTerms, told: Situation) -> str:
    needed, perhaps = _due(terms, told), _perhaps(told)
    whether = f"另有 {perhaps} 样看您的情况，回答“选一选”里的问题就知道" if perhaps else ""
    if not needed:
        free = "不用带材料" if len(told.needed) + len(told.maybe) == 0 else "一般不用带材料，特殊情况见材料清单"
        return whether or free
    named = [f"{m.name}{FORMS[m.form]}{f' {m.copies} 份' if m.copies > 1 else ''}" for m in needed[:MOST_PAPERS]]
    more = f"，等 {len(needed)} 样" if len(needed) > MOST_PAPERS else ""
    later = "、".join(m.name for m in needed if m.deferrable)
    deferred = f"（{later}可以后补）" if later and terms.gaps else ""
    return "；".join(part for part in ("、".join(named) + more + deferred, whether) if part)


def _how(terms: ItemTerms) -> str:
    if not terms.online:
        return "到窗口办"
    return "手机、电脑上就能办，不用跑" if not terms.visits else f"先在网上申请，再到现场 {terms.visits} 次"


def _where(terms: ItemTerms, place: Place) -> str:
    if terms.online and not terms.visits:
        return f"网上办；想到现场办，去{terms.address or place.address}" if terms.address or place.address else "网上办"
    return "，".join(w for w in (terms.address or place.address or terms.organ_name, terms.hours) if w)


def _time(terms: ItemTerms) -> str:
    if terms.pace is Pace.INSTANT or terms.promised.unit is Unit.INSTANT:
        return "材料齐全当场办好"
    return f"受理后 {terms.promised}内办好"


def _cost(terms: ItemTerms) -> str:
    if terms.fee is Fee.NONE:
        return "不收费"
    charges = "；".join(f"{c.name} {c.standard}".strip() for c in terms.charges)
    return charges or terms.fee_note or "收费，标准见指南"


def _cost_short(terms: ItemTerms) -> str:
    return "不收费" if terms.fee is Fee.NONE else "要收费"
