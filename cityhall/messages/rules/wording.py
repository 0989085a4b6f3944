"""The words of each paper: titles, seals, sentences."""

from cityhall.messages.terms import PaperFacts, PaperKind

SEALS = {
    PaperKind.RECEIPT: "收件专用章",
    PaperKind.SUPPLEMENT_NOTICE: "受理专用章",
    PaperKind.SUPPLEMENT_RECEIPT: "收件专用章",
    PaperKind.ACCEPTANCE: "受理专用章",
    PaperKind.NOT_NEEDED: "受理专用章",
    PaperKind.NOT_ACCEPTED: "受理专用章",
    PaperKind.DECISION: "行政审批专用章",
    PaperKind.COMPLETION: "业务专用章",
    PaperKind.SERVICE_RECORD: "机关印章",
    PaperKind.WITHDRAWAL: "受理专用章",
}
DECISIONS = {"准予许可": "准予行政许可", "不予许可": "不予行政许可"}  # 第三十八条: the law's full words in the title


def title_of(kind: PaperKind, facts: PaperFacts) -> str:
    """标题: a decision is called by its outcome in the regime's words."""
    if kind is not PaperKind.DECISION:
        return kind.label
    words = facts["outcome_label"]
    return f"{DECISIONS.get(words, words)}{kind.label}"
