"""对查看个人信息提出异议: the person asks the organ whose official looked; it answers within its limit."""

from cityhall.cases.models import Case
from cityhall.cases.queries.looks import Look, look_at_me
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError
from cityhall.people import queries as people

from .grievances import brought_up

WORDS = "{at:%Y-%m-%d %H:%M}，{organ} {name}查看了我的{what}（事由：{purpose}{note}）。{words}"
WANTED = "请说明查看的理由；没有正当理由的，请依法处理并答复我"


def question_look(actor: Actor, look_id: int, words: str) -> str:
    """异议: answers the number of the matter, which is followed and closed as every other (个人信息保护法 第五十条:
    a convenient way to have one's request taken up, and reasons where it is refused)."""
    look = look_at_me(actor, look_id)
    if not words.strip():
        raise InvalidInputError("look.no_words", "请写明您对这次查看有什么疑问", field="words")
    return _question(actor, look.case_number, _said(look, words.strip()[:2000]), look.organ_id)


@action
def _question(actor: Actor, case_number: str, what: str, organ_id: int | None) -> str:
    own = people.own(actor)
    case = Case.objects.filter(number=case_number).first() if case_number else None
    row = brought_up(actor, own.name, own.phone, what, WANTED, case, case.item_name if case else "", organ_id)
    return row.number


def _said(look: Look, words: str) -> str:
    note = f"，{look.note}" if look.note else ""
    return WORDS.format(
        at=clock.local(look.at), organ=look.organ, name=look.name, what=look.what, purpose=look.purpose, note=note,
        words=words,
    )  # fmt: skip
