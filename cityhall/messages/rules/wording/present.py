"""Whether a paper says what it must, whoever worded it; and a centre's own words filled with the facts."""

import re
from collections.abc import Iterable

from cityhall.kernel.errors import InvalidInputError
from cityhall.messages.rules import facts as rules
from cityhall.messages.rules.sheet import Part, Prose, Sheet
from cityhall.messages.terms import PaperFacts, PaperKind, Service

from . import words as w

UNSAID = frozenset({"progress_url", "procedure", "outcome", "organ"})  # drawn as a code, or said by title and head
MOMENTS = frozenset({"held_at", "served_at"})
UNTIL = ("until_on", "supplement_until", "due_on")
LAST_DAY = "截止日期"
PLACEHOLDERS = {
    "申请人": "applicant", "事项": "item", "办件编号": "case_number", "机关": "organ", "承办人": "handler",
    "咨询电话": "organ_phone", "收到日期": "received_on", "受理日期": "accepted_on", "决定日期": "decided_on",
    "办结日期": "finished_on", "撤回日期": "withdrawn_on", "办理期限": "limit", "法律依据": "basis", "结果名称": "result_name",
    "决定用语": "outcome_label", "程序名称": "matter", "事由": "cause", "所需时间": "days", "批准人": "approver", "时间": "held_at",
    "地点": "place", "主持人": "chair", "送往": "to", "持证人": "holder", "结果编号": "result_number", "逾期后果": "consequence",
    "原文号": "original_number",
}  # fmt: skip
HOLE = re.compile(r"\{([^{}]*)\}")
ADDED = "依法应当载明的事项："


def printed(name: str, facts: PaperFacts) -> list[str]:
    """A fact as a paper prints it: every piece of it that must be found there."""
    value = facts.get(name)
    if name in UNSAID:
        return []
    if not value:
        instead = rules.INSTEAD.get(name, "")
        return [str(facts.get(instead, ""))] if facts.get(instead) else []
    if name in rules.DAYS:
        return [w.day(str(value))]
    if name in MOMENTS:
        return [w.moment(str(value))]
    if name == "service_method":
        return [Service(str(value)).label]
    return list(_pieces(value))


def _pieces(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield from (line.strip() for line in value.splitlines() if line.strip())
    elif isinstance(value, dict):
        for one in value.values():
            yield from _pieces(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _pieces(one)


def absent(kind: PaperKind, facts: PaperFacts, sheet: Sheet) -> tuple[Part, ...]:
    """What the law wants said and the words leave out, put at the end: a centre may reword a paper, not empty it."""
    said = _packed("".join(sheet.texts()))
    lost = {
        rules.NAMES[name]: "；".join(pieces)
        for name in rules.needed(kind, facts)
        if (pieces := printed(name, facts)) and not all(_packed(piece) in said for piece in pieces)
    }
    return (Prose(ADDED), w.grid(*lost.items())) if lost else ()


def _packed(text: str) -> str:
    return "".join(text.split())


def known_in(kind: PaperKind) -> dict[str, str]:
    """The placeholders a paper of this kind can always fill, and the fact behind each."""
    sure = {*rules.COMMON, *rules.NEEDED[kind]}
    known = {hole: name for hole, name in PLACEHOLDERS.items() if name in sure}
    last = next((name for name in UNTIL if name in sure), "")
    return {**known, LAST_DAY: last} if last else known


def check_holes(text: str, known: Iterable[str], what: str) -> None:
    """Refuse a placeholder nobody can fill, by its name."""
    names, holes = list(known), HOLE.findall(text)
    strange = [hole for hole in dict.fromkeys(holes) if hole not in names]
    if strange:
        told = "、".join(f"{{{hole}}}" for hole in strange)
        can = "、".join(f"{{{name}}}" for name in names)
        raise InvalidInputError("template.unknown_hole", f"{what}没有占位符{told}，可以使用：{can}")
    if "{" in HOLE.sub("", text) or "}" in HOLE.sub("", text):
        raise InvalidInputError("template.loose_brace", "花括号要成对，占位符写作 {申请人}，请检查后再保存")


def filled(kind: PaperKind, text: str, facts: PaperFacts) -> str:
    """The centre's words with the facts in their places."""
    known = known_in(kind)
    return HOLE.sub(lambda hole: _put(known.get(hole.group(1), ""), facts), text)


def _put(name: str, facts: PaperFacts) -> str:
    return "、".join(printed(name, facts)) if name not in {"organ"} else facts["organ"]
