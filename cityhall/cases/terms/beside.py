"""What stands beside a case with a life and a clock of its own (附属程序), and how each may end."""

from dataclasses import dataclass
from datetime import date, datetime

from cityhall.kernel.terms import Term


class Proceeding(Term):
    PRE_REVIEW = "pre_review", "预审"
    PROMISE = "promise", "容缺承诺"
    PLEDGE = "pledge", "告知承诺"
    SPECIAL = "special", "特别程序"
    HEARING = "hearing", "听证"
    THIRD_PARTY = "third_party", "告知利害关系人"
    EXTENSION = "extension", "延长办理期限"
    EXPLANATION = "explanation", "补充说明"
    OPINION = "opinion", "征求意见"
    COUNTERSIGN = "countersign", "会签"
    VISIT = "visit", "现场核查"
    REPORT = "report", "转报上级"
    SUSPENSION = "suspension", "中止办理"
    REDECISION = "redecision", "重新处理"
    BACK_ENTRY = "back_entry", "断网补录"


class Stage(Term):
    """How far a proceeding is. PROPOSED and OPEN are its open stages, the rest its ends."""

    PROPOSED = "proposed", "待批准"
    OPEN = "open", "进行中"
    DONE = "done", "已完成"
    REJECTED = "rejected", "未批准"
    BROKEN = "broken", "未兑现"
    WAIVED = "waived", "已放弃"
    EXPIRED = "expired", "已届满"
    CANCELLED = "cancelled", "已取消"


OPEN_STAGES = (Stage.PROPOSED, Stage.OPEN)


class Again(Term):
    """Why a decision that has been made is changed (行政许可法 第六十九条; 复议、诉讼)."""

    ERROR = "error", "文字或者计算错误"
    UNLAWFUL = "unlawful", "依法应当撤销（行政许可法第六十九条第一款）"
    FRAUD = "fraud", "以欺骗、贿赂等不正当手段取得（第六十九条第二款）"
    REVIEW = "review", "行政复议决定"
    JUDGMENT = "judgment", "人民法院判决"
    PLEDGE = "pledge", "承诺不实"


@dataclass(frozen=True)
class Beside:
    """One proceeding as screens show it. `facts` are (label, value) pairs in the order they are read; `says` is the one
    sentence the applicant reads; `due` and `left` come from its clock, empty where it has none."""

    id: int
    kind: Proceeding
    stage: Stage
    title: str
    says: str
    facts: tuple[tuple[str, str], ...]
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    organ_id: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    due_text: str = ""
    files: tuple[tuple[str, str], ...] = ()  # (name, sha256)
    about: str = ""  # the step, cause or material it concerns, by its key
    proposers: frozenset[int] = frozenset()  # the accounts that proposed it, or in whose place it was proposed
    turn_of: int | None = None  # the one account that may go on with it, where it is one person's turn
    asked: bool = False  # of a hearing: somebody has asked for it, or the law wants it

    @property
    def open(self) -> bool:
        return self.stage in OPEN_STAGES

    @property
    def key(self) -> str:
        return str(self.id)
