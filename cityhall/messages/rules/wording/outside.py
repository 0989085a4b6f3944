"""What stands round the text of a paper: title, seal, whom it goes to, who signs, how many copies."""

from cityhall.messages.rules.sheet import Look
from cityhall.messages.terms import PaperFacts, PaperKind

from .words import BLANK_MOMENT

K = PaperKind
SEALS = {  # empty: no seal is due
    K.RECEIPT: "收件专用章",
    K.SUPPLEMENT_NOTICE: "受理专用章",
    K.SUPPLEMENT_RECEIPT: "收件专用章",
    K.ACCEPTANCE: "受理专用章",
    K.NOT_NEEDED: "受理专用章",
    K.NOT_ACCEPTED: "受理专用章",
    K.DECISION: "行政审批专用章",
    K.COMPLETION: "业务专用章",
    K.SERVICE_RECORD: "机关印章",
    K.WITHDRAWAL: "受理专用章",
    K.PRE_REVIEW: "",
    K.GAPS_ACCEPTANCE: "受理专用章",
    K.GAPS_PROMISE: "",
    K.PLEDGE: "受理专用章",
    K.TRANSFER: "受理专用章",
    K.DEEMED_WITHDRAWAL: "行政审批专用章",
    K.CONSULTATION: "",
    K.EXPLANATION: "受理专用章",
    K.SPECIAL: "行政审批专用章",
    K.RESUMPTION: "行政审批专用章",
    K.EXTENSION: "行政审批专用章",
    K.HEARING_RIGHT: "行政审批专用章",
    K.HEARING_NOTICE: "行政审批专用章",
    K.HEARING_PUBLIC: "行政审批专用章",
    K.HEARING_MINUTES: "",
    K.THIRD_PARTY: "行政审批专用章",
    K.OPINION: "机关印章",
    K.VISIT: "",
    K.REPORT_UP: "机关印章",
    K.SUSPENSION: "行政审批专用章",
    K.TERMINATION: "行政审批专用章",
    K.CORRECTION: "行政审批专用章",
    K.REVOCATION: "行政审批专用章",
    K.LICENCE: "机关印章",
    K.REPLY: "机关印章",
    K.APPROVAL_FORM: "",
    K.FLOW_SLIP: "",
    K.PICK_UP: "",
    K.MEETING_MINUTES: "机关印章",
    K.JOINT_VISIT: "",
    K.EXPERT_REVIEW: "",
}
DECISIONS = {"准予许可": "准予行政许可", "不予许可": "不予行政许可"}  # 第三十八条: the law's full words
SIGN_FOR = (("签收人（签字）", ""), ("签收时间", BLANK_MOMENT), ("与申请人的关系", ""), ("联系电话", ""))
SIGNED = frozenset({
    K.SUPPLEMENT_NOTICE, K.ACCEPTANCE, K.NOT_NEEDED, K.NOT_ACCEPTED, K.DECISION, K.COMPLETION, K.WITHDRAWAL,
    K.GAPS_ACCEPTANCE, K.TRANSFER, K.DEEMED_WITHDRAWAL, K.EXPLANATION, K.SPECIAL, K.RESUMPTION, K.EXTENSION,
    K.HEARING_RIGHT, K.HEARING_NOTICE, K.THIRD_PARTY, K.SUSPENSION, K.TERMINATION, K.CORRECTION, K.REVOCATION, K.REPLY,
})  # fmt: skip
OWN_SIGNATURES = {
    K.GAPS_PROMISE: (("承诺人（签字或盖章）", ""), ("承诺时间", BLANK_MOMENT)),
    K.PLEDGE: (("申请人（签字或盖章）", ""), ("签署时间", BLANK_MOMENT)),
    K.HEARING_MINUTES: (("主持人（签字）", ""), ("记录人（签字）", ""), ("申请人（签字）", ""), ("其他参加人（签字）", "")),
    # 行政许可法 第三十四条第三款: 指派两名以上工作人员进行核查.
    K.VISIT: (
        ("核查人员一（签字）", ""), ("核查人员二（签字）", ""), ("被核查单位（签字）", ""), ("签字时间", BLANK_MOMENT),
    ),
    K.FLOW_SLIP: (
        ("移交人（签字）", ""), ("移交时间", BLANK_MOMENT), ("接收人（签字）", ""), ("接收时间", BLANK_MOMENT),
    ),
    K.PICK_UP: (("领取人（签字）", ""), ("领取时间", BLANK_MOMENT)),
    K.JOINT_VISIT: (("各单位核查人员（签字）", ""), ("申请人（签字）", ""), ("签字时间", BLANK_MOMENT)),
    K.EXPERT_REVIEW: (("评审专家（签字）", ""), ("记录人（签字）", ""), ("签字时间", BLANK_MOMENT)),
    K.CONSULTATION: (("咨询人（签字）", ""), ("收到时间", BLANK_MOMENT)),
}  # fmt: skip
TO_OTHERS = frozenset({K.TRANSFER, K.THIRD_PARTY, K.OPINION, K.REPORT_UP})
TO_NOBODY = frozenset({
    K.SERVICE_RECORD, K.HEARING_PUBLIC, K.HEARING_MINUTES, K.VISIT, K.LICENCE, K.APPROVAL_FORM, K.FLOW_SLIP, K.PICK_UP,
    K.PLEDGE, K.MEETING_MINUTES, K.JOINT_VISIT, K.EXPERT_REVIEW,
})  # fmt: skip
TWO_COPIES = "本文书一式两份，一份送达申请人，一份由本机关存档。"
IN_THE_FILE = "本表存入案卷。"
COPIES = {
    K.SERVICE_RECORD: "本回证一式一份，签收后由本机关存入案卷。",
    K.GAPS_PROMISE: "本承诺书一式两份，一份交本机关，一份由承诺人留存。",
    K.PLEDGE: "本告知承诺书一式两份，一份由本机关存档，一份由申请人留存。",
    K.TRANSFER: "本单一式三份，一份随申请材料送接收机关，一份交申请人，一份由本机关存档。",
    K.CONSULTATION: "本告知单一式两份，一份交咨询人，一份由窗口留存。",
    K.HEARING_PUBLIC: "本公告张贴于政务服务大厅，并在本机关网站公布。",
    K.HEARING_MINUTES: "本笔录交听证参加人核对无误后签字，存入案卷；行政许可决定依据本笔录作出。",
    K.THIRD_PARTY: "本文书一式两份，一份送达利害关系人，一份由本机关存档。",
    K.OPINION: "本函一式两份，一份送被征求意见单位，一份由本机关存档。",
    K.VISIT: IN_THE_FILE,
    K.REPORT_UP: "本函一式两份，一份随案卷送上级机关，一份由本机关存档。",
    K.LICENCE: "",
    K.REPLY: "",
    K.APPROVAL_FORM: IN_THE_FILE,
    K.FLOW_SLIP: "本单随物料流转，每次移交当面清点，末联存入案卷。",
    K.PICK_UP: "本凭证一式两份，一份由领取人留存，一份存入案卷。",
    K.PRE_REVIEW: "",
    K.MEETING_MINUTES: "本纪要分送各参加单位，并存入有关办件的案卷。",
    K.JOINT_VISIT: "本记录分送各参加单位，并存入有关办件的案卷。",
    K.EXPERT_REVIEW: "本意见存入有关办件的案卷。",
}
LOOKS = {
    K.LICENCE: Look.LICENCE,
    **dict.fromkeys(
        (
            K.GAPS_PROMISE,
            K.PLEDGE,
            K.HEARING_MINUTES,
            K.VISIT,
            K.APPROVAL_FORM,
            K.FLOW_SLIP,
            K.PICK_UP,
            K.JOINT_VISIT,
            K.EXPERT_REVIEW,
        ),
        Look.FORM,
    ),
}
LONGEST = 60
PART = "部分"


def title_of(kind: PaperKind, facts: PaperFacts) -> str:
    """标题: a decision is called by its outcome in the regime's words, a licence by its own name."""
    if kind is K.LICENCE:
        return facts["result_name"][:LONGEST]
    if kind is not K.DECISION:
        return kind.label
    words = facts["outcome_label"].removeprefix(PART)
    part = PART if facts.get("partial") or words != facts["outcome_label"] else ""
    return f"{part}{DECISIONS.get(words, words)}{kind.label}"


def heading_of(kind: PaperKind, facts: PaperFacts) -> str:
    """What stands at the top of the paper: its title, but for a 批复, which says what it answers."""
    if kind is K.REPLY:
        return f"关于{facts['item']}的批复"
    return facts["result_name"] if kind is K.LICENCE else title_of(kind, facts)


def addressee_of(kind: PaperKind, facts: PaperFacts) -> str:
    """抬头: the applicant, unless the paper goes to somebody else or to the file."""
    if kind in TO_NOBODY:
        return ""
    if kind in TO_OTHERS:
        return facts["to"]
    if kind is K.GAPS_PROMISE:
        return facts["organ"]
    return facts["holder"] if kind is K.REPLY else facts.get("applicant", "")


def signed_by(kind: PaperKind, facts: PaperFacts) -> str:
    """落款: the organ; a promise is the applicant's own."""
    return facts["applicant"] if kind is K.GAPS_PROMISE else facts["organ"]


def to_sign(kind: PaperKind) -> tuple[tuple[str, str], ...]:
    return OWN_SIGNATURES.get(kind, SIGN_FOR if kind in SIGNED else ())
