"""What each kind of paper must say. A paper that would lack one of these is refused before it has a number."""

from datetime import date, datetime

from cityhall.kernel.errors import InvalidInputError
from cityhall.messages.terms import PaperFacts, PaperKind, Service

COMMON = ("organ", "item", "case_number", "applicant", "progress_url")
DAYS = (
    "received_on", "accepted_on", "due_on", "supplement_until", "valid_until", "decided_on", "finished_on",
    "withdrawn_on", "from_on", "until_on", "valid_from",
)  # fmt: skip
NAMES = {
    "organ": "发文机关", "item": "申请事项", "case_number": "办件编号", "applicant": "申请人",
    "applicant_id_masked": "申请人证件号码（脱敏）", "contact": "联系人", "phone_masked": "联系电话（脱敏）",
    "received_on": "收到日期", "accepted_on": "受理日期", "due_on": "决定期限", "limit": "办理期限",
    "materials": "材料清单", "points": "需要补正的内容", "supplement_until": "补正期限", "handler": "承办人",
    "organ_phone": "咨询电话", "basis": "法律依据", "reasons": "理由", "remedies": "救济途径",
    "other_organ": "有权办理的机关", "outcome": "决定结果", "outcome_label": "决定用语", "result_name": "结果名称",
    "decided_on": "决定日期", "finished_on": "办结日期", "withdrawn_on": "撤回日期", "documents": "送达文书",
    "service_method": "送达方式", "served_place": "送达地点", "server": "送达人", "progress_url": "查询网址",
    "valid_until": "有效期", "procedure": "事项类型", "matter": "程序名称", "cause": "事由", "days": "所需时间",
    "from_on": "起始日期", "until_on": "截止日期", "approver": "批准人", "consequence": "逾期后果", "promised": "容缺材料",
    "pledge_text": "承诺内容", "to": "送往何处", "place": "地点", "held_at": "时间", "chair": "主持人", "people": "参加人",
    "findings": "核查情况", "text": "正文", "original_number": "原文书文号", "document": "所依据文书", "partial": "准予范围",
    "valid_from": "有效期起", "holder": "持有人", "steps": "审批环节", "items": "物料", "file_code": "流转码",
    "result_number": "结果编号", "receiver": "签收人", "served_at": "送达时间",
}  # fmt: skip
TOGETHER = ("matter", "held_at", "place", "people", "findings", "text", "handler")
NEEDED: dict[PaperKind, tuple[str, ...]] = {
    # 行政许可法 第三十二条第二款: 受理、不受理均出具加盖专用印章、注明日期的书面凭证; 收件凭证 by 国发〔2022〕5号.
    PaperKind.RECEIPT: ("received_on", "materials", "handler"),
    # 第三十二条第一款第四项: 一次告知需要补正的全部内容; the rest are the columns of the published forms.
    PaperKind.SUPPLEMENT_NOTICE: (
        "contact", "phone_masked", "received_on", "handler", "organ_phone", "basis", "points", "supplement_until",
    ),
    PaperKind.SUPPLEMENT_RECEIPT: ("received_on", "materials", "handler"),
    # 第三十二条第一款第五项、第四十二条: what was taken, when, by whom, and until when it is decided.
    PaperKind.ACCEPTANCE: (
        "materials", "received_on", "accepted_on", "due_on", "limit", "handler", "organ_phone", "basis",
    ),
    PaperKind.NOT_NEEDED: ("received_on", "reasons", "basis", "handler", "organ_phone", "remedies"),
    PaperKind.NOT_ACCEPTED: ("received_on", "reasons", "basis", "handler", "organ_phone", "remedies"),
    PaperKind.DECISION: ("accepted_on", "decided_on", "outcome", "outcome_label", "basis"),
    PaperKind.COMPLETION: ("accepted_on", "finished_on", "result_name"),
    PaperKind.SERVICE_RECORD: ("documents", "service_method", "served_place", "server"),
    PaperKind.WITHDRAWAL: ("received_on", "withdrawn_on", "handler"),
    PaperKind.PRE_REVIEW: ("text", "handler", "organ_phone"),  # `points` where something is missing
    # 容缺受理: what, by when, what happens otherwise (地方规定); the promise is the applicant's own paper.
    PaperKind.GAPS_ACCEPTANCE: (
        "materials", "received_on", "accepted_on", "due_on", "limit", "handler", "organ_phone", "basis", "promised",
        "until_on", "consequence",
    ),
    PaperKind.GAPS_PROMISE: ("promised", "until_on", "consequence", "basis"),
    PaperKind.PLEDGE: ("pledge_text", "accepted_on", "basis", "consequence"),
    PaperKind.TRANSFER: ("received_on", "to", "cause", "handler"),
    PaperKind.DEEMED_WITHDRAWAL: ("received_on", "cause", "basis", "handler", "organ_phone", "remedies"),
    PaperKind.CONSULTATION: ("text", "handler", "organ_phone"),
    PaperKind.EXPLANATION: ("text", "handler", "organ_phone"),
    # 第四十五条: 所需时间书面告知申请人.
    PaperKind.SPECIAL: ("accepted_on", "matter", "cause", "days", "from_on", "basis", "handler", "organ_phone"),
    PaperKind.RESUMPTION: ("matter", "from_on", "until_on", "due_on", "handler"),
    # 第四十二条: 延长期限的理由告知申请人.
    PaperKind.EXTENSION: ("accepted_on", "cause", "days", "due_on", "approver", "basis", "handler", "organ_phone"),
    # 第四十六条至第四十八条.
    PaperKind.HEARING_RIGHT: ("matter", "text", "until_on", "basis", "handler", "organ_phone"),
    PaperKind.HEARING_NOTICE: ("held_at", "place", "chair", "basis", "handler", "organ_phone"),
    PaperKind.HEARING_PUBLIC: ("held_at", "place", "text", "basis", "organ_phone"),
    PaperKind.HEARING_MINUTES: ("held_at", "place", "chair", "people", "text"),
    PaperKind.THIRD_PARTY: ("to", "text", "until_on", "basis", "handler", "organ_phone"),
    PaperKind.OPINION: ("to", "matter", "text", "until_on", "handler", "organ_phone"),
    PaperKind.VISIT: ("held_at", "place", "people", "findings", "text"),
    PaperKind.REPORT_UP: ("to", "accepted_on", "text", "materials", "handler"),
    PaperKind.SUSPENSION: ("accepted_on", "cause", "basis", "from_on", "handler", "organ_phone"),
    PaperKind.TERMINATION: ("accepted_on", "reasons", "basis", "handler", "organ_phone", "remedies"),
    PaperKind.CORRECTION: ("original_number", "text", "decided_on", "basis"),
    PaperKind.REVOCATION: ("original_number", "reasons", "basis", "decided_on", "remedies"),
    PaperKind.LICENCE: ("holder", "result_name", "result_number", "valid_from"),
    PaperKind.REPLY: ("holder", "result_name", "result_number", "decided_on", "text"),
    PaperKind.APPROVAL_FORM: ("received_on", "materials", "steps"),
    PaperKind.FLOW_SLIP: ("items", "file_code", "to", "handler"),
    PaperKind.PICK_UP: ("documents", "receiver", "served_at", "server"),
    PaperKind.MEETING_MINUTES: TOGETHER,
    PaperKind.JOINT_VISIT: TOGETHER,
    PaperKind.EXPERT_REVIEW: TOGETHER,
}  # fmt: skip
INSTEAD = {
    "due_on": "due_note",
    "supplement_until": "supplement_note",
    "until_on": "until_note",
}  # a day nobody can know yet, said in words
REFUSED = ("reasons", "remedies")  # 第三十八条第二款: 说明理由, 告知复议、诉讼权利
GRANTED = ("result_name",)
BARE = {  # what has no case yet, or no item, says what it can
    PaperKind.PRE_REVIEW: ("organ", "item", "applicant"),
    PaperKind.CONSULTATION: ("organ",),
    **dict.fromkeys(
        (PaperKind.MEETING_MINUTES, PaperKind.JOINT_VISIT, PaperKind.EXPERT_REVIEW), ("organ", "applicant")
    ),
}
OUTCOMES = {"grant", "refuse"}
REMEDY_WORDS = ("行政复议", "行政诉讼")


def needed(kind: PaperKind, facts: PaperFacts) -> tuple[str, ...]:
    """The names of the facts this paper cannot be without."""
    if kind is not PaperKind.DECISION:
        return BARE.get(kind, COMMON) + NEEDED[kind]
    granted = GRANTED + (REFUSED if facts.get("partial") else ())  # the part that is refused is a refusal
    return COMMON + NEEDED[kind] + (REFUSED if facts.get("outcome") == "refuse" else granted)


def check_facts(kind: PaperKind, facts: PaperFacts) -> None:
    """Refuse a paper that lacks what the law wants in it, naming everything that is missing."""
    missing = [name for name in needed(kind, facts) if not facts.get(name) and not facts.get(INSTEAD.get(name, name))]
    if missing:
        words = "、".join(NAMES[name] for name in missing)
        raise InvalidInputError("paper.facts_missing", f"{kind.label}还缺少：{words}，请补齐后再出具", field=missing[0])
    for name in DAYS:
        _check_day(kind, name, str(facts.get(name, "")))
    _check_lists(kind, facts)
    _check_words(kind, facts)


def _check_day(kind: PaperKind, name: str, text: str) -> None:
    try:
        if text:
            date.fromisoformat(text)
    except ValueError as wrong:
        raise InvalidInputError(
            "paper.bad_day", f"{kind.label}的{NAMES[name]}“{text}”不是日期，应写作 2026-09-14", field=name
        ) from wrong


def _check_lists(kind: PaperKind, facts: PaperFacts) -> None:
    for point in facts.get("points", ()):
        empty = [word for key, word in _POINT if not point.get(key)]
        if empty:
            raise InvalidInputError(
                "paper.point_incomplete", f"每一处补正都要写明{'、'.join(empty)}，请补充后再告知", field="points"
            )
    if any(not line.get("name") for line in facts.get("materials", ())):
        raise InvalidInputError("paper.material_unnamed", f"{kind.label}的材料清单里有一行没有名称", field="materials")
    if any(not (paper.get("title") and paper.get("number")) for paper in facts.get("documents", ())):
        raise InvalidInputError("paper.document_unnamed", "送达回证上的每份文书都要有名称和文号", field="documents")


_POINT = (("material", "哪份材料"), ("problem", "什么问题"), ("how", "怎样补正"))


def _check_words(kind: PaperKind, facts: PaperFacts) -> None:
    if facts.get("outcome", "grant") not in OUTCOMES:
        raise InvalidInputError("paper.bad_outcome", "决定结果只能是准予（grant）或不予（refuse）", field="outcome")
    remedies = facts.get("remedies", "")
    if "remedies" in needed(kind, facts) and not all(word in remedies for word in REMEDY_WORDS):
        raise InvalidInputError(
            "paper.remedies_incomplete", "救济途径要同时写明行政复议和行政诉讼的机关与期限（行政许可法第三十八条）",
            field="remedies",
        )  # fmt: skip
    if "service_method" in facts and facts["service_method"] not in {s.value for s in Service}:
        raise InvalidInputError("paper.bad_service", "送达方式不在规定的六种之内，请重新选择", field="service_method")
    _check_moment("served_at", "送达时间", facts.get("served_at", ""))
    _check_moment("held_at", "举行的时间", facts.get("held_at", ""))


def _check_moment(name: str, what: str, text: str) -> None:
    try:
        if text:
            datetime.fromisoformat(text)
    except ValueError as wrong:
        raise InvalidInputError("paper.bad_moment", f"{what}“{text}”不是时间", field=name) from wrong
