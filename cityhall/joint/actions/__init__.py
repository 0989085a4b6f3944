"""Everything that can be done to one thing: designing it, applying for it, running it. The only files here that write."""

from .applying import (
    Given,
    attach_joint,
    delete_joint,
    note_paper,
    remove_joint_file,
    save_joint,
    start_joint,
    start_joint_here,
    submit_joint,
    take_earlier,
    take_new_versions,
    write_joint_here,
)
from .beside import give_opinion, recognise_elsewhere
from .handing import choose_handing, gather, hand_over_together, post_together, return_together, sign_for_together
from .opening import open_parts, open_ready
from .packages import create_package, publish_package, retire_package, save_package
from .people import close_account, follow_person, make_own_data
from .running import FOLLOWED, STOOD, follow, follow_case, follow_pauses, sweep_joint
from .shipping import load_shipped
from .stopping import continue_alone, hold_rest, lift_rest, take_back_rest, withdraw_joint

__all__ = [
    "FOLLOWED",
    "STOOD",
    "Given",
    "attach_joint",
    "choose_handing",
    "close_account",
    "continue_alone",
    "create_package",
    "delete_joint",
    "follow",
    "follow_case",
    "follow_pauses",
    "follow_person",
    "gather",
    "give_opinion",
    "hand_over_together",
    "hold_rest",
    "lift_rest",
    "load_shipped",
    "make_own_data",
    "note_paper",
    "open_parts",
    "open_ready",
    "post_together",
    "publish_package",
    "recognise_elsewhere",
    "remove_joint_file",
    "retire_package",
    "return_together",
    "save_joint",
    "save_package",
    "sign_for_together",
    "start_joint",
    "start_joint_here",
    "submit_joint",
    "sweep_joint",
    "take_back_rest",
    "take_earlier",
    "take_new_versions",
    "withdraw_joint",
    "write_joint_here",
]
