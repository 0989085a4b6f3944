"""One part of the table, as tests make its moves."""

from collections.abc import Callable, Mapping

from cityhall.cases.terms import Move, Status
from cityhall.kernel.actor import Actor

from .. import given

Act = Callable[[given.Place, Actor, str], object]
Place = Callable[[], given.Place]
Ready = Callable[[given.Place], str]


class Part:
    """`acts`: move → how it is made. `places`: where it needs an item of its own. `ready`: a case in that state with
    what the move needs besides. `states`: how a state is reached."""

    def __init__(
        self,
        acts: Mapping[Move, Act],
        places: Mapping[Move, Place] | None = None,
        ready: Mapping[tuple[Move, Status], Ready] | None = None,
        states: Mapping[Status, Ready] | None = None,
    ) -> None:
        self.acts, self.places, self.ready, self.states = acts, places or {}, ready or {}, states or {}
