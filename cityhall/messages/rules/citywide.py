"""Words and sending are the whole city's: who looks after them must have that permission everywhere."""

from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotAllowedError
from cityhall.kernel.terms import Term


def require_citywide(actor: Actor, permission: Term) -> None:
    require(actor, permission)
    if actor.reach(permission) is not None:
        raise NotAllowedError(
            "message.citywide", f"“{permission.label}”涉及全市，要由权限范围为全市的人员办理，请联系系统管理员"
        )
