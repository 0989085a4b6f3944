"""Words of the looking-over of processes (流程体检): what is looked at, by what measure, what a step is, how a proposal stands."""

from dataclasses import dataclass

from cityhall.kernel.terms import Term

from .checkups import Severity

XUZHOU = (
    "徐州市行政服务中心《创新拓展便民服务 推进政府职能转变》（2014年12月30日）：“即办件3个流程现场审批，一般审批事项除勘察、检测、"
    "评审环节外一般不超过4个内部审批环节，一般审批事项真正授权窗口首席代表签批，特殊事项只由一位分管领导签批”"
)
LAW = "优化营商环境条例第三十六条"


class ProcessRule(Term):
    """流程体检 looks at these."""

    INSTANT_STEPS = "instant_steps", "即办件环节数"
    APPROVALS = "approvals", "内部审批环节数"
    APPROVERS = "approvers", "签批人数"
    PROMISED = "promised", "承诺不超过法定"


class StepNature(Term):
    """What a review step is, for counting: only the first is an internal approval."""

    APPROVAL = "approval", "内部审批"
    SURVEY = "survey", "勘察"
    TEST = "test", "检测"
    EXPERTS = "experts", "评审"


class ProposalState(Term):
    """优化方案: written, reckoned and written down, taken over into the draft, or given up."""

    DRAFT = "draft", "草稿"
    COMPARED = "compared", "已测算"
    ADOPTED = "adopted", "已采纳"
    DROPPED = "dropped", "已放弃"


OPEN_PROPOSALS = (ProposalState.DRAFT, ProposalState.COMPARED)


@dataclass(frozen=True)
class Measure:
    """The standard of one rule: at most so many, how heavy it weighs (None: not looked at), and by what document."""

    rule: ProcessRule
    most: int
    severity: Severity | None
    source: str


@dataclass(frozen=True)
class ProcessStandards:
    """All of them, and the words by which a step's name says it is a survey, a test or a review by experts."""

    measures: tuple[Measure, ...]
    surveys: tuple[str, ...] = ("勘察", "勘验", "踏勘", "现场核查", "现场核验")
    tests: tuple[str, ...] = ("检测", "检验", "检疫", "鉴定", "监测")
    experts: tuple[str, ...] = ("评审", "评估", "论证", "技术审查")

    def measure(self, rule: ProcessRule) -> Measure:
        return next(m for m in self.measures if m.rule is rule)


MEASURES = (
    Measure(ProcessRule.INSTANT_STEPS, 3, Severity.MEND, XUZHOU),
    Measure(ProcessRule.APPROVALS, 4, Severity.MEND, XUZHOU),
    Measure(ProcessRule.APPROVERS, 1, Severity.MEND, XUZHOU),
    Measure(ProcessRule.PROMISED, 0, Severity.BLOCKS, LAW),
)
STANDARDS = ProcessStandards(MEASURES)
"""As the sources say; the city may set its own (`ProcessStandard`). That the promise is within the law is no choice."""


@dataclass(frozen=True)
class StepEdit:
    """What is proposed for one of today's steps: left out, taken into another (`into`), at another place (`order`; the same
    number side by side), under another limit (None: as it is)."""

    key: str
    drop: bool = False
    into: str = ""
    order: int | None = None
    amount: int | None = None
    unit: str = ""
