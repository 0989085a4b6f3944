"""Words of applicants: natural persons, legal entities, and who acts for whom."""

from cityhall.kernel.terms import Term


class Can(Term):
    """Permissions over the people the house knows."""

    FIND_PEOPLE = "people.find", "按证件号码查找申请人"
    REGISTER_PEOPLE = "people.register", "登记和核验申请人"
    RETAIN = "people.retain", "管理留存期限和处理活动记录"
    DESTROY = "people.destroy", "审批到期销毁个人信息"
    AUDIT = "people.audit", "审计个人信息的查看和处理"
    HELP = "people.help", "受委托代申请人办理（帮办代办员）"


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
    PROVIDED = "provided", "统一身份认证核验"
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


class Purpose(Term):
    """What a personal value may be seen whole for: a closed list (个人信息保护法 第六条: a clear and reasonable purpose)."""

    CHECK = "check", "办理案件核对"
    CONTACT = "contact", "联系申请人"
    MAKE = "make", "制作证照和文书"
    SERVE = "serve", "寄送结果和文书"
    ASK_OTHERS = "ask_others", "向有关单位核实"
    ANSWER = "answer", "答复咨询和投诉"
    OTHER = "other", "其他（须说明）"


class Held(Term):
    """What is kept for a time and then destroyed."""

    DRAFTS = "drafts", "未提交的申请草稿"
    MESSAGES = "messages", "短信、邮件和站内消息的正文和号码"
    CONSULTATIONS = "consultations", "咨询登记的姓名和电话"
    GRIEVANCES = "grievances", "已办结反映的姓名和电话"


class DestructionState(Term):
    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "正在销毁"
    REFUSED = "refused", "未批准"
    DONE = "done", "已销毁"


class Consent(Term):
    """How the principal agreed."""

    PORTAL = "portal", "本人账号网上确认"
    PAPER = "paper", "本人签字的纸质授权书"


class AgencyState(Term):
    """授权委托: given by a principal, answered by the agent, ended by either. A member of staff (代办员) proposes, and the
    principal answers; what runs out by its day is marked so the night after."""

    OFFERED = "offered", "待代办人确认"
    PROPOSED = "proposed", "待委托人确认"
    ACCEPTED = "accepted", "有效"
    DECLINED = "declined", "代办人未接受"
    REVOKED = "revoked", "委托人已撤销"
    RESIGNED = "resigned", "代办人已辞去"
    EXPIRED = "expired", "已到期"
