"""Everything that can be done to the administration. The only files here that write."""

from .centres import create_centre, end_entrustment, entrust, open_window
from .delegations import MOST_ITEMS, delegate, recall_delegation
from .deputies import appoint_deputy, end_deputy
from .divisions import import_divisions
from .first import appoint_administrator
from .item_groups import MOST_GROUPED, keep_item_group
from .organs import OrganSpec, create_organ, ensure_organs, succeed_organ, update_organ
from .sign_in import set_sign_in_rules, unbind_identity
from .staff import (
    assign,
    create_staff,
    edit_staff,
    end_staff_sessions,
    leave,
    reset_second_factor,
    reset_staff_password,
    save_role,
    unassign,
)
from .switches import switch_item

__all__ = [
    "MOST_GROUPED",
    "MOST_ITEMS",
    "OrganSpec",
    "appoint_administrator",
    "appoint_deputy",
    "assign",
    "create_centre",
    "create_organ",
    "create_staff",
    "delegate",
    "edit_staff",
    "end_deputy",
    "end_entrustment",
    "end_staff_sessions",
    "ensure_organs",
    "entrust",
    "import_divisions",
    "keep_item_group",
    "leave",
    "open_window",
    "recall_delegation",
    "reset_second_factor",
    "reset_staff_password",
    "save_role",
    "set_sign_in_rules",
    "succeed_organ",
    "switch_item",
    "unassign",
    "unbind_identity",
    "update_organ",
]
