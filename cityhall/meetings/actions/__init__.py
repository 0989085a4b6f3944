"""Everything that can be done at one table and on one site. The only files here that write."""

from .concluding import conclude
from .convening import cancel, convene, reconvene, reschedule
from .experts import keep_expert, retire_expert
from .following import catch_up, opinion_due, settle_cases
from .papers import circulate, revise
from .speaking import excuse, remind, speak
from .telling import SETTLING, TOLD, tell

__all__ = [
    "SETTLING", "TOLD", "cancel", "catch_up", "circulate", "conclude", "convene", "excuse", "keep_expert", "opinion_due", "reconvene",
    "remind", "reschedule", "retire_expert", "revise", "settle_cases", "speak", "tell",
]  # fmt: skip
