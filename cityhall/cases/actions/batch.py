"""批量办理: one act on many like cases. Each case is an act of its own, with its own permission, line and answer: what has
been acknowledged stands whatever becomes of the rest, and the same batch sent again goes on where it was broken off."""

from collections.abc import Callable, Sequence
from typing import Any

from cityhall.cases import rules
from cityhall.cases.models import Batch
from cityhall.cases.queries.visible import visible
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import DomainError
from cityhall.kernel.journal.record import record

from .accept import accept
from .close import archive
from .decide import grant
from .deliver import deliver
from .review import claim_step, finish_step

BATCHED: dict[str, Callable[..., object]] = {
    "accept": accept,
    "claim": claim_step,
    "finish_step": finish_step,
    "grant": grant,
    "deliver": deliver,
    "archive": archive,
}
NOTED_EVERY = 20


def batch(actor: Actor, act: str, numbers: Sequence[str], **values: Any) -> str:
    """The act on each of these cases (≤ 200, of one item), with the same values; answers the batch's id. `key` names
    the step where the act is done to one. Refused cases keep their sentence in the report, the others go on."""
    require_signed_in(actor)
    wanted = list(dict.fromkeys(numbers))
    rules.check_batch(act, BATCHED, wanted)
    batch_id = _open(actor, act, wanted)
    rows: list[dict[str, str]] = []
    for n, number in enumerate(wanted, 1):
        rows.append(_one(actor, act, batch_id, number, values))
        if n % NOTED_EVERY == 0 and n < len(wanted):
            _note(actor, batch_id, rows, f"{batch_id}:noted:{n}")
    _note(actor, batch_id, rows, f"{batch_id}:finished", finished=True)
    return batch_id


@action
def _open(actor: Actor, act: str, numbers: list[str]) -> str:
    """Sent again under its number, a batch is the same batch."""
    rules.check_alike(visible(actor).filter(number__in=numbers).values_list("item_id", "item_name").distinct())
    waiting = [{"number": number, "state": "", "says": ""} for number in numbers]
    made = Batch.objects.create(
        act=act, account_id=actor.account_id or 0, by=actor.name, at=clock.now(), rows=waiting
    )  # fmt: skip
    record(actor, "batch.opened", f"batch:{made.pk}", act=act, cases=len(numbers))
    return str(made.pk)


def _one(actor: Actor, act: str, batch_id: str, number: str, values: dict[str, Any]) -> dict[str, str]:
    """One case's own act under a number of its own: done twice it answers as it did the first time."""
    try:
        with call.calling(key=f"{batch_id}:{number}"):
            BATCHED[act](actor, number, **values)
    except DomainError as refusal:
        return {"number": number, "state": "refused", "code": refusal.code, "says": refusal.message}
    return {"number": number, "state": "done", "says": ""}


def _note(actor: Actor, batch_id: str, rows: list[dict[str, str]], key: str, *, finished: bool = False) -> None:
    with call.calling(key=key):
        _write(actor, batch_id, rows, finished=finished)


@action
def _write(actor: Actor, batch_id: str, rows: list[dict[str, str]], *, finished: bool) -> None:
    """What has come of it so far, before the rows that still wait."""
    kept = Batch.objects.select_for_update().get(pk=batch_id)
    kept.rows = [*rows, *kept.rows[len(rows) :]]
    kept.finished_at = clock.now() if finished else None
    kept.save(update_fields=["rows", "finished_at"])
    done = sum(row["state"] == "done" for row in rows)
    record(
        actor, "batch.finished" if finished else "batch.noted", f"batch:{batch_id}", done=done, refused=len(rows) - done
    )
