"""委托实施: which items an organ may entrust, and what the entrustment of a licence rests on (行政许可法 第二十四条). Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cityhall.catalogue.terms import Procedure
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.organs.terms import Power

SHOWN = 5


@dataclass(frozen=True)
class Entrustable:
    """What of an item matters here."""

    id: int
    name: str
    organ_id: int
    organ_name: str
    procedure: Procedure


def check_entrusted(wanted: Collection[int], found: Sequence[Entrustable], organ_id: int) -> None:
    """Only what the organ carries out itself is its own to entrust: who was entrusted may not entrust further."""
    missing = set(wanted) - {one.id for one in found}
    if missing:
        raise NotFoundError("catalogue.unknown_item", "所列事项中有的没有找到，请核对后重试", field="items")
    others = [one for one in found if one.organ_id != organ_id]
    if others:
        named = "、".join(f"“{one.name}”（{one.organ_name}）" for one in others[:SHOWN])
        more = f"等 {len(others)} 项" if len(others) > SHOWN else ""
        raise InvalidInputError(
            "catalogue.not_own_items",
            f"{named}{more}不由本单位实施，只能由实施单位委托；受委托的机关不得再委托（行政许可法第二十四条）",
            field="items",
        )


def check_basis(items: Sequence[Entrustable], powers: Collection[str], basis: str) -> bool:
    """Is a licence among them? Reviewing or deciding one is entrusted by a law, regulation or rule alone."""
    licence = any(one.procedure is Procedure.LICENCE for one in items)
    if licence and {Power.REVIEW, Power.DECIDE} & set(powers) and not basis.strip():
        raise InvalidInputError(
            "catalogue.no_basis",
            "委托其他机关审查、决定行政许可须有法律、法规、规章的依据，请写明（行政许可法第二十四条第一款）",
            field="basis",
        )
    return licence


def written(text: str) -> list[str]:
    """Items as somebody writes them, one a line: a code, #id or a name; each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
