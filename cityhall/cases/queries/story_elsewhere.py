"""The words of 通办 in the story of a case: where it was taken in, how its paper went, where the result was handed out."""

from collections.abc import Callable, Mapping

Values = Mapping[str, object]
TITLES = {
    "anywhere.taken_in": "异地窗口代收",
    "anywhere.issue_chosen": "选择取件地点",
    "anywhere.issued": "异地窗口出件",
    "carriage.made": "制作物料流转单",
    "carriage.sent": "交出流转的物料",
    "carriage.received": "签收流转的物料，无误",
    "carriage.differs": "签收流转的物料，有差异",
    "carriage.refused": "拒收流转的物料",
    "carriage.lost": "流转的物料遗失",
    "carriage.settled": "了结流转的差异",
    "carriage.cancelled": "作废物料流转单",
}
WAYS = {"materials": "材料", "result": "结果"}


def _slip(values: Values) -> str:
    return f"{WAYS.get(str(values.get('way')), '')}流转单 {values.get('handover', '')}"


DETAILS: dict[str, Callable[[Values], str]] = {
    "anywhere.taken_in": lambda v: f"{v.get('at', '')}；时限从这里收件起算",
    "anywhere.issue_chosen": lambda v: str(v.get("at", "")),
    "anywhere.issued": lambda v: str(v.get("at", "")),
    "carriage.made": lambda v: f"{_slip(v)}，{v.get('pieces')} 件",
    "carriage.sent": lambda v: f"{_slip(v)}，{v.get('carrier') or '专人递送'} {v.get('waybill', '')}".strip(),
    "carriage.differs": lambda v: f"{_slip(v)}，{v.get('differences')} 处差异",
    **dict.fromkeys(
        ("carriage.received", "carriage.refused", "carriage.lost", "carriage.settled", "carriage.cancelled"), _slip
    ),
}
