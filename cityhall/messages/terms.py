"""Words of messages and papers (消息与文书), and the facts a paper is made of."""

from typing import TypedDict

from cityhall.kernel.terms import Term


class Can(Term):
    HANDLE_PAPERS = "messages.papers", "打印文书、盖章回传"
    EDIT_TEMPLATES = "messages.templates", "维护文书模板"
    SEE_SENDING = "messages.sending", "查看和重发消息"


class Channel(Term):
    IN_APP = "in_app", "站内消息"
    SMS = "sms", "短信"
    EMAIL = "email", "电子邮件"


class MessageState(Term):
    QUEUED = "queued", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    DELIVERED = "delivered", "已送达"
    UNDELIVERED = "undelivered", "未送达"


class Use(Term):
    """What a template words: the paper, or the message beside it."""

    PAPER = "paper", "文书"
    MESSAGE = "message", "短信和邮件"


class TemplateState(Term):
    DRAFT = "draft", "草稿"
    COMING = "coming", "待生效"
    IN_FORCE = "in_force", "使用中"
    PAST = "past", "已停用"


class PaperKind(Term):
    RECEIPT = "receipt", "收件凭证"
    SUPPLEMENT_NOTICE = "supplement_notice", "补正材料一次性告知书"
    SUPPLEMENT_RECEIPT = "supplement_receipt", "补正材料接收凭证"
    ACCEPTANCE = "acceptance", "受理通知书"
    NOT_NEEDED = "not_needed", "不受理告知书"
    NOT_ACCEPTED = "not_accepted", "不予受理决定书"
    DECISION = "decision", "决定书"
    COMPLETION = "completion", "办结通知书"
    SERVICE_RECORD = "service_record", "送达回证"
    WITHDRAWAL = "withdrawal", "撤回确认书"
    PRE_REVIEW = "pre_review", "预审意见"
    GAPS_ACCEPTANCE = "gaps_acceptance", "容缺受理通知书"
    GAPS_PROMISE = "gaps_promise", "容缺受理承诺书"
    PLEDGE = "pledge", "告知承诺书"
    TRANSFER = "transfer", "申请转送单"
    DEEMED_WITHDRAWAL = "deemed_withdrawal", "视为撤回申请通知书"
    CONSULTATION = "consultation", "一次性告知单"
    EXPLANATION = "explanation", "补充说明通知书"
    SPECIAL = "special", "特别程序告知书"
    RESUMPTION = "resumption", "恢复办理告知书"
    EXTENSION = "extension", "延长办理期限告知书"
    HEARING_RIGHT = "hearing_right", "听证告知书"
    HEARING_NOTICE = "hearing_notice", "听证通知书"
    HEARING_PUBLIC = "hearing_public", "听证公告"
    HEARING_MINUTES = "hearing_minutes", "听证笔录"
    THIRD_PARTY = "third_party", "利害关系人告知书"
    OPINION = "opinion", "征求意见函"
    VISIT = "visit", "现场核查记录表"
    REPORT_UP = "report_up", "转报函"
    SUSPENSION = "suspension", "中止办理通知书"
    TERMINATION = "termination", "终止办理决定书"
    CORRECTION = "correction", "更正决定书"
    REVOCATION = "revocation", "撤销决定书"
    LICENCE = "licence", "许可证"
    REPLY = "reply", "批复"
    APPROVAL_FORM = "approval_form", "审批表"
    FLOW_SLIP = "flow_slip", "物料流转单"
    PICK_UP = "pick_up", "领取凭证"
    MEETING_MINUTES = "meeting_minutes", "会商纪要"
    JOINT_VISIT = "joint_visit", "联合勘验验收记录"
    EXPERT_REVIEW = "expert_review", "集中评审意见"


class Service(Term):
    """送达方式 (行政许可法 第四十四条; 民诉法 by analogy)."""

    DIRECT = "direct", "直接送达"
    LEFT = "left", "留置送达"
    ENTRUSTED = "entrusted", "委托送达"
    MAIL = "mail", "邮寄送达"
    ELECTRONIC = "electronic", "电子送达"
    PUBLIC = "public", "公告送达"


class MaterialLine(TypedDict, total=False):
    """One material of a list: `name` is needed; `form` 原件/复印件/电子件, `copies` as text, `note` e.g. 当场更正."""

    name: str
    form: str
    copies: str
    note: str


class Point(TypedDict):
    """One thing missing or wrong: which material, what is the matter with it, and how to put it right."""

    material: str
    problem: str
    how: str


class Texts(TypedDict, total=False):
    """A centre's own words of a paper, with placeholders; an empty one leaves the built-in sentence."""

    opening: str
    closing: str
    notes: str


class ServedPaper(TypedDict):
    """One paper on a 送达回证."""

    title: str
    number: str
    copies: str


class PaperFacts(TypedDict, total=False):
    """What a paper says. Days are ISO dates ("2026-09-14"), moments ISO date-times; the wording is made from them.
    Which are needed by which kind: `rules.NEEDED`; a missing one is refused by name."""

    organ: str  # 机关全称, as under the seal
    procedure: str  # the value of catalogue's Procedure: fixes the mark in the number and the words
    item: str
    item_code: str
    case_number: str
    applicant: str
    applicant_id_masked: str
    agent: str  # 代办人, who then signs
    contact: str
    phone_masked: str
    received_on: str
    accepted_on: str
    due_on: (
        str  # the legal due day; with `due_note` it is provisional, without a day the note stands for it (年度未公布)
    )
    due_note: str
    limit: str  # 办理期限 in words: "承诺 5 个工作日（法定 20 个工作日）"
    deemed: str  # the rule by which silence accepted it (行政许可法 32(4)); accepted_on is then the day of receipt
    materials: list[MaterialLine]
    points: list[Point]
    supplement_until: str
    supplement_note: str  # stands for the day where its year is not published yet
    handler: str
    entrusted: str  # by whom it was handled on entrustment, and in whose name (行政许可法 第二十四条)
    organ_phone: str
    centre: str
    window: str
    address: str
    basis: str
    reasons: list[str]
    remedies: str  # names both 行政复议 and 行政诉讼 with their limits
    other_organ: str  # whom to go to instead
    outcome: str  # "grant" or "refuse"
    outcome_label: str  # the regime's words: 准予许可, 不予登记 …
    conditions: str  # 附条件, 注意事项
    result_name: str
    result_number: str
    valid_until: str
    decided_on: str
    finished_on: str
    delivery_note: str  # how and until when the result is handed over
    withdrawn_on: str
    documents: list[ServedPaper]
    service_method: str  # the value of Service
    served_at: str
    served_place: str
    receiver: str
    receiver_relation: str  # 与受送达人的关系, when somebody else signs
    server: str  # 送达人
    progress_url: str  # what the QR code says
    # 附属程序: one set of names for all of them; which are needed by which paper: `rules.NEEDED`
    matter: str  # what it is about in the law's words: 专家评审, 征求意见 …
    cause: str  # 事由
    days: str  # needed or given time in words: "15 个工作日"
    from_on: str
    until_on: str
    until_note: str  # stands for the day where its year is not published yet
    approver: str
    consequence: str  # 逾期不补的后果
    promised: list[str]  # materials that come later
    pledge_text: str
    to: str  # the organ, person or court it goes to
    place: str
    held_at: str
    chair: str
    people: list[str]  # who takes part, who looked
    findings: list[tuple[str, str]]  # (point, found)
    text: str  # the body in the author's words: question, answer, opinion, minutes
    original_number: str  # 文号 of the decision that is changed
    document: str  # 复议决定书, 判决书 it rests on
    partial: str  # 部分准予的范围
    valid_from: str
    holder: str
    steps: list[tuple[str, str, str, str]]  # (step, who, opinion, when) of the 审批表
    items: list[tuple[str, str]]  # (what, how many) of the 物料流转单
    file_code: str  # what the bar code of a 流转单 says


MESSAGE_HOLES = {"事项": "item", "办件编号": "number", "查询码": "code", "截止日期": "until", "结果": "words"}
"""What may stand in the words of a message, and by which name its value is given."""
