"""说法: the groups of words people search by; put in at first, then changed by whoever looks after the search."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from cityhall.catalogue.models import Item, Question, Saying
from cityhall.catalogue.rules import asking, questions, sayings
from cityhall.catalogue.terms import Audience, Can
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from cityhall.kernel.journal.record import record


def seed_sayings(actor: Actor) -> int:
    """Put in the groups of words that this city does not have yet; what it changed or switched off stays so."""
    have = set(Saying.objects.values_list("name", flat=True))
    missing = [g.name for g in sayings.groups() if g.name not in have]
    return _sow(actor, missing) if missing else 0


@action
def _sow(actor: Actor, names: list[str]) -> int:
    wanted = set(names)
    rows = [
        _heard(Saying(name=g.name, said=list(g.said), meanings=list(g.meanings), audience=g.audience))
        for g in sayings.groups() if g.name in wanted
    ]  # fmt: skip
    Saying.objects.bulk_create(rows, ignore_conflicts=True)
    record(actor, "catalogue.sayings_seeded", "catalogue:sayings", number=len(rows))
    return len(rows)


@action
def save_saying(
    actor: Actor, saying_id: int | None, said: Sequence[str], meanings: Sequence[str], items: Sequence[int] = (),
    audience: str = Audience.NONE, active: bool = True,
) -> int:  # fmt: skip
    """保存说法: what people say, and what it means. Questions asked in vain in these words are settled by it. Answers its
    id."""
    _require_all(actor)
    row = _locked(saying_id)
    told, meant = questions.read_said(said), questions.read_meanings(meanings)
    kept = list(dict.fromkeys(items))
    questions.refuse_empty(meant, kept)
    unknown = set(kept) - set(Item.objects.filter(pk__in=kept).values_list("pk", flat=True))
    if unknown:
        raise InvalidInputError("catalogue.unknown_item", "没有找到指定的事项，请从列表中选择", "items")
    row.said, row.meanings, row.items, row.audience, row.active = told, meant, kept, _audience(audience), active
    row.name = row.name if row.name in told else told[0]
    row.changed_at, row.changed_by = clock.now(), actor.name[:80]
    _keep(_heard(row))
    settled = Question.objects.filter(text__in=told, settled=False).update(settled=True)
    record(actor, "saying.saved", row.ref, name=row.name, active=active, settled=settled)
    return row.pk


def _keep(row: Saying) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True) if row.pk is None else row.save(update_fields=questions.SAVED)
    except IntegrityError as clash:
        raise InvalidInputError(
            "catalogue.saying_taken", f"“{row.name}”已经是另一组说法的名称，请在那一组里修改", "said"
        ) from clash


def _locked(saying_id: int | None) -> Saying:
    if saying_id is None:
        return Saying(name="", version=0)
    row = Saying.objects.select_for_update().filter(pk=saying_id).first()
    if row is None:
        raise NotFoundError("catalogue.unknown_saying", "没有找到这组说法，请返回列表重新选择")
    call.check_seen(row.version)
    return row


def _heard(row: Saying) -> Saying:
    row.sounds, row.typed = asking.heard(row.said)
    row.version += row.changed_at is not None
    return row


def _audience(text: str) -> Audience:
    try:
        return Audience(text)
    except ValueError:
        raise InvalidInputError("catalogue.unknown_audience", "请选择这组说法的用途", "audience") from None


def _require_all(actor: Actor) -> None:
    """Search is everybody's: who tends it does so for the whole city."""
    require(actor, Can.TEND_SEARCH)
    if actor.reach(Can.TEND_SEARCH) is not None:
        raise NotAllowedError("catalogue.search_of_all", "搜索说法为全市共用，只有市级管理员可以维护；请联系市级管理员")


@action
def settle_questions(actor: Actor, texts: Iterable[str]) -> int:
    """不再列出: these questions need nothing done; asked again, they come back. Answers how many days' lines it was."""
    _require_all(actor)
    told = [text for text in texts if text][:100]
    settled = Question.objects.filter(text__in=told, settled=False).update(settled=True)
    record(actor, "catalogue.questions_settled", "catalogue:questions", number=settled)
    return settled
