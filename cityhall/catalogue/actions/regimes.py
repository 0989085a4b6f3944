"""The law's defaults for each procedure."""

from cityhall.catalogue.models import Regime
from cityhall.catalogue.rules.content import plain
from cityhall.catalogue.rules.regimes import regimes
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.record import record


def seed_regimes(actor: Actor) -> int:
    """Put in the procedures that have no regime yet; what the city has changed stays. Answers how many were new."""
    have = set(Regime.objects.values_list("procedure", flat=True))
    missing = [p.value for p in regimes() if p.value not in have]
    return _sow(actor, missing) if missing else 0


@action
def _sow(actor: Actor, procedures: list[str]) -> int:
    table = regimes()
    rows = [
        Regime(procedure=p, content=plain(r), source=r.basis) for p, r in table.items() if p.value in set(procedures)
    ]
    Regime.objects.bulk_create(rows, ignore_conflicts=True)
    record(actor, "catalogue.regimes_seeded", "catalogue:regimes", procedures=procedures)
    return len(rows)
