"""Words with the codes the standards give them: GB/T 39046—2020 附录 A where it has them; what only the national exchange
tables or local lists use says so, for their codes were not read in a standard."""

from typing import Self

from cityhall.kernel.terms import Term


class Coded(Term):
    """A term with the code it travels under."""

    code: str

    def __new__(cls, value: str, label: str = "", code: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_, member.label, member.code = value, label, code
        return member

    @classmethod
    def of_code(cls, code: str) -> Self | None:
        return next((term for term in cls if term.code == code), None)


class ItemKind(Coded):
    """事项类型 (A.1). 11–19 and 21–29 are left to local extension. 登记 and 备案 have no code of their own."""

    POWER = "power", "行政权力", "00"
    LICENCE = "licence", "行政许可", "01"
    PENALTY = "penalty", "行政处罚", "02"
    COERCION = "coercion", "行政强制", "03"
    LEVY = "levy", "行政征收", "04"
    BENEFIT = "benefit", "行政给付", "05"
    INSPECTION = "inspection", "行政检查", "06"
    CONFIRMATION = "confirmation", "行政确认", "07"
    AWARD = "award", "行政奖励", "08"
    ADJUDICATION = "adjudication", "行政裁决", "09"
    OTHER = "other", "其他行政权力", "10"
    SERVICE = "service", "公共服务", "20"


class Level(Coded):
    """行使层级 (A.2)."""

    STATE = "state", "国家级", "1"
    PROVINCE = "province", "省级", "2"
    CITY = "city", "市级", "3"
    COUNTY = "county", "县级", "4"
    TOWN = "town", "镇（乡、街道）级", "5"
    VILLAGE = "village", "村（社区）级", "6"
    BY_LEVEL = "by_level", "分级管理", "7"


class Nature(Coded):
    """实施主体性质 (A.3)."""

    STATUTORY = "statutory", "法定机关", "1"
    AUTHORISED = "authorised", "授权组织", "2"
    ENTRUSTED = "entrusted", "受委托组织", "3"
    OTHER = "other", "其他", "9"


class Served(Coded):
    """服务对象 (A.4)."""

    PERSON = "person", "自然人", "1"
    COMPANY = "company", "企业法人", "2"
    INSTITUTION = "institution", "事业法人", "3"
    SOCIAL = "social", "社会组织法人", "4"
    AGENCY = "agency", "行政机关", "5"
    OTHER = "other", "其他组织", "6"


class HandlingWay(Coded):
    """办理形式 (A.5)."""

    WINDOW = "window", "窗口办理", "1"
    COMPUTER = "computer", "电脑端办理", "2"
    MOBILE = "mobile", "移动端办理", "3"
    EXPRESS = "express", "快递申请", "4"
    OTHER = "other", "其他", "9"


class SpecialKind(Coded):
    """特别程序 (A.7)."""

    EXTENSION = "extension", "延长审批", "1"
    OTHER = "other", "除延长审批之外", "2"


class Area(Coded):
    """通办范围: the four of GB/T 39046; numbered here in the order it names them."""

    NATION = "nation", "全国通办", "1"
    PROVINCES = "provinces", "跨省通办", "2"
    CITIES = "cities", "跨市通办", "3"
    COUNTIES = "counties", "跨县通办", "4"


class Depth(Coded):
    """网上办理深度: four levels, as local lists have them."""

    INFORM = "inform", "Ⅰ级（信息公开）", "1"
    GUIDE = "guide", "Ⅱ级（网上预约、咨询）", "2"
    APPLY = "apply", "Ⅲ级（网上申请，到现场核验）", "3"
    WHOLE = "whole", "Ⅳ级（全程网办）", "4"


class OnlinePart(Coded):
    """网上办理环节: the multiple choice of newer lists; it has no settled codes."""

    ASK = "ask", "互联网咨询"
    COLLECT = "collect", "网上收件"
    PRE_REVIEW = "pre_review", "网上预审"
    ACCEPT = "accept", "网上受理"
    HANDLE = "handle", "网上办理"
    ANSWER = "answer", "网上反馈结果"
    CERTIFICATE = "certificate", "电子证照反馈"


class PowerSource(Coded):
    """权力来源, as the national exchange tables ask for it."""

    OWN = "own", "法定本级行使", "1"
    HANDED_DOWN = "handed_down", "上级下放", "2"
    GRANTED = "granted", "法律法规授权", "3"
    FROM_ABOVE = "from_above", "上级委托", "4"
    FROM_PEER = "from_peer", "同级委托", "5"


class Medium(Coded):
    """材料载体: on paper, as a file, or either."""

    EITHER = "either", "纸质或电子", "3"
    PAPER = "paper", "纸质", "1"
    FILE = "file", "电子", "2"


class SourceKind(Coded):
    """来源渠道类别, as the national exchange tables ask for it."""

    APPLICANT = "applicant", "申请人自备", "10"
    GOVERNMENT = "government", "政府部门核发", "20"
    OTHER = "other", "其他", "99"


class Generation(Term):
    """Which rule a code was made by."""

    BASE = "base", "基本编码（12 位）"
    ITEM = "item", "实施编码（31 位）"
    HANDLING = "handling", "业务办理项编码（33 位）"
    OLD_BASE = "old_base", "旧基本编码（10 位）"
    OLD_ITEM = "old_item", "旧实施编码（24 位以内）"
    LOCAL = "local", "地方编码"
