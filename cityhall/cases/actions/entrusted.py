"""受委托办理: an act done by entrustment of the case's organ says so; one that is not covered is refused with the reason."""

from cityhall.cases.models import Case
from cityhall.cases.terms import Can
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotAllowedError
from cityhall.organs import queries as organs
from cityhall.organs.queries import DelegationRow


def demand(actor: Actor, permission: Can, organ_id: int, item_id: int, item: str) -> None:
    """Refuse unless the actor holds the permission for that organ, or does this by its entrustment today. Who once was,
    or will be, entrusted with the item reads why not now."""
    if actor.may(permission, organ_id, item_id):
        return
    if actor.is_staff:
        was = organs.delegated_once(item_id, actor.organ_id, actor.window_id)
        if was is not None and actor.may(permission):
            raise NotAllowedError(
                "case.not_entrusted_now", f"{_why(was, permission, item)}（委托的起止、权限见委托实施公告）"
            )
    require(actor, permission, organ_id, item_id)


def _why(was: DelegationRow, permission: Can, item: str) -> str:
    if was.to_come:
        return f"{was.organ}委托{was.to}办理“{item}”自 {was.from_on} 起，今天还不能办理；现由{was.organ}办理"
    if not was.holds:
        return f"{was.organ}委托{was.to}办理“{item}”已于 {was.until_on} 终止，请转由{was.organ}办理"
    powers = "、".join(power.label for power in was.powers)
    return f"{was.organ}委托{was.to}办理“{item}”的权限是{powers}，不包括“{permission.label}”；请由{was.organ}办理"


def by_entrustment(actor: Actor, permission: Can, case: Case) -> dict[str, str]:
    """What the journal adds where another organ's people did it: `under` which entrustment, `by` whom."""
    mandate = actor.under(permission, case.organ_id, case.item_id)
    return {"under": f"delegation:{mandate.delegation_id}", "by": mandate.to} if mandate else {}
