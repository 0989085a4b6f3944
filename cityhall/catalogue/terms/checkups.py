"""Words of the looking-over of guides: what is looked at, how heavy a finding weighs."""

from cityhall.kernel.terms import Term


class Severity(Term):
    BLOCKS = "blocks", "影响发布"
    MEND = "mend", "应当整改"
    HINT = "hint", "建议"


class GuideRule(Term):
    """指南体检 looks at these."""

    LIMITS = "limits", "办理时限"
    STEPS = "steps", "办理环节"
    VAGUE = "vague", "兜底和含糊的说法"
    MATERIALS = "materials", "申请材料"
    PHONES = "phones", "咨询和监督电话"
    PLACE = "place", "地点和时间"
    FEES = "fees", "收费"
    RESULT = "result", "审批结果"
    ONLINE = "online", "网上办理和到现场"
    BODY = "body", "实施主体和服务对象"
    TEXTS = "texts", "条件、依据和简介"
    WORDING = "wording", "文字好不好懂"
    PROMISES = "promises", "容缺、承诺和办理规则"
    UPPER = "upper", "与上级目录一致"
    IMPORTED = "imported", "导入时的疑点"
