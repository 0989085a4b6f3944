"""Words of the account."""

from cityhall.kernel.terms import Term


class Kind(Term):
    STAFF = "staff", "工作人员"
    CITIZEN = "citizen", "申请人"
    CLIENT = "client", "对接系统"


class Outcome(Term):
    """How an attempt to sign in ended. A failed attempt is kept (counted), so the act answers and the door refuses."""

    OK = "ok", "已登录"
    WRONG = "wrong", "用户名或密码不正确，请核对后重试；连续 5 次不正确将锁定 15 分钟"
    LOCKED = "locked", "连续多次不正确，已锁定 15 分钟；请稍后再试，或联系本单位管理员重置密码"
    TOO_MANY = "too_many", "您所在网络尝试登录次数过多，请 15 分钟后再试"
    CLOSED = "closed", "该账号已停用，请联系本单位管理员或到政务服务中心窗口处理"
    CODE_WRONG = "code_wrong", "验证码不正确，请核对短信后重新输入"
    CODE_EXPIRED = "code_expired", "验证码已失效，请重新获取"
    CODE_SPENT = "code_spent", "验证码输错次数过多，已作废，请重新获取"
