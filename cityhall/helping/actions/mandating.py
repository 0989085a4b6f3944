"""代办授权: the helper asks the person for a mandate, to be confirmed by her account or signed on paper at the visit."""

from collections.abc import Sequence
from datetime import date

from cityhall.helping import queries, rules
from cityhall.helping.models import HelpRequest
from cityhall.helping.terms import Mode, Move, State
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.people import actions as people
from cityhall.people import queries as persons
from cityhall.people.actions import Signed
from cityhall.people.terms import AgencyState
from cityhall.people.terms import Can as People

from .lock import concerned, save


@action
def ask_mandate(actor: Actor, number: str, matters: Sequence[tuple[int, str]], until_on: date) -> int:
    """请申请人网上确认授权. Answers the mandate's id; she confirms or declines by her own account."""
    row = _ready(actor, number)
    return _keep(
        actor, row, people.propose_agency(actor, _person(row), matters, until_on, queries.rules_now().mandate_days)
    )


@action
def sign_mandate(
    actor: Actor, number: str, matters: Sequence[tuple[int, str]], until_on: date, signed: Signed, person_id: int | None = None
) -> int:  # fmt: skip
    """登记纸质授权书: signed before a witness, scanned. `person_id`: who she is, where the request did not know yet."""
    row = _ready(actor, number)
    person = _person(row, person_id)
    made = people.propose_agency(actor, person, matters, until_on, queries.rules_now().mandate_days, signed)
    if not row.person_ref:
        row.person_ref = f"person:{person}"
    return _keep(actor, row, made)


def _ready(actor: Actor, number: str) -> HelpRequest:
    require(actor, People.HELP)
    row = concerned(actor, number)
    rules.next_state(State(row.state), Move.MANDATE)
    if row.mode != Mode.ACT:
        raise WrongStateError("helping.not_to_act", "申请的是帮办，由申请人自己提交；要代办的，请申请人另提代办申请")
    if row.agency_id is not None:
        held = persons.mandated([row.agency_id]).get(row.agency_id)
        if held is not None and (held.runs or held.state is AgencyState.PROPOSED):
            raise WrongStateError("helping.mandated", "这件已有授权（或在等申请人确认）；要改范围的，请先由申请人撤销")
    return row


def _person(row: HelpRequest, person_id: int | None = None) -> int:
    known = int(row.person_ref.removeprefix("person:")) if row.person_ref else None
    if known is not None and person_id is not None and known != person_id:
        raise InvalidInputError("helping.another_person", "证件上的人不是提出申请的人，请核对", field="id_number")
    found = known if known is not None else person_id
    if found is None:
        raise InvalidInputError("helping.no_person", "请先核对申请人的证件，填写证件号码", field="id_number")
    return found


@step
def _keep(actor: Actor, row: HelpRequest, agency_id: int) -> int:
    save(row, agency_id=agency_id, person_ref=row.person_ref)
    record(actor, "help.mandate_asked", row.ref, organ_id=row.organ_id, agency=agency_id)
    return agency_id
