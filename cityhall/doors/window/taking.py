"""Taking an application in, and what is done in one go with it: accepted, with gaps, on a pledge, or on the spot."""

from collections.abc import Callable, Iterator

from cityhall.anywhere import actions as anywhere
from cityhall.cases import actions, queries
from cityhall.catalogue.terms import LicenceAct
from cityhall.kernel.errors import DomainError, NotSignedInError

from .counter import Counter

TAKING = ("receive", "accept", "gaps", "pledge", "serve", "back")
DONE = {
    "receive": "已收件；核对材料后按 F8 受理", "accept": "已收件并受理，请打印受理通知书并盖章",
    "gaps": "已收件并容缺受理，请打印容缺受理承诺书请申请人签字", "pledge": "已按告知承诺受理，请打印告知承诺书请申请人签字",
    "serve": "已当场办结，请打印结果并请申请人签收", "back": "已补录收件，等监督人员核查；核对材料后按 F8 受理",
}  # fmt: skip


def receive(counter: Counter, how: str) -> str:
    """The first act: 收件, 断网补录, or (where nothing has to be named before) 当场办结. Answers the number."""
    assert counter.terms is not None
    actor, item = counter.actor, counter.terms.item_id
    who, values, handed = counter.applicant, counter.values, counter.handed
    if counter.elsewhere:
        return anywhere.take_in(actor, item, who, values, handed)
    if counter.back:
        said = counter.extra.cleaned_data
        return actions.receive_back_entry(
            actor, item, who, values, handed, counter.extra.happened_at, said["b_reason"]
        )  # fmt: skip
    if how == "serve" and counter.terms.licence_act is LicenceAct.NONE:
        return actions.serve_on_spot(actor, item, who, values, handed)
    return actions.receive_at_window(actor, item, who, values, handed)


def go_on(counter: Counter, number: str, how: str) -> tuple[str, str]:
    """The acts that follow; a refusal of one stops there, and is told: what was received stays received."""
    try:
        for act in _steps(counter, number, how):
            act()
    except NotSignedInError:
        raise
    except DomainError as no:
        return f"已收件，编号 {number}", no.message
    return DONE["back" if counter.back else how], ""


def _steps(counter: Counter, number: str, how: str) -> Iterator[Callable[[], object]]:
    actor, said = counter.actor, counter.extra.cleaned_data
    if counter.names_licence:
        yield lambda: actions.name_licence(actor, number, said["l_number"], said["l_until"])
    if said["d_method"]:
        yield lambda: actions.choose_delivery(
            actor, number, said["d_method"], said["d_receiver"], said["d_phone"], said["d_address"],
            electronic_consent=said["d_consent"],
        )  # fmt: skip
    if counter.check_id:
        yield lambda: _kept(counter, number)
    if not counter.back:
        yield from _answer(counter, number, how)


def _answer(counter: Counter, number: str, how: str) -> Iterator[Callable[[], object]]:
    """What the window says to the application at once."""
    actor = counter.actor
    if how == "accept":
        yield lambda: actions.accept(actor, number)
    elif how == "gaps":
        yield lambda: actions.accept_with_gaps(actor, number, counter.gaps)
    elif how == "pledge":
        yield lambda: actions.accept_on_pledge(actor, number)
    elif how == "serve" and counter.names_licence:
        yield lambda: actions.decide_on_spot(actor, number)


def push(counter: Counter) -> None:
    """推送到申请人屏幕."""
    if counter.known is None or counter.terms is None:
        return
    counter.check_id = actions.push_check(
        counter.actor, counter.terms.name, counter.known.name, counter.values, counter.shown, counter.materials_told
    )


def _kept(counter: Counter, number: str) -> None:
    assert counter.known is not None
    assert counter.terms is not None
    actions.keep_check(
        counter.actor, counter.check_id, number, counter.terms.name, counter.known.name, counter.values,
        counter.materials_told,
    )  # fmt: skip


def shown(counter: Counter) -> queries.CheckView | None:
    """How the applicant answered on her screen."""
    return queries.check(counter.actor, counter.check_id) if counter.check_id else None
