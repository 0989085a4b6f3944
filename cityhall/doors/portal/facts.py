"""What a citizen asks of an item before she starts: online or not, how long, how many papers, what it costs, how often
she must come. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from cityhall.catalogue.queries import ItemRow, Situation
from cityhall.catalogue.terms import (
    Fee,
    ItemTerms,
    MaterialForm,
    MaterialSpec,
    Pace,
    PledgeSpec,
    Reformed,
    Separation,
    SpecialSpec,
)
from cityhall.deadlines.terms import Limit, Unit
from cityhall.organs.terms import Level as Tier

FORMS = {
    MaterialForm.ORIGINAL: "原件",
    MaterialForm.COPY: "复印件",
    MaterialForm.BOTH: "原件及复印件",
    MaterialForm.ELECTRONIC: "电子件",
}
Fact = tuple[str, str, str]


@dataclass(frozen=True)
class Stage:
    """One station on the way of a case: what happens there, and within what time."""

    name: str
    text: str
    limit: str = ""


def five(terms: ItemTerms, told: Situation | None = None) -> list[Fact]:
    """(label, value, note) five times, in the order people ask; `told`: what the answers given lead to."""
    papers = _papers_told(told) if told is not None and terms.asks else _papers(terms)
    return [_online(terms), _time(terms), papers, _cost(terms), _visits(terms)]


def _online(terms: ItemTerms) -> Fact:
    label = "能否网上办"
    if not terms.online:
        return label, "到窗口办", "这件事目前不能网上申请"
    return (label, "全程网办", "手机、电脑都能申请") if terms.visits == 0 else (label, "网上申请", "申请后还要到现场")


def _time(terms: ItemTerms) -> Fact:
    if terms.pace is Pace.INSTANT or terms.promised.unit is Unit.INSTANT:
        return "多久办好", "当场办结", "材料齐全，当场就能办好"
    legal = "" if terms.statutory.unit is Unit.INSTANT else f"，法定 {terms.statutory}"
    return "多久办好", str(terms.promised), f"受理后承诺办结{legal}"


def _papers(terms: ItemTerms) -> Fact:
    needed = sum(1 for m in terms.materials if m.required)
    later = sum(1 for m in terms.materials if m.deferrable)
    optional = len(terms.materials) - needed
    if not terms.materials:
        return "要多少材料", "0 份", "不用交材料"
    notes = [f"另有 {optional} 份视情况提交"] if optional else []
    notes += [f"{later} 份可以后补"] if later else []
    return "要多少材料", f"{needed} 份", "必须提交的材料" + (f"，{'，'.join(notes)}" if notes else "")


def _papers_told(told: Situation) -> Fact:
    """By the answers: exactly, or from the fewest to the most there can be."""
    sure = sum(1 for line in told.needed if line.required)
    maybe = sum(1 for line in told.maybe if line.required)
    if told.open and maybe:
        return "要多少材料", f"{sure}—{sure + maybe} 份", "按您的情况定，在下面选一选"
    return "要多少材料", f"{sure} 份", "按您的情况必须提交的材料" if told.answers else "必须提交的材料"


def _cost(terms: ItemTerms) -> Fact:
    if terms.fee is Fee.NONE:
        return "收不收费", "不收费", "办理费用"
    return "收不收费", "收费", "收费标准见下"


def _visits(terms: ItemTerms) -> Fact:
    return "跑几次", f"{terms.visits} 次", "不用到现场" if terms.visits == 0 else "要到现场的次数"


def short(terms: ItemTerms) -> list[str]:
    """The same five facts in a few words each, for a list."""
    needed = sum(1 for m in terms.materials if m.required and not m.when)
    more = "起" if any(m.required and m.when for m in terms.materials) else ""
    return [
        _online(terms)[1], _time(terms)[1], f"{needed} 份{more or '材料'}", "收费" if terms.fee is Fee.CHARGED else "不收费",
        "不用跑" if terms.visits == 0 else f"跑 {terms.visits} 次",
    ]  # fmt: skip


def of_row(row: ItemRow) -> list[str]:
    """The same as far as a row of a list says: online, how long, how often."""
    where = "到窗口办" if not row.online else "全程网办" if row.visits == 0 else "网上申请"
    instant = row.pace is Pace.INSTANT or row.promised is None or row.promised.unit is Unit.INSTANT
    return [where, "当场办结" if instant else str(row.promised), "不用跑" if row.visits == 0 else f"跑 {row.visits} 次"]


def paper_of(spec: MaterialSpec) -> str:
    """复印件 2 份 · 电子件"""
    form = FORMS[spec.form]
    return form if spec.form is MaterialForm.ELECTRONIC else f"{form} {spec.copies} 份，网上可传照片或扫描件"


def stages(terms: ItemTerms) -> list[Stage]:
    """The way of a case of this item, from handing in to having the result."""
    regime = terms.regime
    told = f"收到申请后 {regime.notice}内" if regime.notice else "当场"
    way = [
        Stage("申请", "网上提交或到窗口提交，提交的当时就算收到" if terms.online else "到窗口提交，当场收件"),
        Stage("受理", f"{told}告知是否受理；材料不齐的，一次说清全部要补的内容", _of(regime.notice)),
    ]
    way += [Stage(s.name, "、".join(s.checks), _of(s.limit)) for s in terms.steps if not s.decides]
    promised = "当场作出" if terms.promised.unit is Unit.INSTANT else f"受理后 {terms.promised}内作出"
    outcome = "或".join(w for w in (regime.granted, regime.refused) if w)
    way.append(Stage("决定", f"{promised}；结果为{outcome}", ""))
    result = f"{terms.result.name}" if terms.result.name else "办理结果"
    way.append(Stage("送达", f"领取{result}", _of(regime.delivery)))
    return way


def _of(limit: Limit | None) -> str:
    return str(limit) if limit is not None and limit.unit is not Unit.INSTANT else ""


def limits(terms: ItemTerms) -> list[Fact]:
    """Every limit of time with where it comes from."""
    regime = terms.regime
    rows = [("承诺办结", terms.promised), ("法定办结", terms.statutory), ("告知是否受理", regime.notice)]
    rows += [("您补正材料", regime.supplement), ("送达结果", regime.delivery)]
    return [(label, str(limit), limit.basis) for label, limit in rows if limit is not None]


def ways(terms: ItemTerms) -> list[Fact]:
    """What this item allows besides handing everything in at once: each in words, with the rule it comes from."""
    moves, found = terms.regime.moves, []
    later = "、".join(m.name for m in terms.materials if m.deferrable)
    if later and terms.gaps and "accept_with_gaps" in moves:
        found.append(("可以容缺", f"{later}可以先承诺，受理后 {terms.gaps}内补交", terms.gaps.basis))
    if terms.pledge and "accept_on_pledge" in moves:
        found.append(("可以告知承诺", _pledge(terms, terms.pledge), terms.pledge.basis))
    if "stop" in moves:
        found += [(f"可能要{s.cause.label}", _special(s), s.basis) for s in terms.specials]
    seen = "、".join(m.name for m in terms.materials if m.original_later)
    if seen:
        found.append(("原件什么时候看", f"{seen}先传照片或扫描件，领取结果时再带原件核对", "先审后验"))
    how = "窗口领取、邮寄；您同意的，也可以电子送达" if terms.result.name else "按您选择的方式"
    found.append(("怎么拿到结果", how, "提交时或办好前都可以选"))
    return found


def _pledge(terms: ItemTerms, pledge: PledgeSpec) -> str:
    spared = "、".join(m.name for m in terms.materials if m.key in pledge.spares)
    told = "签了承诺书" + (f"，免交{spared}" if spared else "") + ("，当场作出决定" if pledge.at_once else "")
    return f"{told}；{pledge.after_check}内核查，承诺不实的撤销决定"


def _special(special: SpecialSpec) -> str:
    what = "法定时限和承诺时限都暂停" if special.statutory else "承诺时限暂停，法定时限照常"
    return f"一般需要 {special.days} 个工作日，这段时间{what}，会书面告诉您"


def extent(terms: ItemTerms) -> list[Fact]:
    """What else the list says of this item: how it is offered and how far it reaches; only what is filled in."""
    offer, scope, standing = terms.offer, terms.scope, terms.standing
    ease = [word for there, word in (
        (offer.booking, "可预约"), (offer.express, "可快递"), (offer.terminals, "可用自助终端"),
        (offer.pay_online, "可网上支付"), (offer.elder, "有适老化服务"),
    ) if there]  # fmt: skip
    by = f"受{standing.entrusted_by}委托" if standing.entrusted_by else ""
    reformed = terms.reformed
    rows = [
        ("证照分离", "" if reformed.separation is Separation.NONE else reformed.separation.label),
        ("在哪一级受理", _tiers(reformed.accepts)), ("在哪一级审核", _tiers(reformed.reviews)), ("由哪一级发证", _tiers(reformed.issue)),
        ("办理层级", _rule(reformed)),
        ("由谁实施", "，".join(w for w in (terms.organ_name, standing.level.label if standing.level else "", by) if w)),
        ("办理形式", "、".join(w.label for w in offer.ways)), ("便利服务", "、".join(ease)),
        ("通办范围", offer.area.label if offer.area else ""), ("为什么要到现场", offer.visit_reason),
        ("一起办的单位", "、".join(scope.partners)), ("需要的中介服务", scope.intermediary),
        ("数量限制", scope.quota), ("年检年报", scope.annual), ("延续", terms.result.renewal),
        ("在哪里有效", terms.result.area), ("流程说明", scope.flow),
    ]  # fmt: skip
    return [(label, value, "") for label, value in rows if value]


def _tiers(tiers: Iterable[Tier]) -> str:
    return "、".join(tier.label for tier in tiers)


def _rule(reformed: Reformed) -> str:
    """The rule by which levels were fixed, in the words it is known by."""
    told = [word for there, word in (
        (reformed.same_power, "市区同权，可以就近办理"), (reformed.issuer_accepts, "谁发证谁受理"),
        (reformed.issuer_reviews, "谁发证谁审核"),
    ) if there]  # fmt: skip
    return "、".join(told) + (f"（{reformed.basis}）" if told and reformed.basis else "")


ICONS = (
    ("shop", ("食品", "餐饮", "企业", "个体", "营业", "经营", "公司")),
    ("home", ("房", "住", "物业", "不动产", "租")),
    ("heart", ("生育", "医疗", "老年", "高龄", "残疾", "救助", "婚", "卫生", "工伤")),
    ("card", ("社会保险", "社保", "参保", "养老", "公积金", "就业", "灵活")),
    ("car", ("车", "驾驶", "运输", "道路", "交通")),
    ("school", ("学", "教育", "教师", "培训")),
    ("organ", ("建筑", "施工", "工程", "投资", "消防", "排水", "规划")),
)


def icon_of(name: str) -> str:
    """A drawing that goes with the name of an item."""
    return next((icon for icon, words in ICONS if any(word in name for word in words)), "file")
