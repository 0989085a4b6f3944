"""Words of applicants: natural persons, legal entities, and who acts for whom."""

from cityhall.kernel.terms import Term


class Can(Term):
    """Permissions over the people the house knows."""

    FIND_PEOPLE = "people.find", "按证件号码查找申请人"
    REGISTER_PEOPLE = "people.register", "登记和核验申请人"
    REVEAL = "people.reveal", "查看申请人完整信息"


class IdKind(Term):
    """证件类型; the first two carry a check digit of GB 11643."""

    RESIDENT = "resident", "居民身份证"
    HMT_PERMIT = "hmt_permit", "港澳台居民居住证"
    FOREIGN_PR = "foreign_pr", "外国人永久居留身份证"
    PASSPORT = "passport", "护照"
    TRAVEL = "travel", "港澳台居民来往内地（大陆）通行证"


class Verified(Term):
    """实名程度: how we know that she is who she says."""

    NONE = "none", "未实名"
    DECLARED = "declared", "本人申报"
    SEEN = "seen", "窗口核验"


class EntityKind(Term):
    COMPANY = "company", "企业"
    INDIVIDUAL = "individual", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"
    INSTITUTION = "institution", "事业单位"
    SOCIAL = "social", "社会组织"
    ORGAN = "organ", "机关团体"
    OTHER = "other", "其他组织"


class Tie(Term):
    """What a person is to an entity."""

    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人"
    HANDLER = "handler", "经办人"


class Field(Term):
    """A personal value that is shown masked, and whole only for a purpose."""

    ID_NUMBER = "id_number", "证件号码"
    PHONE = "phone", "联系电话"
    ADDRESS = "address", "地址"
