"""文号: 机关简称 + 类别 + 种类 + 〔年〕 + 序号, as in “宣住建许受〔2026〕12号” (GB/T 9704: no space, no 第)."""

from cityhall.kernel.errors import InvalidInputError
from cityhall.messages.terms import PaperKind

KIND_MARKS = {
    PaperKind.RECEIPT: "收",
    PaperKind.SUPPLEMENT_NOTICE: "补",
    PaperKind.SUPPLEMENT_RECEIPT: "补收",
    PaperKind.ACCEPTANCE: "受",
    PaperKind.NOT_NEEDED: "不受",
    PaperKind.NOT_ACCEPTED: "不予受",
    PaperKind.DECISION: "决",
    PaperKind.COMPLETION: "办结",
    PaperKind.SERVICE_RECORD: "送",
    PaperKind.WITHDRAWAL: "撤回",
    PaperKind.PRE_REVIEW: "预审",
    PaperKind.GAPS_ACCEPTANCE: "容受",
    PaperKind.GAPS_PROMISE: "容诺",
    PaperKind.PLEDGE: "诺",
    PaperKind.TRANSFER: "转",
    PaperKind.DEEMED_WITHDRAWAL: "视撤",
    PaperKind.CONSULTATION: "咨",
    PaperKind.EXPLANATION: "补说",
    PaperKind.SPECIAL: "特",
    PaperKind.RESUMPTION: "恢",
    PaperKind.EXTENSION: "延",
    PaperKind.HEARING_RIGHT: "听告",
    PaperKind.HEARING_NOTICE: "听通",
    PaperKind.HEARING_PUBLIC: "听公",
    PaperKind.HEARING_MINUTES: "听笔",
    PaperKind.THIRD_PARTY: "利告",
    PaperKind.OPINION: "征",
    PaperKind.VISIT: "核",
    PaperKind.REPORT_UP: "转报",
    PaperKind.SUSPENSION: "中",
    PaperKind.TERMINATION: "终",
    PaperKind.CORRECTION: "更",
    PaperKind.REVOCATION: "撤",
    PaperKind.LICENCE: "证",
    PaperKind.REPLY: "批",
    PaperKind.APPROVAL_FORM: "审",
    PaperKind.FLOW_SLIP: "流",
    PaperKind.PICK_UP: "领",
    PaperKind.MEETING_MINUTES: "纪",
    PaperKind.JOINT_VISIT: "联勘",
    PaperKind.EXPERT_REVIEW: "评审",
}
PROCEDURE_MARKS = {  # the values of catalogue's Procedure
    "licence": "许",
    "registration": "登",
    "confirmation": "确",
    "benefit": "给",
    "award": "奖",
    "adjudication": "裁",
    "filing": "备",
    "other": "办",
    "service": "服",
}
LONGEST = 20


def head_of(short_name: str, procedure: str, kind: PaperKind) -> str:
    """What stands before the year; papers with the same head count in one series."""
    short = short_name.strip()
    if not short or len(short) > LONGEST:
        raise InvalidInputError(
            "paper.no_short_name", f"发文机关没有合适的简称（1–{LONGEST} 个字），无法编文号，请先在机构维护中填写"
        )
    return f"{short}{PROCEDURE_MARKS.get(procedure, '')}{KIND_MARKS[kind]}"


def series_of(head: str, year: int) -> str:
    return f"paper:{head}:{year}"


def number_of(head: str, year: int, serial: int) -> str:
    return f"{head}〔{year}〕{serial}号"
