"""Papers and people for the tests of this room. All names and numbers are made up."""

from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.messages import actions
from cityhall.messages.rules.sample import FACTS
from cityhall.messages.terms import Can, PaperFacts, PaperKind

ORGAN = 7
REF = "case:990100-2026-00000012"


def clerk(organ_id: int = ORGAN) -> Actor:
    return Actor("许文静", account_id=41, organ_id=organ_id, grants={Can.HANDLE_PAPERS: frozenset({organ_id})})


def citizen(account_id: int = 501) -> Actor:
    return Actor("周晓岚", account_id=account_id, person_id=1)


def facts(**changed: object) -> PaperFacts:
    """Everything any kind of paper asks for."""
    full = PaperFacts(**FACTS)
    full.update(changed)  # type: ignore[typeddict-item]
    return full


@action
def issued(
    actor: Actor,
    /,
    kind: PaperKind = PaperKind.ACCEPTANCE,
    short_name: str = "云住建",
    ref: str = REF,
    **changed: object,
) -> str:
    return actions.issue_paper(actor, kind=kind, ref=ref, organ_id=ORGAN, facts=facts(**changed), short_name=short_name)


@action
def told(
    actor: Actor, /, account_id: int | None = 501, phone: str = "13800000000", email: str = "", **rest: object
) -> list[int]:
    from cityhall.kernel.journal.record import record

    record(actor, "test.told", REF)
    return actions.send(
        actor, ref=REF, kind="acceptance", subject="已受理", body="您的申请已受理，请在十月二十一日前留意结果。",
        account_id=account_id, phone=phone, email=email, **rest,  # type: ignore[arg-type]
    )  # fmt: skip
