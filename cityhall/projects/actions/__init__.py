"""Everything that can be done to a project. The only files here that write."""

from .consulting import follow_up_done, note_consultation, tell_of_task
from .documents import add_document, remove_document
from .favours import (
    end_lane,
    grant_lane,
    leave_campaign,
    list_key,
    name_agent,
    put_under_campaign,
    unlist_key,
)
from .following import (
    FOLLOWED,
    FOLLOWED_JOINT,
    follow,
    follow_case,
    follow_joint,
    follow_link,
    follow_person,
    speed_up,
    sweep_projects,
)
from .linking import link_application, unlink_application
from .planning import drop_milestone, move_milestone, plan_milestone, reach_milestone
from .registering import NewProject, close_stage, complete_project, register_project, resume_project, stop_project
from .rulebook import save_profile, save_rules, seed_rules

__all__ = [
    "FOLLOWED", "FOLLOWED_JOINT", "NewProject", "add_document", "close_stage", "complete_project", "drop_milestone", "end_lane",
    "follow", "follow_case", "follow_joint", "follow_link", "follow_person", "follow_up_done", "grant_lane", "leave_campaign",
    "link_application", "list_key", "move_milestone", "name_agent", "note_consultation", "plan_milestone", "put_under_campaign",
    "reach_milestone", "register_project", "remove_document", "resume_project", "save_profile", "save_rules", "seed_rules",
    "speed_up", "stop_project", "sweep_projects", "tell_of_task", "unlink_application", "unlist_key",
]  # fmt: skip
