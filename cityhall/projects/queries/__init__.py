"""What can be asked of projects, by whoever may know."""

from .lists import (
    FastRow,
    Mark,
    ProjectRow,
    contents_in_use,
    fast_cases,
    mark_of,
    my_projects,
    projects,
    running_projects,
    tasks,
)
from .pages import document, project
from .parts import (
    CaseView,
    ConsultationView,
    DocumentView,
    FavourView,
    LinkView,
    MilestoneView,
    ProjectPage,
    StageView,
    TaskView,
)
from .rulebook import ProfileView, Rules, as_json, profile, profile_view, profile_views, profiles, rulebook

__all__ = [
    "CaseView", "ConsultationView", "DocumentView", "FastRow", "FavourView", "LinkView", "Mark", "MilestoneView", "ProfileView",
    "ProjectPage", "ProjectRow", "Rules", "StageView", "TaskView", "as_json", "contents_in_use", "document", "fast_cases",
    "mark_of", "my_projects", "profile", "profile_view", "profile_views", "profiles", "project", "projects", "rulebook",
    "running_projects", "tasks",
]  # fmt: skip
