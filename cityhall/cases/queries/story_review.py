"""What the story of a case adds to the lines between acceptance and decision."""

from collections.abc import Callable, Mapping

Values = Mapping[str, object]
UNITS = {"days": "自然日", "workdays": "工作日"}


def _text(values: Values, *names: str) -> str:
    return "；".join(str(values[name]) for name in names if values.get(name))


def _stopped(values: Values) -> str:
    which = "" if values.get("statutory", True) else "，只暂停承诺时限"
    until = f"，至 {values['last']}" if values.get("last") else ""
    return f"{values.get('cause', '')}，需要 {values.get('days')} 个工作日{until}{which}；{values.get('basis', '')}"


def _resumed(values: Values) -> str:
    return f"{values.get('cause', '')}到 {values.get('last', '')} 为止；{values.get('result', '')}"


def _extended(values: Values) -> str:
    return f"延长 {values.get('days')} 个工作日；{values.get('reason', '')}"


def _set(values: Values) -> str:
    again = "（改期）" if values.get("again") else ""
    return f"{str(values.get('held_at', '')).replace('T', ' ')[:16]} {values.get('place', '')}{again}"


def _opinion(values: Values) -> str:
    return f"{values.get('by', '')}：{'同意' if values.get('agrees') else '不同意'}"


DETAILS: dict[str, Callable[[Values], str]] = {
    "case.stop_proposed": lambda v: f"{v.get('cause', '')}，{v.get('days')} 个工作日；{v.get('reason', '')}",
    "case.stop_rejected": lambda v: _text(v, "note"),
    "case.stopped": _stopped,
    "case.resumed": _resumed,
    "case.extension_proposed": _extended,
    "case.extension_rejected": lambda v: _text(v, "note"),
    "case.extended": _extended,
    "case.campaign_joined": lambda v: (
        f"{v.get('campaign', '')}：自 {v.get('on')} 起承诺时限按{UNITS.get(str(v.get('unit')), '')}计算，"
        f"应于 {v.get('due_on') or '恢复计时后确定的日期'} 前办结"
    ),
    "case.overrun_explained": lambda v: _text(v, "text"),
    "case.hearing_told": lambda v: _text(v, "matter"),
    "case.hearing_called": lambda v: _text(v, "matter", "basis"),
    "case.hearing_set": _set,
    "case.hearing_announced": _set,
    "case.opinion_asked": lambda v: f"{v.get('to', '')}{'（会签）' if v.get('countersign') else ''}",
    "case.opinion_given": _opinion,
    "case.opinion_lapsed": lambda v: _text(v, "by"),
    "case.reported_up": lambda v: _text(v, "to"),
    "case.suspended": lambda v: _text(v, "reason", "basis"),
    "case.suspension_lifted": lambda v: _text(v, "reason"),
    "case.terminated": lambda v: _text(v, "reasons", "basis"),
}
