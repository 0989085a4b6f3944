"""咨询登记: a question at a window and its one-time written answer."""

from django.conf import settings

from cityhall.cases.models import Consultation
from cityhall.cases.terms import Can
from cityhall.catalogue import queries as catalogue
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.identifiers import check_phone
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.messages import actions as messages
from cityhall.messages.terms import PaperFacts, PaperKind
from cityhall.organs import queries as organs
from cityhall.organs.queries import OrganView

ANYTHING = "政务服务咨询"


@action
def note_consultation(
    actor: Actor, question: str, answer: str, *, item_id: int | None = None, name: str = "", phone: str = ""
) -> str:
    """咨询登记, without a ticket: what was asked, what was answered, and the paper that says it once and in full. Answers
    its number."""
    require(actor, Can.INTAKE)
    if not question.strip():
        raise InvalidInputError("consultation.no_question", "请写明咨询的问题", field="question")
    if not answer.strip():
        raise InvalidInputError("consultation.no_answer", "请写明答复，一次说清需要什么、怎样办", field="answer")
    terms = catalogue.published(item_id) if item_id is not None else None
    if item_id is not None and terms is None:
        raise NotFoundError("case.item_not_open", "这个事项目前没有开放办理，请重新选择或不选事项")
    organ = organs.organ(terms.organ_id if terms else actor.organ_id or 0)
    number = numbered("Z", organ)
    url = f"{settings.PUBLIC_URL}/items/{terms.item_id}/" if terms else f"{settings.PUBLIC_URL}/"
    facts = PaperFacts(
        organ=organ.name, item=terms.name if terms else ANYTHING, case_number=number, applicant=name.strip() or "咨询人",
        text=f"问：{question.strip()}\n答：{answer.strip()}", handler=actor.name, progress_url=url,
        organ_phone=(terms.phone if terms else "") or organ.phone or "12345", address=terms.address if terms else "",
    )  # fmt: skip
    paper = messages.issue_paper(
        actor, kind=PaperKind.CONSULTATION, ref=f"consultation:{number}", organ_id=organ.id, facts=facts,
        short_name=organ.mark,
    )  # fmt: skip
    Consultation.objects.create(
        number=number, organ_id=organ.id, item_id=item_id, item_name=terms.name if terms else "",
        window_id=actor.window_id, name=name.strip()[:60], phone=check_phone(phone) if phone.strip() else "",
        question=question.strip(), answer=answer.strip(), paper=paper, made_by=actor.name,
        made_account=actor.account_id, made_at=clock.now(),
    )  # fmt: skip
    record(actor, "consultation.noted", f"consultation:{number}", organ_id=organ.id, item=item_id)
    return number


def numbered(mark: str, organ: OrganView) -> str:
    """Z or B, division, year, six digits, without a gap: unlike the number of a case."""
    place, year = organ.division_code[:6], clock.today().year
    return f"{mark}{place}-{year}-{next_in(f'{mark}:{place}:{year}'):06d}"
