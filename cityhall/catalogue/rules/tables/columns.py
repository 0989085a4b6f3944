"""Every column a list of items may have: where its value goes, what it is called here, and by what names it travels.

`national` is the field's name in the exchange tables `up_task_general_*`; `also` are headers seen elsewhere."""

from dataclasses import dataclass
from enum import Enum

from cityhall.catalogue.terms import (
    ApplicantKind,
    Area,
    Cause,
    Depth,
    Fee,
    FieldKind,
    HandlingWay,
    Level,
    LicenceAct,
    MaterialForm,
    Medium,
    Nature,
    OnlinePart,
    Origin,
    Pace,
    Part,
    PowerSource,
    Reuse,
    Separation,
    Served,
    SourceKind,
)
from cityhall.deadlines.terms import Unit
from cityhall.kernel.terms import Term
from cityhall.organs.terms import Desk
from cityhall.organs.terms import Level as Tier


class Kind(Enum):
    TEXT = "文字"
    LINES = "每行一项的文字"
    NAMES = "用顿号或分号隔开的名称"
    WHOLE = "整数"
    YES = "是或否"
    WORD = "规定的取值之一"
    WORDS = "规定的取值，可多个"
    AMOUNT = "时限数量"
    UNIT = "时限单位"
    CHOICES = "用竖线隔开的选项"
    WHEN = "适用情形，如 经营方式=堂食|外卖 且 面积≥100"


@dataclass(frozen=True)
class Column:
    """`key` is the place in the content (`offer.ways`), or `item.…` for what belongs to the item itself."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    national: str = ""
    also: tuple[str, ...] = ()
    words: type[Term] | None = None


def _c(
    key: str, label: str, national: str = "", *also: str, kind: Kind = Kind.TEXT, words: type[Term] | None = None
) -> Column:
    return Column(key, label, kind, national, also, words)


CODE = "item.item_code"
ITEM = (
    _c(CODE, "实施编码", "task_code", "item_code", "事项编码", "实施清单编码", "事项实施编码", "事项代码", "编码"),
    _c("item.organ", "实施单位", "dept_name", "department", "实施主体", "实施部门", "部门", "单位", "实施机构", "实施主体名称", "部门名称"),
    _c("item.credit_code", "统一社会信用代码", "dept_code", "dept_uscc", "信用代码", "实施主体编码", "部门编码", "单位代码"),
    _c("item.division_code", "行政区划代码", "area_code", "区划代码", "区划", "行政区划"),
    _c("item.name", "事项名称", "task_name", "sub_item", "子项名称", "办理项名称", "业务办理项名称", "实施清单名称", "名称", "事项"),
    _c("item.group", "主项名称", "", "main_item", "大项名称", "主项", "目录名称"),
    _c("item.procedure", "事项类型", "task_type_name", "类型", "权力类型", "事项类别"),
    _c("item.procedure_code", "事项类型代码", "task_type", "类型代码", "类型编码"),
    _c("item.base_code", "基本编码", "catalog_code", "目录编码", "基本目录编码"),
    _c("item.handling_code", "业务办理项编码", "task_handle_item", "办理项编码"),
    _c("item.local_base_code", "地方基本编码", "local_catalog_code", "旧基本编码"),
    _c("item.local_item_code", "地方实施编码", "local_task_code", "旧实施编码"),
)  # fmt: skip
TIME = (
    _c("pace", "办件类型", "project_type", "办件类别", kind=Kind.WORD, words=Pace),
    _c("statutory.amount", "法定办结时限", "anticipate_day", "法定时限", "法定期限", "法定办结时限（工作日）", kind=Kind.AMOUNT),
    _c("statutory.unit", "法定办结时限单位", "anticipate_type", "法定时限单位", kind=Kind.UNIT, words=Unit),
    _c("statutory.basis", "法定办结时限依据", "anticipate_explain", "法定办结时限说明", "法定时限说明", "法定时限依据"),
    _c("promised.amount", "承诺办结时限", "promise_day", "承诺时限", "承诺期限", "承诺办结时限（工作日）", kind=Kind.AMOUNT),
    _c("promised.unit", "承诺办结时限单位", "promise_type", "承诺时限单位", kind=Kind.UNIT, words=Unit),
    _c("promised.basis", "承诺办结时限说明", "promise_explain", "承诺时限说明"),
)  # fmt: skip
TEXTS = (
    _c("applicants", "申请人类型", "", "申请人", "申请主体", kind=Kind.WORDS, words=ApplicantKind),
    _c("summary", "简介", "", "事项简介", "事项说明"),
    _c("basis", "设定依据", "by_law", "实施依据", "法律依据", "依据"),
    _c("conditions", "受理条件", "accept_condition", "申请条件", "办理条件"),
    _c("scope.flow", "办理流程", "handle_flow", "办理流程说明", "流程"),
    _c("fee", "是否收费", "is_fee", "收费", kind=Kind.WORD, words=Fee),
    _c("fee_note", "收费说明", "fee_basis", "收费依据", "收费标准"),
    _c("online", "可网上办理", "is_online", "是否网办", "网上办理", "是否可网办", kind=Kind.YES),
    _c("visits", "到现场次数", "limit_scene_num", "到办事现场次数", "跑动次数", "现场次数", kind=Kind.WHOLE),
    _c("offer.visit_reason", "必须现场办理原因", "limit_scene_explain", "到现场原因", "必须现场办理原因说明"),
    _c("phone", "咨询电话", "link_way", "咨询方式", "联系电话", "电话"),
    _c("supervise_phone", "监督投诉电话", "supervise_way", "监督电话", "投诉电话", "监督投诉方式"),
    _c("address", "办理地点", "transact_addr", "办公地址", "办理地址", "地址"),
    _c("hours", "办理时间", "transact_time", "办公时间", "工作时间"),
    _c("keywords", "俗称", "", "关键词", "搜索词", kind=Kind.NAMES),
)  # fmt: skip
EXTENT = (
    _c("standing.level", "行使层级", "use_level", "层级", kind=Kind.WORD, words=Level),
    _c("standing.nature", "实施主体性质", "dept_type", "主体性质", kind=Kind.WORD, words=Nature),
    _c("standing.source", "权力来源", "power_source", kind=Kind.WORD, words=PowerSource),
    _c("standing.entrusted_by", "委托机关", "entrust_name", "委托部门"),
    _c("offer.served", "服务对象", "server_type", "服务对象类型", kind=Kind.WORDS, words=Served),
    _c("offer.ways", "办理形式", "handle_type", "办理方式", kind=Kind.WORDS, words=HandlingWay),
    _c("offer.depth", "网上办理深度", "online_handle_depth", "网办深度", kind=Kind.WORD, words=Depth),
    _c("offer.parts", "网上办理环节", "", kind=Kind.WORDS, words=OnlinePart),
    _c("offer.area", "通办范围", "handle_area", kind=Kind.WORD, words=Area),
    _c("offer.url", "网上办理地址", "online_url", "网办地址"),
    _c("offer.in_centre", "进驻大厅", "is_entry_center", "是否进驻政务大厅", "是否进驻", kind=Kind.YES),
    _c("offer.booking", "可预约", "is_schedule", "是否支持预约办理", kind=Kind.YES),
    _c("offer.express", "可快递", "is_express", "是否支持物流快递", kind=Kind.YES),
    _c("offer.terminals", "可用自助终端", "is_service_terminals", "是否支持自助终端办理", kind=Kind.YES),
    _c("offer.pay_online", "可网上支付", "is_pay_online", "是否支持网上支付", kind=Kind.YES),
    _c("offer.elder", "适老化服务", "", kind=Kind.YES),
    _c("scope.partners", "联办机构", "other_dept", kind=Kind.NAMES),
    _c("scope.intermediary", "中介服务", "service_type"),
    _c("scope.quota", "数量限制", "limit_explain"),
    _c("scope.person_topics", "自然人主题", "user_topic_type", "面向自然人事项主题分类", kind=Kind.NAMES),
    _c("scope.company_topics", "法人主题", "corp_topic_type", "面向法人事项主题分类", kind=Kind.NAMES),
    _c("scope.places", "实施的乡镇、村", "town_code", "village_code", kind=Kind.NAMES),
    _c("scope.annual", "年检年报", ""),
    _c("result.name", "结果名称", "result_name", "审批结果名称", "审批结果"),
    _c("result.kind", "结果类型", "result_type", "审批结果类型"),
    _c("result.sample", "结果样本", "result_guid", "审批结果样本"),
    _c("result.validity", "结果有效期", "", "证照有效期", "有效期"),
    _c("result.months", "有效期月数", "", kind=Kind.WHOLE),
    _c("result.mark", "证号前缀", ""),
    _c("result.retention", "保管期限", ""),
    _c("result.renewal", "延续要求", ""),
    _c("result.area", "适用地域范围", "", "许可证件地域范围"),
)  # fmt: skip
REFORM = (
    _c("reformed.separation", "证照分离", "", "证照分离改革方式", kind=Kind.WORD, words=Separation),
    _c("reformed.issue", "发证层级", kind=Kind.WORDS, words=Tier),
    _c("reformed.accept", "受理层级", kind=Kind.WORDS, words=Tier),
    _c("reformed.review", "审核层级", kind=Kind.WORDS, words=Tier),
    _c("reformed.issuer_accepts", "谁发证谁受理", kind=Kind.YES),
    _c("reformed.issuer_reviews", "谁发证谁审核", kind=Kind.YES),
    _c("reformed.same_power", "市区同权", kind=Kind.YES),
    _c("reformed.basis", "改革依据"),
)  # fmt: skip
LAW = (
    _c("licence_act", "对已有证照", kind=Kind.WORD, words=LicenceAct),
    _c("joint", "联合办理", kind=Kind.YES),
    _c("hearing", "应当听证的依据"),
    _c("pre_review.amount", "预审时限", kind=Kind.AMOUNT),
    _c("pre_review.unit", "预审时限单位", kind=Kind.UNIT, words=Unit),
    _c("pre_review.basis", "预审时限说明"),
    _c("gaps.amount", "容缺补正期限", kind=Kind.AMOUNT),
    _c("gaps.unit", "容缺补正期限单位", kind=Kind.UNIT, words=Unit),
    _c("gaps.basis", "容缺补正期限说明"),
)  # fmt: skip
LIMITS = ("statutory", "promised", "pre_review", "gaps")
WHEN = _c("when", "适用情形", "", "适用条件", "提问条件", kind=Kind.WHEN)
_LINK = ITEM[0]
COLUMNS: dict[Part, tuple[Column, ...]] = {
    Part.BASIC: (*ITEM, *TIME, *TEXTS, *EXTENT, *REFORM, *LAW),
    Part.ASKS: (
        _LINK,
        _c("label", "情形问题", "", "问题名称"),
        _c("kind", "问题类型", "", "类型", kind=Kind.WORD, words=FieldKind),
        _c("choices", "选项", kind=Kind.CHOICES),
        _c("unit", "计量单位", "", "单位"),
        _c("hint", "填写提示", "", "提示"),
        _c("personal", "个人信息", kind=Kind.YES),
        WHEN,
        _c("key", "标识"),
    ),
    Part.MATERIALS: (
        _LINK,
        _c("name", "材料名称", "material_name", "申请材料", "材料", "申请材料名称"),
        _c("required", "是否必要", "is_need", "必要性", "材料必要性", "必要性描述", kind=Kind.YES),
        _c("form", "材料形式", "material_type", "材料类型", "原件或复印件", kind=Kind.WORD, words=MaterialForm),
        _c("medium", "材料载体", "material_format", "纸质或电子", kind=Kind.WORD, words=Medium),
        _c("copies", "份数", "page_num", "材料份数", "纸质材料份数", kind=Kind.WHOLE),
        _c("size", "规格", "page_format", "材料规格", "纸质材料规格"),
        _c("source_kind", "来源类别", "source_type", "来源渠道类别", kind=Kind.WORD, words=SourceKind),
        _c("source", "来源渠道", "source_explain", "材料来源", "来源渠道说明"),
        _c("blank", "空白表", "form_guid", "空白表格"),
        _c("example", "样表", "example_guid", "示例样表", "样本"),
        _c("standard", "受理标准", "accept_stand", "材料要求", "审查标准"),
        _c("hint", "填报须知", "fill_explain", "填写须知", "填报说明"),
        _c("basis", "要求提供的依据", "by_law", "材料依据", "依据"),
        _c("deferrable", "可容缺", "deficiency_allowed", "是否容缺", "容缺", kind=Kind.YES),
        _c("original_later", "出件时核验原件", "", kind=Kind.YES),
        _c("standard_code", "标准材料", "", "标准材料编码"),
        WHEN,
    ),
    Part.FIELDS: (
        _LINK,
        _c("label", "填写项名称", "", "填写项", "表单项", "字段名称"),
        _c("group", "分组"),
        _c("kind", "填写项类型", "", "类型", "字段类型", kind=Kind.WORD, words=FieldKind),
        _c("required", "必填", "", "是否必填", kind=Kind.YES),
        _c("choices", "选项", kind=Kind.CHOICES),
        _c("unit", "计量单位", "", "单位"),
        _c("hint", "填写提示", "", "提示"),
        _c("max_length", "最多字数", kind=Kind.WHOLE),
        _c("least", "最小"),
        _c("most", "最大"),
        _c("pattern", "格式"),
        _c("personal", "个人信息", kind=Kind.YES),
        _c("standard", "标准字段"),
        _c("reuse", "复用规则", kind=Kind.WORD, words=Reuse),
        _c("origin", "带出来源", kind=Kind.WORD, words=Origin),
        WHEN,
        _c("key", "标识"),
    ),
    Part.CHARGES: (
        _LINK,
        _c("name", "收费项目名称", "fee_name", "收费项目", "项目名称"),
        _c("standard", "收费标准", "fee_stand", "标准"),
        _c("basis", "收费依据", "by_law", "依据"),
        _c("reducible", "可减免", "is_desc", "是否减免", "是否允许减免", kind=Kind.YES),
        _c("reduction", "减免说明", "desc_explain", "减免依据"),
    ),
    Part.QUESTIONS: (
        _LINK,
        _c("question", "问题", "question", "常见问题", "问"),
        _c("answer", "解答", "answer", "答复", "答案", "答"),
    ),
    Part.STEPS: (
        _LINK,
        _c("name", "环节名称", "", "环节", "审查环节", "办理环节"),
        _c("order", "顺序", "", "环节顺序", "序号", kind=Kind.WHOLE),
        _c("desk", "岗位", "", "办理岗位", kind=Kind.WORD, words=Desk),
        _c("limit.amount", "环节时限", "", "时限", kind=Kind.AMOUNT),
        _c("limit.unit", "环节时限单位", "", "时限单位", kind=Kind.UNIT, words=Unit),
        _c("decides", "作出决定", "", kind=Kind.YES),
        _c("visit", "现场核查", "", kind=Kind.YES),
        _c("checks", "审查要点", "", "审查标准", kind=Kind.LINES),
    ),
    Part.SPECIALS: (
        _LINK,
        _c("cause", "特别程序种类", "", "特别程序", kind=Kind.WORD, words=Cause),
        _c("days", "所需工作日", "", kind=Kind.WHOLE),
        _c("basis", "特别程序依据", ""),
        _c("statutory", "停止法定时限", "", kind=Kind.YES),
    ),
}  # fmt: skip
IDENTITY = {
    Part.ASKS: "label",
    Part.MATERIALS: "name",
    Part.FIELDS: "label",
    Part.CHARGES: "name",
    Part.QUESTIONS: "question",
    Part.STEPS: "name",
    Part.SPECIALS: "cause",
}
COLUMNS[Part.EXTEND] = COLUMNS[Part.BASIC]  # the exchange tells an item in two tables
NEEDED = {Part.BASIC: CODE, Part.EXTEND: CODE, **IDENTITY}
BY_KEY = {part: {c.key: c for c in columns} for part, columns in COLUMNS.items()}
BY_LABEL = {part: {c.label: c for c in columns} for part, columns in COLUMNS.items()}
