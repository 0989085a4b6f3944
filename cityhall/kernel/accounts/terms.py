"""Words of the account."""

from cityhall.kernel.terms import Term


class Kind(Term):
    STAFF = "staff", "工作人员"
    CITIZEN = "citizen", "申请人"
    CLIENT = "client", "对接系统"
