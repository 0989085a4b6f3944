"""办件证明: what was recorded of a case, with what it takes to check it elsewhere."""

from typing import Any

from cityhall.cases.models import Case
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.journal import proofs

from .visible import may_see


def proof_of(actor: Actor, number: str) -> dict[str, Any]:
    """The sealed lines of a case this reader may see: what each says in the open, its path, its batch's signature."""
    case = Case.objects.select_related("application").filter(number=number).first()
    if case is None or not may_see(actor, case):
        raise NotFoundError("case.unknown", f"没有找到编号为 {number} 的办件，或不在您的查看范围内")
    return proofs.proof_of([case.ref])
