"""查询进度 without signing in: a wrong code is counted, so that six digits cannot be found out by trying."""

from cityhall.cases.queries.progress import BY_ADDRESS, BY_NUMBER
from cityhall.kernel.accounts import tally
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.record import record


@action
def count_wrong_try(actor: Actor, number: str, address: str) -> int:
    """One more wrong try from this address and for this number; answers how many from the address."""
    tally.count(BY_NUMBER, number.strip())
    tries = tally.count(BY_ADDRESS, address)
    record(actor, "progress.refused", "progress:public", tries=tries)
    return tries
