"""The words of each paper: title, seal, sentences. What must be in them is in `facts`; a centre's own words replace
the sentences between, never what the law wants said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from cityhall.messages.rules.sheet import Look, Part, Prose, Sheet
from cityhall.messages.terms import PaperFacts, PaperKind, Texts

from . import ends, forms, intake, review
from .outside import COPIES, LOOKS, SEALS, TWO_COPIES, addressee_of, heading_of, signed_by, title_of, to_sign
from .present import absent, filled
from .words import Body, day, moment

__all__ = ["COMPOSERS", "SEALS", "compose", "day", "moment", "title_of"]
K = PaperKind
COMPOSERS: dict[PaperKind, Callable[[PaperFacts], Body]] = {
    K.RECEIPT: intake.receipt,
    K.SUPPLEMENT_NOTICE: intake.supplement_notice,
    K.SUPPLEMENT_RECEIPT: intake.supplement_receipt,
    K.ACCEPTANCE: intake.acceptance,
    K.NOT_NEEDED: intake.not_needed,
    K.NOT_ACCEPTED: intake.not_accepted,
    K.DECISION: ends.decision,
    K.COMPLETION: ends.completion,
    K.SERVICE_RECORD: ends.service_record,
    K.WITHDRAWAL: intake.withdrawal,
    K.PRE_REVIEW: intake.pre_review,
    K.GAPS_ACCEPTANCE: intake.gaps_acceptance,
    K.GAPS_PROMISE: intake.gaps_promise,
    K.PLEDGE: intake.pledge,
    K.TRANSFER: intake.transfer,
    K.DEEMED_WITHDRAWAL: intake.deemed_withdrawal,
    K.CONSULTATION: intake.consultation,
    K.EXPLANATION: review.explanation,
    K.SPECIAL: review.special,
    K.RESUMPTION: review.resumption,
    K.EXTENSION: review.extension,
    K.HEARING_RIGHT: review.hearing_right,
    K.HEARING_NOTICE: review.hearing_notice,
    K.HEARING_PUBLIC: review.hearing_public,
    K.HEARING_MINUTES: review.hearing_minutes,
    K.THIRD_PARTY: review.third_party,
    K.OPINION: review.opinion,
    K.VISIT: review.visit,
    K.REPORT_UP: review.report_up,
    K.SUSPENSION: review.suspension,
    K.TERMINATION: ends.termination,
    K.CORRECTION: ends.correction,
    K.REVOCATION: ends.revocation,
    K.LICENCE: forms.licence,
    K.REPLY: forms.reply,
    K.APPROVAL_FORM: forms.approval_form,
    K.FLOW_SLIP: forms.flow_slip,
    K.PICK_UP: ends.pick_up,
    K.MEETING_MINUTES: review.meeting_minutes,
    K.JOINT_VISIT: review.joint_visit,
    K.EXPERT_REVIEW: review.expert_review,
}
PROGRESS = "扫码查询办理进度"


def compose(kind: PaperKind, number: str, issued_on: date, facts: PaperFacts, own: Texts | None = None) -> Sheet:
    """The paper as words, made of facts that `check_facts` has let through; with the centre's own words, if any."""
    case = facts.get("case_number", "")
    sheet = Sheet(
        title=heading_of(kind, facts),
        number=number,
        organ=facts["organ"],
        addressee=addressee_of(kind, facts),
        parts=_parts(_body(kind, facts, own)),
        date=day(issued_on.isoformat()),
        seal=SEALS[kind],
        sign_for=to_sign(kind),
        copies=COPIES.get(kind, TWO_COPIES),
        qr=facts.get("progress_url", ""),
        qr_caption=(PROGRESS, f"办件编号 {case}") if case else (PROGRESS,),
        signed=signed_by(kind, facts),
        look=LOOKS.get(kind, Look.LETTER),
    )
    return replace(sheet, parts=(*sheet.parts, *absent(kind, facts, sheet)))


def _body(kind: PaperKind, facts: PaperFacts, own: Texts | None) -> Body:
    body = COMPOSERS[kind](facts)
    if own is None:
        return body
    opening = filled(kind, own.get("opening", ""), facts)
    closing, notes = filled(kind, own.get("closing", ""), facts), filled(kind, own.get("notes", ""), facts)
    return Body(opening or body.opening, body.core, closing or body.closing, notes or body.notes)


def _parts(body: Body) -> tuple[Part, ...]:
    opening = tuple(Prose(line) for line in body.opening.splitlines() if line.strip())
    closing = tuple(Prose(line) for line in body.closing.splitlines() if line.strip())
    notes = tuple(Prose(line, small=True) for line in body.notes.splitlines() if line.strip())
    return (*opening, *body.core, *closing, *notes)
