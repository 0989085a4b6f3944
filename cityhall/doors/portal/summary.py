"""大白话版: a guide in as few words as people need: what to bring, where, how long, how much. Pure."""

from dataclasses import dataclass

from cityhall.catalogue.terms import Fee, ItemTerms, MaterialForm, Pace
from cityhall.deadlines.terms import Unit

LONGEST_SMS = 134  # two messages of 67 characters
MOST_PAPERS = 8
FORMS = {
    MaterialForm.ORIGINAL: "原件", MaterialForm.COPY: "复印件", MaterialForm.BOTH: "原件和复印件", MaterialForm.ELECTRONIC: "",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where and whom to ask, where the item itself does not say."""

    address: str = ""
    phone: str = "12345"


def lines(terms: ItemTerms, place: Place) -> list[tuple[str, str]]:
    """(question, answer) in the order people ask."""
    rows = [
        ("谁能办", _who(terms)), ("带什么", _papers(terms)), ("怎么办", _how(terms)),
        ("去哪里", _where(terms, place)), ("多久好", _time(terms)), ("多少钱", _cost(terms)),
        ("拿到什么", terms.result.name), ("不清楚问谁", terms.phone or place.phone),
    ]  # fmt: skip
    return [(ask, answer) for ask, answer in rows if answer]


def text(terms: ItemTerms, place: Place, url: str) -> str:
    """The same as plain text, to copy and to send."""
    told = "\n".join(f"{ask}：{answer}" for ask, answer in lines(terms, place))
    return f"{terms.name}\n{told}\n{url}\n"


def sms(terms: ItemTerms, place: Place, url: str) -> str:
    """What fits into two messages: papers are named as long as there is room, never cut in the middle."""
    head, tail = (
        f"【{terms.name[:20]}】",
        f"{_time(terms)}，{_cost_short(terms)}。问{terms.phone or place.phone}。{url}",
    )
    names = [_named(m.name) for m in terms.materials if m.required]
    for count in range(len(names), -1, -1):
        kept = "、".join(names[:count]) + (f"等 {len(names)} 样" if count < len(names) else "")
        papers = "不用带材料。" if not names else f"带{kept}。" if count else f"要带 {len(names)} 样材料，见链接。"
        said = head + papers + tail
        if len(said) <= LONGEST_SMS or not count:
            return said
    return head + tail


def _named(name: str) -> str:
    return name.partition("（")[0]


def _who(terms: ItemTerms) -> str:
    return "或".join(kind.label for kind in terms.applicants)


def _papers(terms: ItemTerms) -> str:
    needed = [m for m in terms.materials if m.required]
    if not needed:
        return "不用带材料" if not terms.materials else "一般不用带材料，特殊情况见材料清单"
    named = [f"{m.name}{FORMS[m.form]}{f' {m.copies} 份' if m.copies > 1 else ''}" for m in needed[:MOST_PAPERS]]
    more = f"，等 {len(needed)} 样" if len(needed) > MOST_PAPERS else ""
    later = "、".join(m.name for m in needed if m.deferrable)
    return "、".join(named) + more + (f"（{later}可以后补）" if later and terms.gaps else "")


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
