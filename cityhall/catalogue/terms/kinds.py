"""Words of a form's field: what kind of value it takes, and how a value that is known is used again."""

from cityhall.kernel.terms import Term


class FieldKind(Term):
    TEXT = "text", "单行文字"
    LONG = "long", "多行文字"
    NUMBER = "number", "数字"
    DATE = "date", "日期"
    CHOICE = "choice", "单选"
    MANY = "many", "多选"
    YES_NO = "yes_no", "是或否"
    ID_NUMBER = "id_number", "身份证号"
    CREDIT_CODE = "credit_code", "统一社会信用代码"
    PHONE = "phone", "电话"
    ADDRESS = "address", "地址"


class Reuse(Term):
    """复用规则: what becomes of a value the city knows already."""

    AUTO = "auto", "自动带出"
    ASK = "ask", "询问后带出"
    NEVER = "never", "不带出"


class Origin(Term):
    """带出来源: whose record a known value is taken from."""

    LABEL = "label", "按名称判断"
    PERSON_NAME = "person.name", "实名信息：姓名"
    PERSON_NUMBER = "person.id_number", "实名信息：证件号"
    PERSON_PHONE = "person.phone", "登录手机"
    PERSON_ADDRESS = "person.address", "实名信息：住址"
    ENTITY_NAME = "entity.name", "单位登记：名称"
    ENTITY_CODE = "entity.credit_code", "单位登记：统一社会信用代码"
    ENTITY_HEAD = "entity.legal_representative", "单位登记：法定代表人"
    ENTITY_ADDRESS = "entity.address", "单位登记：住所"
    BEFORE = "before", "本人以前的申请"
