"""常用语: sentences a reviewer or decider keeps for her opinions, each account its own."""

from cityhall.cases.models import Phrase
from cityhall.cases.queries.kept import require_opinions
from cityhall.cases.rules.review import check_phrase
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.journal.record import record


@action
def keep_phrase(actor: Actor, text: str) -> int:
    """存为常用语. The journal does not repeat it: it may name somebody."""
    require_opinions(actor)
    mine = Phrase.objects.select_for_update().filter(account_id=actor.account_id or 0)
    phrase = check_phrase(text, set(mine.values_list("text", flat=True)))
    made = Phrase.objects.create(account_id=actor.account_id or 0, text=phrase, at=clock.now())
    record(actor, "phrase.kept", f"account:{actor.account_id}", phrase=made.pk)
    return made.pk


@action
def drop_phrase(actor: Actor, phrase_id: int) -> None:
    """删除常用语: only one's own."""
    require_opinions(actor)
    gone, _ = Phrase.objects.filter(pk=phrase_id, account_id=actor.account_id or 0).delete()
    if not gone:
        raise NotFoundError("case.phrase_unknown", "没有这条常用语，可能已经删除；请刷新页面")
    record(actor, "phrase.dropped", f"account:{actor.account_id}", phrase=phrase_id)
