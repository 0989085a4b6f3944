"""Words of the account."""

from cityhall.kernel.terms import Term


class Kind(Term):
    STAFF = "staff", "工作人员"
    CITIZEN = "citizen", "申请人"
    CLIENT = "client", "对接系统"


class Can(Term):
    """Permissions over how people come in."""

    SET_SIGN_IN = "accounts.sign_in", "设置登录方式和登录规则"


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
    SECOND = "second", "密码正确，请再输入身份验证器上的 6 位动态码"
    SECOND_WRONG = "second_wrong", "动态码不正确或已经用过，请等下一个动态码出现后再输入；也可以用恢复码"
    UNBOUND = "unbound", "统一身份认证通过了，但这个身份没有对应的工作人员账号；请联系本单位管理员核对登录名后再试"
    BOUND_OTHERWISE = (
        "bound_otherwise",
        "这个工作人员账号已经绑定了另一个统一身份，不能再绑定；请联系本单位管理员核实后解除原来的绑定",
    )
    SECOND_LOCKED = "second_locked", "动态码连续多次不正确，已锁定 15 分钟；请稍后再试，或联系安全管理员重置"
