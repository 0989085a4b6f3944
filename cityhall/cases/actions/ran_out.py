"""What follows when a clock of a case runs out: one table from the kind of clock to what the house does in its name."""

from collections.abc import Callable

from cityhall.deadlines.terms import Kind
from cityhall.kernel.journal.queries import Line

from .accept import deem_accepted_when_silent
from .deliver import served_when_notice_ended
from .hearing import hearing_over
from .opinions import opinion_over
from .promises import break_promise_when_over
from .renew import deem_renewed_when_expired
from .special import special_over
from .third_party import third_party_over
from .withdrawn import deem_withdrawn_when_over

RAN_OUT: dict[Kind, tuple[Callable[[Line], None], ...]] = {
    Kind.NOTICE: (deem_accepted_when_silent,),
    Kind.SUPPLEMENT: (deem_withdrawn_when_over,),
    Kind.PROMISE: (break_promise_when_over,),
    Kind.SPECIAL: (special_over,),
    Kind.HEARING_ASK: (hearing_over, third_party_over),
    Kind.OPINION: (opinion_over,),
    Kind.EXPIRY: (deem_renewed_when_expired,),
    Kind.PUBLIC_NOTICE: (served_when_notice_ended,),
}


def when_clock_ran_out(line: Line) -> None:
    """Reaction to `deadline.breached`: whatever the law or the item attaches to this clock, harmless the second time.
    Clocks of other rooms are their business."""
    if not line.ref.startswith(("case:", "step:", "beside:", "grievance:")):
        return
    for follow in RAN_OUT.get(Kind(str(line.values.get("kind"))), ()):
        follow(line)
