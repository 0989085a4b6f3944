from collections.abc import Iterator

import pytest

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.jobs.fan_out import Reaction, listen
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.site.reactions import WHEN
from cityhall.site.testing import drain


@action
def ring(actor: Actor, bell: str) -> None:
    record(actor, "bell.rung", f"bell:{bell}")


@action
def echo(actor: Actor, ref: str) -> None:
    record(actor, "bell.echoed", ref)


def hear(line: Line) -> None:
    echo(HOUSE, line.ref)


def stumble(line: Line) -> None:
    raise WrongStateError("bell.cracked", "钟裂了，请换一口")


@pytest.fixture
def when(request: pytest.FixtureRequest) -> Iterator[None]:
    reactions: dict[str, tuple[Reaction, ...]] = {"bell.rung": (request.param,)}
    listen(reactions)
    yield
    listen(WHEN)


def events() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("event", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("when", [hear], indirect=True)
@pytest.mark.usefixtures("when")
def test_waiting_reactions_run_once_at_the_test_s_own_time() -> None:
    with clock.frozen("2026-03-02T10:00"):
        ring(HOUSE, "a")
        assert (drain(), drain()) == (1, 0)
    assert events() == ["bell.rung", "bell.echoed"]
    assert {clock.day_of(at).isoformat() for at in Entry.objects.values_list("at", flat=True)} == {"2026-03-02"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("when", [hear], indirect=True)
@pytest.mark.usefixtures("when")
def test_it_drains_what_was_committed_too() -> None:
    ring(HOUSE, "a")
    assert drain() == 1
    assert events() == ["bell.rung", "bell.echoed"]


@pytest.mark.django_db
@pytest.mark.parametrize("when", [stumble], indirect=True)
@pytest.mark.usefixtures("when")
def test_a_failing_reaction_is_heard_and_not_taken_again() -> None:
    ring(HOUSE, "a")
    with pytest.raises(WrongStateError):
        drain()
    assert drain() == 0
