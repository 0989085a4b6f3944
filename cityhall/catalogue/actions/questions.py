"""问过的话: counted by the day as they are asked; forgotten after a year, what was asked only once much sooner."""

from datetime import timedelta
from typing import Any

from django.db import DatabaseError
from django.db.models import Sum

from cityhall.catalogue.models import Question
from cityhall.catalogue.rules import questions
from cityhall.catalogue.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.journal.record import record
from cityhall.kernel.prepared import planned_once

KEPT, RARE_KEPT = timedelta(days=365), timedelta(days=30)
COUNT = """
INSERT INTO ch_catalogue_question AS q (day, text, asked, unfound, opened, settled)
VALUES (%(day)s, %(text)s, %(asked)s, %(unfound)s, %(opened)s, false)
ON CONFLICT (day, text) DO UPDATE SET asked = q.asked + excluded.asked, unfound = q.unfound + excluded.unfound,
   opened = q.opened + excluded.opened, settled = q.settled AND excluded.unfound = 0
"""


def hear(text: str, *, found: int = 0, opened: bool = False) -> bool:
    """Count a question: asked with so many hits, or followed to a guide. A counter, not an act of anybody: one statement
    of its own, no line in the journal; what may say who asked is not kept."""
    kept = questions.keepable(text)
    if not kept:
        return False
    given: dict[str, Any] = {
        "day": clock.today(), "text": kept, "asked": int(not opened), "unfound": int(not opened and not found),
        "opened": int(opened),
    }  # fmt: skip
    try:
        with planned_once() as cursor:
            cursor.execute(COUNT, given)
    except DatabaseError:  # a count lost is better than a question unanswered
        return False
    return True


@action
def forget_questions(actor: Actor) -> int:
    """清理问过的话: a year old; or a month old and asked once only, in words somebody may know herself by."""
    if actor != HOUSE:
        require(actor, Can.TEND_SEARCH)
    today = clock.today()
    old, _ = Question.objects.filter(day__lt=today - KEPT).delete()
    rare = (
        Question.objects.filter(day__lt=today).values("text").annotate(n=Sum("asked")).filter(n__lte=1).values("text")
    )
    once, _ = Question.objects.filter(day__lt=today - RARE_KEPT, text__in=rare).delete()
    record(actor, "catalogue.questions_forgotten", "catalogue:questions", number=old + once)
    return old + once
