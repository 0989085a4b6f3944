"""What papers say of decisions and of serving them: each line of the journal with the version it made."""

from collections.abc import Sequence
from datetime import timedelta

from cityhall.cases.models import Case, CasePaper, Decision, Delivery
from cityhall.cases.terms import Again, DeliveryMethod, Outcome
from cityhall.catalogue.terms import ItemTerms
from cityhall.kernel import clock
from cityhall.kernel.journal.queries import Line
from cityhall.messages import queries as messages
from cityhall.messages.queries import PaperView
from cityhall.messages.terms import PaperFacts, PaperKind, ServedPaper, Service

SERVED = (
    PaperKind.DECISION, PaperKind.COMPLETION, PaperKind.CORRECTION, PaperKind.REVOCATION, PaperKind.LICENCE,
    PaperKind.REPLY, PaperKind.NOT_ACCEPTED, PaperKind.NOT_NEEDED, PaperKind.TERMINATION, PaperKind.DEEMED_WITHDRAWAL,
)  # fmt: skip
CORRECTING = "更正书写、计算错误（由本机关依职权更正）"
WHERE = {
    DeliveryMethod.WINDOW: "综合窗口出件处", DeliveryMethod.MAIL: "邮寄地址", DeliveryMethod.ELECTRONIC: "电子送达（网上办事账户）",
    DeliveryMethod.LEFT: "受送达人住所", DeliveryMethod.ENTRUSTED: "受托机关", DeliveryMethod.PUBLIC: "公告",
}  # fmt: skip
SERVICES = {
    DeliveryMethod.WINDOW: Service.DIRECT, DeliveryMethod.MAIL: Service.MAIL, DeliveryMethod.ELECTRONIC: Service.ELECTRONIC,
    DeliveryMethod.LEFT: Service.LEFT, DeliveryMethod.ENTRUSTED: Service.ENTRUSTED, DeliveryMethod.PUBLIC: Service.PUBLIC,
}  # fmt: skip


def version_at(case: Case, line: Line) -> Decision:
    """The version in force when this line was written, not what came after: a paper made late says what it was
    about."""
    rows = Decision.objects.filter(case=case).order_by("-number")
    return rows.filter(made_at__lte=line.at + timedelta(milliseconds=1)).first() or rows[0]


def decided(case: Case, terms: ItemTerms, line: Line) -> PaperFacts:
    """The decision as it stood: outcome, conditions, what part, number and days of what it gives."""
    decision = version_at(case, line)
    granted = decision.outcome == Outcome.GRANTED
    day = clock.day_of(decision.made_at).isoformat()
    told = PaperFacts(
        outcome="grant" if granted else "refuse", outcome_label=decision.words, decided_on=day, finished_on=day,
        result_name=decision.result_name or terms.result.name, handler=decision.made_by,
        delivery_note=_delivery_note(case, terms) if granted else "", conditions=decision.conditions,
        partial=decision.partial, result_number=decision.result_number, holder=case.applicant_name,
        valid_from=decision.valid_from.isoformat() if decision.valid_from else "",
        valid_until=decision.valid_until.isoformat() if decision.valid_until else "", document=decision.document,
    )  # fmt: skip
    if decision.reasons:
        told["reasons"] = [decision.reasons]
    if decision.remedies:
        told["remedies"] = decision.remedies
    if decision.cause:
        told["cause"] = Again(decision.cause).label
    return told


def _delivery_note(case: Case, terms: ItemTerms) -> str:
    """The limit binds the organ (第四十四条), not the applicant; how she chose to have it."""
    within = f"本机关自作出决定之日起 {terms.regime.delivery} 内送达；" if terms.regime.delivery else ""
    chosen = case.application.delivery_method
    if chosen == DeliveryMethod.MAIL:
        return f"{within}按您选择的地址邮寄，免收邮费。"
    if chosen == DeliveryMethod.ELECTRONIC:
        return f"{within}按您的同意电子送达，请登录查看。"
    return f"{within}请到{terms.address or '受理窗口'}领取。"


def changed(case: Case, line: Line) -> PaperFacts:
    """更正、撤销: which decision it is about, what it says now, by which rule."""
    decision = version_at(case, line)
    told = PaperFacts(original_number=_original(case, line))
    if line.event == "case.corrected_decision":
        before = Decision.objects.filter(case=case, number__lt=decision.number).order_by("-number").first()
        told["text"] = decision.reasons.removeprefix(before.reasons if before else "").strip()
        told["basis"] = CORRECTING
    else:
        told["basis"] = str(line.values.get("basis", ""))
    return told


def _original(case: Case, line: Line) -> str:
    """文号 of the decision that is changed; where its paper was never made, the case's own number."""
    kinds = (PaperKind.DECISION, PaperKind.COMPLETION)
    numbers = CasePaper.objects.filter(case=case, kind__in=kinds, round__lt=line.id).order_by("-round")
    return numbers.values_list("number", flat=True).first() or str(case.number)


def served(case: Case) -> PaperFacts:
    """送达回证, whichever way it went: what was served, how, where, to whom, before whom."""
    last = last_served(case)
    how = DeliveryMethod(last.method)
    papers = _served_with(case, last)
    documents = [ServedPaper(title=p.title, number=p.number, copies="1") for p in papers]
    told = PaperFacts(
        documents=documents or [ServedPaper(title="办理结果", number=str(case.number), copies="1")],
        service_method=SERVICES[how], served_place=WHERE[how], receiver=last.receiver,
        served_at=clock.local(last.served_at or clock.now()).isoformat(timespec="minutes"),
        receiver_relation="" if last.relation == "本人" else last.relation, server=last.served_by,
    )  # fmt: skip
    if text := _remarks(last):
        told["cause"] = text
    return told


def last_served(case: Case) -> Delivery:
    return Delivery.objects.filter(case=case, served_at__isnull=False).order_by("-served_at", "-id")[0]


def _remarks(last: Delivery) -> str:
    """What each way of serving must say besides."""
    parts = []
    if last.waybill:
        parts.append(f"{last.carrier} 运单号 {last.waybill}")
    if last.method == DeliveryMethod.PUBLIC:
        parts.append(f"公告于{last.note}，{clock.day_of(last.sent_at or clock.now()).isoformat()} 发布")
    if last.reason:
        parts.append(f"事由：{last.reason}")
    if last.witness:
        parts.append(f"见证人：{last.witness}")
    if last.evidence:
        parts.append("附现场照片或录像截图")
    return "；".join(parts)


def _served_with(case: Case, last: Delivery) -> Sequence[PaperView]:
    """What this delivery handed over: what no earlier one had."""
    papers = messages.papers_of([case.ref])
    return [p for p in papers if p.kind in SERVED and p.served_at in (None, last.served_at)]
