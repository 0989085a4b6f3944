"""转送: with the applicant's consent her application goes on to whoever may decide it; inside the city it is received there
in the same act. The first receipt stays, for accountability (首问负责)."""

from datetime import datetime

from django.db import connection

from cityhall.cases import rules
from cityhall.cases.models import Application, Case
from cityhall.cases.rules.moves import check_allowed
from cityhall.cases.terms import Can, Channel, Move, Status
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ItemTerms
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert

from . import clocks
from .accept import received
from .beside import cancel_beside
from .drafts import Applicant, asked_for, new_application, pinned
from .intake import give_number
from .lock import Held, begin, lock, settle

CARRY = """
WITH made AS (
  INSERT INTO ch_cases_material (application_id, key, verdict, problem, original_seen, corrected, paper_copies, checked_by,
    checked_at, original_matches, original_note, original_at)
  SELECT %(to)s, key, 'unchecked', '', original_seen, corrected, paper_copies, checked_by, checked_at, NULL, '', NULL
  FROM ch_cases_material WHERE application_id = %(from)s AND key = ANY(%(keys)s)
  RETURNING id, key
)
INSERT INTO ch_cases_materialfile (material_id, sha256, name, size, media_type, origin, added_at, removed_at)
SELECT made.id, f.sha256, f.name, f.size, f.media_type, f.origin, f.added_at, NULL
FROM ch_cases_material AS m
JOIN ch_cases_materialfile AS f ON f.material_id = m.id AND f.removed_at IS NULL
JOIN made ON made.key = m.key
WHERE m.application_id = %(from)s
"""


@action
def transfer(
    actor: Actor, number: str, to_organ: str, reason: str, consent: bool, item_id: int | None = None
) -> str:  # fmt: skip
    """转送 to an organ outside (by name) or to another item of the city, where the new case is received in the same act.
    Answers the new number, empty for an organ outside."""
    held = lock(number)
    status = begin(actor, Move.TRANSFER, held)
    now = clock.now()
    rules.check_not_silent(held.terms.regime.silence_accepts, held.notice_due, now)
    terms, edition = asked_for(item_id) if item_id is not None else (None, "")
    to = (terms.organ_name if terms else to_organ).strip()
    rules.check_transfer(to, reason, consent=consent)
    new = _received_there(actor, held, terms, edition, now) if terms else None
    refs = [held.ref, *cancel_beside(actor, held)]
    settle(actor, held, status, closed_at=now)
    clocks.stop(actor, refs, rules.MOVES[Move.TRANSFER].stops)
    record(
        actor, "case.transferred", held.ref, organ_id=held.case.organ_id, to=to[:120], reason=reason.strip()[:300],
        number=str(new.case.number) if new else "", item=terms.name if terms else "",
    )  # fmt: skip
    return str(new.case.number) if new else ""


@step
def _received_there(actor: Actor, old: Held, terms: ItemTerms, edition: str, now: datetime) -> Held:
    """The case at the other item: same applicant, what fits of her form, her materials of the same kind. Its notice
    clock starts now; where the window received for both organs, with the first receipt (第三十二条: 收到申请材料之日)."""
    if terms.item_id == old.terms.item_id:
        raise InvalidInputError("case.same_item", "不能转送给同一个事项，请选择另一个事项", field="item_id")
    check_allowed(Move.RECEIVE, terms.regime.moves, terms.procedure.label)
    at = received(old.case) if actor.may(Can.INTAKE, terms.organ_id, terms.item_id) else now
    said = {**old.case.application.form, **old.case.application.sealed_form}
    terms = catalogue.situated(terms, said)
    application = _application(actor, old, terms)
    new = Held(Case(application=application, **pinned(terms, application)), terms, edition, (), {}, (), (), 0)
    give_number(new, now)
    new.case.status, new.case.last_actor, new.case.from_number = Status.RECEIVED, actor.name, str(old.case.number)
    new.case.received_at, new.case.received_by, new.case.window_id = at, actor.account_id, actor.window_id
    insert([new.case])
    _carry(old.case.application, application, [m.key for m in catalogue.whole(terms).materials])
    clocks.start(actor, new, clocks.notice(new, at))
    record(
        actor, "case.received", new.ref, organ_id=new.case.organ_id, draft=str(application.pk), item=terms.item_code,
        item_version=terms.version, channel=application.channel, from_number=new.case.from_number,
    )  # fmt: skip
    return new


@step
def _application(actor: Actor, old: Held, terms: ItemTerms) -> Application:
    """Hers, not the clerk's; values that do not fit the other form are left for the one notice."""
    was = old.case.application
    typed = {**was.form, **was.sealed_form}
    misfits = rules.form_problems(terms.fields, typed, partly=True)
    known = {f.key for f in terms.fields} - set(misfits)
    applicant = Applicant(
        was.applicant_ref, was.applicant_name, was.applicant_mask, was.contact_name, was.contact_phone
    )  # fmt: skip
    values = {key: value for key, value in typed.items() if key in known}
    return new_application(
        actor, terms, applicant, Channel(was.channel), values, account_id=was.account_id
    )  # fmt: skip


@step
def _carry(old: Application, new: Application, keys: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CARRY, {"from": old.pk, "to": new.pk, "keys": keys})
