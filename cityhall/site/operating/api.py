"""运行状况 for programs of the operators."""

from django.http import HttpRequest
from ninja import Router, Schema

from cityhall.deadlines.terms import Light
from cityhall.doors.api.door import actor_of, answers
from cityhall.kernel.actor import require
from cityhall.kernel.jobs.terms import Can
from cityhall.site.operating.state import Tile, state
from cityhall.site.vitals import Vitals, vitals

router = Router()


class Health(Schema):
    """The worst light, every look with its sentence, and the numbers behind them."""

    light: Light
    tiles: list[Tile]
    vitals: Vitals


@router.get("/health", response=answers({200: Health}))
def health(request: HttpRequest) -> Health:
    """运行状况：每一项是否正常、怎么办，以及排队、延迟、容量等数字"""
    require(actor_of(request), Can.SEE_JOBS)
    found = state()
    return Health(light=found.light, tiles=list(found.tiles), vitals=vitals())
