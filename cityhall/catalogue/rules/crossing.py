"""Fields of an item that speak of the same thing and must not contradict each other.

What would mislead the public, or has a law behind it, stops publishing (`problems`). What only local checking scripts ask
for (the Zhejiang set) is advice: said, and left to who publishes."""

from cityhall.catalogue.terms import (
    ApplicantKind,
    Depth,
    Fee,
    HandlingWay,
    Nature,
    Pace,
    PowerSource,
    Served,
)

from .content import Parts

Found = list[tuple[str, str]]
BY_WIRE = {HandlingWay.COMPUTER, HandlingWay.MOBILE}
ON_LINE = {Depth.APPLY, Depth.WHOLE}
KINDS_OF_RESULT = (
    ("批复", "批文"),
    ("决定书", "批文"),
    ("证明", "证明"),
    ("许可证", "证照"),
    ("证", "证照"),
    ("文", "批文"),
)
ENTRUSTED = {PowerSource.FROM_ABOVE, PowerSource.FROM_PEER}


def problems(parts: Parts) -> Found:
    """(field, sentence) for each contradiction."""
    return _standing(parts) + _served(parts) + _online(parts) + _charges(parts)


def advice(parts: Parts) -> Found:
    """(field, sentence) for what local rules of checking ask besides."""
    found: Found = []
    if parts.standing.level is None:
        found.append(("standing.level", "没有填写行使层级，导出和统计会缺这一项"))
    if parts.visits and not parts.offer.visit_reason:
        found.append(("offer.visit_reason", f"要到现场 {parts.visits} 次，没有写原因，请写明为什么必须到现场"))
    if parts.fee is Fee.CHARGED and parts.online and not parts.offer.pay_online:
        found.append(("offer.pay_online", "收费事项可以网上办理，却不能网上支付，申请人还得为缴费跑一次"))
    if parts.pace is Pace.PROMISED and len(parts.steps) == 1:
        found.append(("steps", "承诺件一般先审查、后决定，这里只有一个环节；能当场办结的请改为即办件"))
    return found + _result(parts)


def _standing(parts: Parts) -> Found:
    """Who acts for another says for whom, in public (行政许可法 第二十四条)."""
    standing = parts.standing
    acting = standing.nature is Nature.ENTRUSTED or standing.source in ENTRUSTED
    if acting and not standing.entrusted_by:
        return [("standing.entrusted_by", "受委托实施的，没有写委托机关，请填写（行政许可法第二十四条）")]
    if standing.entrusted_by and not acting:
        return [("standing.nature", "写了委托机关，主体性质和权力来源却都不是委托，请更正其中之一")]
    return []


def _served(parts: Parts) -> Found:
    if not parts.offer.served:
        return []
    persons = Served.PERSON in parts.offer.served
    others = any(s is not Served.PERSON for s in parts.offer.served)
    told = {ApplicantKind.PERSON: persons, ApplicantKind.ENTITY: others}
    return [
        ("offer.served", f"服务对象{'选' if kind in parts.applicants else '没选'}“{kind.label}”，服务对象分类却相反，请改成一致")
        for kind, there in told.items()
        if there != (kind in parts.applicants)
    ]  # fmt: skip


def _online(parts: Parts) -> Found:
    offer, found = parts.offer, []
    wired = bool(BY_WIRE & set(offer.ways))
    if offer.ways and wired != parts.online:
        told = (
            "可以网上办理，办理形式却没有电脑端或移动端" if parts.online else "不能网上办理，办理形式却有电脑端或移动端"
        )
        found.append(("offer.ways", f"{told}，请更正其中之一"))
    if offer.depth in ON_LINE and not parts.online and offer.depth:
        found.append(("offer.depth", f"不能网上办理，网上办理深度却是“{offer.depth.label}”，请更正其中之一"))
    if offer.depth is Depth.WHOLE and parts.visits:
        found.append(("visits", f"全程网办（Ⅳ级）的到现场次数应为 0，现为 {parts.visits}，请更正其中之一"))
    if not parts.online and parts.visits == 0 and not offer.express:
        sentence = "不能网上办理却写了到现场 0 次，请更正其中之一；可以快递申请的，请在“实施要素”中勾选“可快递”"
        found.append(("visits", sentence))
    return found


def _charges(parts: Parts) -> Found:
    """No charge without its rule (行政许可法 第五十八条、第五十九条)."""
    if parts.fee is Fee.NONE:
        return [("charges", "写了收费项目，收费却选“不收费”，请更正其中之一")] if parts.charges else []
    if not parts.fee_note and not parts.charges:
        return [("fee_note", "收费事项没有收费说明，请写明项目、标准和依据，或逐项填写收费项目")]
    found: Found = []
    for n, charge in enumerate(parts.charges):
        if not charge.standard:
            found.append((f"charges.{n}.standard", f"收费项目“{charge.name}”没有收费标准，请填写"))
        if not charge.basis:
            found.append(
                (f"charges.{n}.basis", f"收费项目“{charge.name}”没有收费依据，没有法律法规依据的不得收费，请填写")
            )
        if charge.reducible and not charge.reduction:
            found.append((f"charges.{n}.reduction", f"收费项目“{charge.name}”可以减免，请写明谁可以减免、减免多少"))
    return found


def _result(parts: Parts) -> Found:
    """A result called 证 is a certificate, one called 批复 a document."""
    if parts.result is None:
        return []
    name, kind = parts.result.name, parts.result.kind
    meant = next((k for ending, k in KINDS_OF_RESULT if name.endswith(ending)), kind)
    if meant == kind:
        return []
    return [("result", f"审批结果“{name}”看名称是{meant}，结果类型填的是“{kind}”，请核对")]
