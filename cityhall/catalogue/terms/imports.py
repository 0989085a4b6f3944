"""Words of lists that are taken in: which table is what, how far an import has come, how heavy a remark weighs."""

from cityhall.kernel.terms import Term


class Part(Term):
    """What a table of a list holds; all but the first hang on an item by its code."""

    BASIC = "basic", "基本信息"
    EXTEND = "extend", "基本信息（续表）"
    ASKS = "asks", "情形问题"
    MATERIALS = "materials", "申请材料"
    FIELDS = "fields", "表单"
    CHARGES = "charges", "收费项目"
    QUESTIONS = "questions", "常见问题"
    STEPS = "steps", "办理环节"
    SPECIALS = "specials", "特别程序"
    SKIP = "skip", "不导入这张表"


CHILDREN = (
    Part.ASKS, Part.MATERIALS, Part.FIELDS, Part.CHARGES, Part.QUESTIONS, Part.STEPS, Part.SPECIALS,
)  # fmt: skip
"""In this order: what applies to whom hangs on the questions."""


class ImportState(Term):
    MAPPING = "mapping", "待核对列"
    CHECKING = "checking", "试导入中"
    CHECKED = "checked", "已试导入"
    IMPORTING = "importing", "导入中"
    DONE = "done", "已导入"
    FAILED = "failed", "没有导入"
    DROPPED = "dropped", "已放弃"


BUSY = (ImportState.CHECKING, ImportState.IMPORTING)
OVER = (ImportState.DONE, ImportState.FAILED, ImportState.DROPPED)


class Weight(Term):
    """What a remark on a row means for it."""

    FATAL = "fatal", "未导入"
    DOUBT = "doubt", "待核"
    HINT = "hint", "提示"
