"""Everything that can be done to one thing: designing it, applying for it, running it. The only files here that write."""

from .applying import (
    attach_joint,
    delete_joint,
    remove_joint_file,
    save_joint,
    start_joint,
    submit_joint,
    take_new_versions,
)
from .beside import give_opinion, recognise_elsewhere
from .opening import open_parts, open_ready
from .packages import create_package, publish_package, retire_package, save_package
from .people import follow_person
from .running import FOLLOWED, follow, follow_case, sweep_joint
from .shipping import load_shipped
from .stopping import continue_alone, hold_rest, lift_rest, take_back_rest, withdraw_joint

__all__ = [
    "FOLLOWED",
    "attach_joint",
    "continue_alone",
    "create_package",
    "delete_joint",
    "follow",
    "follow_case",
    "follow_person",
    "give_opinion",
    "hold_rest",
    "lift_rest",
    "load_shipped",
    "open_parts",
    "open_ready",
    "publish_package",
    "recognise_elsewhere",
    "remove_joint_file",
    "retire_package",
    "save_joint",
    "save_package",
    "start_joint",
    "submit_joint",
    "sweep_joint",
    "take_back_rest",
    "take_new_versions",
    "withdraw_joint",
]
