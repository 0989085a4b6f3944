"""What a paper about a case says, gathered from the case, its journal line and its clocks."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from cityhall.cases.models import Case, SupplementNotice
from cityhall.catalogue.terms import ItemTerms, MaterialForm, Procedure
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.secrets import masking
from cityhall.messages import queries as messages
from cityhall.messages.terms import MaterialLine, PaperFacts, Point
from cityhall.organs import queries as organs
from cityhall.organs.queries import OrganView

from . import facts_ends as ends
from . import facts_intake, facts_review
from .parts import MATERIALS

NO_RECEIPT_NEEDED = "网上自动出具"


def is_service(terms: ItemTerms) -> bool:
    """A public service ends with a notice of completion, not with a decision."""
    return terms.procedure is Procedure.SERVICE


def of(case: Case, terms: ItemTerms, organ: OrganView, line: Line, base: str) -> PaperFacts:
    """All facts a paper after this line may need; each paper takes its own."""
    told = _common(case, terms, organ, line, base)
    if line.event != "case.received":
        told.update(_limits(case, terms))
    if case.decided_at is not None:
        told.update(ends.decided(case, terms, line))
    told.update(_of_event(case, terms, line))
    return told


def _of_event(case: Case, terms: ItemTerms, line: Line) -> PaperFacts:
    """What this one line adds: each part of the life of a case knows its own."""
    known = OF_EVENT.get(line.event)
    return known(case, terms, line) if known else PaperFacts()


def _asked(case: Case, terms: ItemTerms, line: Line) -> PaperFacts:
    told = PaperFacts(points=_points(case, line))
    if terms.procedure is Procedure.LICENCE:
        told["basis"] = "《中华人民共和国行政许可法》第三十二条第一款第四项"
    return told


def _common(case: Case, terms: ItemTerms, organ: OrganView, line: Line, base: str) -> PaperFacts:
    application = case.application
    told = PaperFacts(
        organ=organ.name, procedure=terms.procedure, item=case.item_name, item_code=terms.item_code,
        case_number=str(case.number or facts_intake.DRAFT_NUMBER), applicant=case.applicant_name,
        applicant_id_masked=application.applicant_mask,
        contact=application.contact_name or case.applicant_name,
        phone_masked=masking.phone(application.contact_phone) or "（未留）",
        received_on=_day(case.received_at), materials=_materials(case, terms),
        handler=line.actor if line.account_id != application.account_id else NO_RECEIPT_NEEDED,
        organ_phone=terms.phone or organ.phone or "12345", address=terms.address or organ.address,
        basis=_basis(terms),
        remedies=messages.remedies_in_force(terms.procedure, clock.day_of(line.at), terms.regime.remedies),
        progress_url=_address(case, base),
    )  # fmt: skip
    if case.window_id is not None:
        window = organs.window(case.window_id)
        told["centre"], told["window"] = window.centre, f"{window.number} 号窗口"
    if line.values.get("under"):
        told.update(_entrusted(organ, line))
    return told


def _entrusted(organ: OrganView, line: Line) -> PaperFacts:
    """Who handled it on whose entrustment, and in whose name the paper is (行政许可法 第二十四条第三款)."""
    by = str(line.values["by"])
    document = organs.delegation(int(str(line.values["under"]).partition(":")[2])).document
    return PaperFacts(
        handler=f"{line.actor}（{by}，受{organ.name}委托）",
        entrusted=f"本件由{by}受{organ.name}委托办理，以{organ.name}的名义作出，由{organ.name}承担法律责任。委托文件：{document}。",
    )


def _address(case: Case, base: str) -> str:
    """Where whoever scans the paper sees more: the progress of a case, her own page of a draft."""
    if case.number is None:
        return f"{base}/apply/{case.application_id}/"
    return f"{base}/progress/{case.number}/?code={case.access_code}"


def _basis(terms: ItemTerms) -> str:
    """A licence is decided by the law of licences; anything else by the law the item names."""
    own = terms.procedure is not Procedure.LICENCE and terms.basis
    return own or terms.regime.basis or terms.basis


def _limits(case: Case, terms: ItemTerms) -> PaperFacts:
    told = PaperFacts(limit=f"承诺 {terms.promised}（法定 {terms.statutory}）")
    if case.accepted_at is not None:
        told["accepted_on"] = _day(case.accepted_at)
    for one in deadlines.clocks_of([case.ref]):
        if one.kind is Kind.SUPPLEMENT:
            told["supplement_until"] = one.due_on.isoformat() if one.due_on else ""
            told["supplement_note"] = one.due_text if one.provisional else ""
        if one.kind is Kind.PROMISED:
            told["due_on"] = one.due_on.isoformat() if one.due_on else ""
            told["due_note"] = "" if one.due_on else one.due_text  # not known yet, or standing still by now
    return told


def _points(case: Case, line: Line) -> list[Point]:
    """The points this notice named; by now some may have been answered."""
    notice = SupplementNotice.objects.get(case=case)
    keys = line.values.get("materials")
    named = set(keys) if isinstance(keys, list) else set()
    return [
        Point(material=p["name"], problem=p["problem"], how=p["how"] or "补交符合要求的材料")
        for p in notice.points
        if p["key"] in named
    ]


def _supplemented(case: Case, terms: ItemTerms, line: Line) -> PaperFacts:
    """What came that day, and what of the notice was still open when it had come."""
    keys = line.values.get("materials")
    came = {str(key) for key in keys} if isinstance(keys, list) else set()
    told = PaperFacts(received_on=clock.day_of(line.at).isoformat(), materials=_materials(case, terms, came))
    if not line.values.get("complete"):
        points = SupplementNotice.objects.get(case=case).points
        told["points"] = [
            Point(material=p["name"], problem=p["problem"], how=p["how"] or "补交符合要求的材料")
            for p in points
            if not p["answered_at"] or datetime.fromisoformat(p["answered_at"]) > line.at
        ]
    return told


def _not_accepted(line: Line) -> PaperFacts:
    values = line.values
    return PaperFacts(
        reasons=[str(values.get("reasons", ""))],
        other_organ=str(values.get("other_organ", "")),
        basis=str(values.get("basis") or "《中华人民共和国行政许可法》第三十二条第一款"),
    )


FORMS = {
    MaterialForm.ORIGINAL: "原件",
    MaterialForm.COPY: "复印件",
    MaterialForm.BOTH: "原件及复印件",
    MaterialForm.ELECTRONIC: "电子件",
}


def _materials(case: Case, terms: ItemTerms, among: set[str] | None = None) -> list[MaterialLine]:
    rows = {m.key: m for m in MATERIALS.rows(case.application_id)}
    lines = []
    for spec in terms.materials:
        row = rows.get(spec.key)
        if row is not None and (among is None or spec.key in among):
            note = "当场更正" if row.corrected else ("已核原件" if row.original_seen else "")
            lines.append(
                MaterialLine(
                    name=spec.name, form=FORMS[spec.form], copies=str(row.paper_copies or spec.copies), note=note
                )
            )
    return lines or [MaterialLine(name="申请表", form="电子件", copies="1", note="")]


def until(case: Case, told: PaperFacts) -> str:
    """Until when the paper makes the applicant wait, or gives her time, as her message says it."""
    if told.get("due_note") or told.get("supplement_note"):
        return "规定时限"
    known = told.get("due_on") or told.get("supplement_until")
    return _spoken(date.fromisoformat(known)) if known else _notice_until(case)


def _spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _notice_until(case: Case) -> str:
    due = [c.due_on for c in deadlines.clocks_of([case.ref]) if c.kind is Kind.NOTICE and c.due_on]
    return _spoken(due[0]) if due else "规定时限"


def _day(moment: object) -> str:
    return clock.day_of(moment).isoformat() if isinstance(moment, datetime) else ""


OF_EVENT: Mapping[str, Callable[[Case, ItemTerms, Line], PaperFacts]] = {
    **facts_intake.EVENTS,
    "case.supplement_requested": _asked,
    "case.supplemented": _supplemented,
    "case.deemed_accepted": lambda case, terms, line: PaperFacts(deemed=str(line.values.get("basis", ""))),
    "case.not_accepted": lambda case, terms, line: _not_accepted(line),
    "case.withdrawn": lambda case, terms, line: PaperFacts(withdrawn_on=clock.day_of(line.at).isoformat()),
    **dict.fromkeys(facts_review.EVENTS, facts_review.of),
    **dict.fromkeys(("case.corrected_decision", "case.revoked"), lambda case, terms, line: ends.changed(case, line)),
    **dict.fromkeys(("case.delivered", "case.served"), lambda case, terms, line: ends.served(case)),
}
