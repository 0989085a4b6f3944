"""Words of messages and papers (消息与文书), and the facts a paper is made of."""

from typing import TypedDict

from cityhall.kernel.terms import Term


class Can(Term):
    HANDLE_PAPERS = "messages.papers", "打印文书、盖章回传"


class Channel(Term):
    IN_APP = "in_app", "站内消息"
    SMS = "sms", "短信"
    EMAIL = "email", "电子邮件"


class MessageState(Term):
    QUEUED = "queued", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


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
