"""What policies and composed pages share: a draft, editions with a day they begin, one taken back, the whole withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Max

from cityhall.catalogue.models import Front, FrontEdition, Policy, PolicyEdition
from cityhall.catalogue.rules.publishing import Problem
from cityhall.kernel import call, clock
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError

from .publishing import LONGEST_AHEAD, MOST_NOTE

R = TypeVar("R", Front, Policy)
E = TypeVar("E", FrontEdition, PolicyEdition)
KEPT = ["name", "draft", "drafted_at", "drafted_by", "version"]


def locked(model: type[R], pk: int) -> R:
    """The page or policy, locked."""
    row = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        what = model._meta.verbose_name
        raise NotFoundError("catalogue.unknown_composed", f"没有找到这个{what}，请返回列表重新选择")
    return row


def drafted(actor: Actor, row: Front | Policy, name: str, draft: Mapping[str, Any]) -> None:
    """Set the draft; the caller saves."""
    row.name, row.draft = name, dict(draft)
    row.drafted_at, row.drafted_by = clock.now(), actor.name[:80]


def refuse_unready(problems: Sequence[Problem]) -> None:
    if problems:
        sentence = "还不能发布：" + "；".join(p.sentence for p in problems)
        raise InvalidInputError("catalogue.not_composed", sentence, problems[0].field)


@step
def put_out(
    actor: Actor, row: Front | Policy, model: type[E], content: Mapping[str, Any], on: date | None, note: str,
    **columns: Any,
) -> E:  # fmt: skip
    """The next edition, from today or from the day named; what was withdrawn comes back with it."""
    today = clock.today()
    begins = on or today
    if not today <= begins <= today + LONGEST_AHEAD:
        raise InvalidInputError(
            "catalogue.bad_edition_date", "发布日期应在今天以后、两年以内；今天就发布的，不填日期", "on"
        )
    last = model._default_manager.filter(owner_id=row.pk).aggregate(last=Max("number"))["last"] or 0
    edition = model(
        owner_id=row.pk, number=last + 1, content=dict(content), from_on=begins, published_at=clock.now(),
        published_by=actor.name[:80], note=note.strip()[:MOST_NOTE], **columns,
    )  # fmt: skip
    edition.save(force_insert=True)
    row.version += 1
    row.withdrawn_on, row.withdrawn_why = None, ""
    row.save(update_fields=[*KEPT, "withdrawn_on", "withdrawn_why"])
    return edition


@step
def drop(row: Front | Policy, model: type[FrontEdition] | type[PolicyEdition], number: int) -> None:
    """An edition whose day has not come does not begin."""
    waiting = model._default_manager.filter(
        owner_id=row.pk, number=number, dropped_at=None, from_on__gt=clock.today()
    )  # fmt: skip
    if not waiting.update(dropped_at=clock.now()):
        raise WrongStateError("catalogue.no_waiting_edition", "没有等待生效的这一版，可能已经生效或取消，请刷新页面")
    row.version += 1
    row.save(update_fields=["version"])


@step
def withdraw(row: Front | Policy, model: type[FrontEdition] | type[PolicyEdition], reason: str) -> None:
    """Nothing of it is shown from now on; what was planned does not begin either."""
    if not reason.strip():
        raise InvalidInputError("catalogue.reason_missing", "请写明撤下的原因和依据", "reason")
    if row.withdrawn_on is not None:
        raise WrongStateError("catalogue.withdrawn_already", f"已于 {row.withdrawn_on} 撤下，不需要再撤")
    model._default_manager.filter(owner_id=row.pk, dropped_at=None, from_on__gt=clock.today()).update(
        dropped_at=clock.now()
    )
    row.withdrawn_on, row.withdrawn_why, row.version = clock.today(), reason.strip()[:300], row.version + 1
    row.save(update_fields=["withdrawn_on", "withdrawn_why", "version"])


def edition_of(row: Front | Policy, model: type[E], number: int) -> E:
    """One of its editions, to be taken up again."""
    found = model._default_manager.filter(owner_id=row.pk, number=number, dropped_at=None).first()
    if found is None:
        raise NotFoundError("catalogue.no_edition", f"没有第 {number} 版，请从版本列表中选择")
    return found


def keep_new(row: Front | Policy) -> None:
    row.save(force_insert=True)


def keep(row: Front | Policy) -> None:
    row.version += 1
    row.save(update_fields=KEPT)


def check_seen(row: Front | Policy) -> None:
    call.check_seen(row.version, row.drafted_by)
