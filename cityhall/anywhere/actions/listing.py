"""通办清单: which items windows elsewhere may take in, by which document, from when until when."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from cityhall.anywhere import rules
from cityhall.anywhere.models import ListEntry
from cityhall.anywhere.terms import Can, Mode
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ItemTerms
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs

CARRY_DAYS, MOST_WINDOWS = 3, 60
EXPIRED = "到期"


@action
def put_on_list(
    actor: Actor, item_id: int, mode: str, document: str, from_on: date, until_on: date | None = None,
    windows: Sequence[int] = (), carry_days: int = CARRY_DAYS,
) -> int:  # fmt: skip
    """列入通办清单: this item, this way, at every county window or at these alone; answers the entry's id. An entry that has run
    out makes room for the next."""
    terms = catalogue.published(item_id)
    if terms is None:
        raise NotFoundError(
            "anywhere.no_item", "没有找到这个事项，或者还没有发布；发布后才能列入通办清单", field="item_id"
        )
    require(actor, Can.KEEP_LIST, terms.organ_id, item_id)
    if mode not in list(Mode):
        raise InvalidInputError("anywhere.unknown_mode", "请选择全程网办、异地代收代办还是多地联办", field="mode")
    today, chosen = clock.today(), sorted(set(windows))
    rules.check_term(from_on, until_on, today, document, carry_days)
    rules.check_entry(
        Mode(mode), online=terms.online, levels=terms.reformed.accepts, named=bool(chosen), item=terms.name
    )
    _check_windows(terms, chosen)
    over = ListEntry.objects.filter(item_id=item_id, ended_at=None, until_on__lte=today)
    over.update(ended_at=clock.now(), ended_why=EXPIRED)
    row = ListEntry(
        item_id=item_id, organ_id=terms.organ_id, item_name=terms.name, mode=Mode(mode), windows=chosen, carry_days=carry_days,
        document=document.strip()[:200], from_on=from_on, until_on=until_on, made_by=actor.name[:80], made_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise WrongStateError(
            "anywhere.listed_already", f"“{terms.name}”已在通办清单里；要改方式或窗口，请先移出再列入", field="item_id"
        ) from twice
    record(
        actor, "anywhere.listed", row.ref, organ_id=row.organ_id, item=item_id, mode=row.mode, windows=chosen,
        document=row.document, from_on=from_on.isoformat(), until_on=until_on.isoformat() if until_on else "",
        carry_days=carry_days,
    )  # fmt: skip
    return row.pk


def _check_windows(terms: ItemTerms, chosen: Sequence[int]) -> None:
    """Named windows are open, and stand at a level the item's own rule lets take it in. One statement, or none."""
    if not chosen:
        return
    if len(chosen) > MOST_WINDOWS:
        raise InvalidInputError(
            "anywhere.too_many_windows", f"指定窗口最多 {MOST_WINDOWS} 个；更多的请列为各区县窗口", field="windows"
        )
    found = organs.open_stands(ids=chosen)
    if len(found) != len(chosen):
        raise NotFoundError("anywhere.no_window", "指定的窗口有的没有找到或已经撤销，请重新选择", field="windows")
    wrong = [one.label for one in found if catalogue.why_not_accept(terms, one.level)]
    if wrong:
        raise InvalidInputError(
            "anywhere.level_of_window",
            f"按事项现行版本的受理层级，{'、'.join(wrong[:5])}不能接收；请改选窗口",
            field="windows",
        )


@action
def end_entry(actor: Actor, entry_id: int, why: str) -> None:
    """移出通办清单: from this moment no window elsewhere takes the item in; what was taken in goes on."""
    row = ListEntry.objects.select_for_update().filter(pk=entry_id).first()
    if row is None:
        raise NotFoundError("anywhere.no_entry", "没有找到通办清单的这一项，请刷新页面")
    require(actor, Can.KEEP_LIST, row.organ_id, row.item_id)
    call.check_seen(row.version)
    if row.ended_at is not None:
        raise WrongStateError("anywhere.ended_already", "这一项已经移出通办清单")
    if not why.strip():
        raise InvalidInputError("anywhere.end_why", "请写明移出的原因和文件", field="why")
    row.ended_at, row.ended_why, row.version = clock.now(), why.strip()[:300], row.version + 1
    row.save(update_fields=["ended_at", "ended_why", "version"])
    record(actor, "anywhere.unlisted", row.ref, organ_id=row.organ_id, item=row.item_id, reason=row.ended_why)
