"""What can be asked of one thing: packages for the public and for designers, applications for those they concern."""

from cityhall.joint.rules.forms import Asked

from .applications import (
    FileView,
    JointDraft,
    JointPage,
    JointRow,
    NewsOf,
    PartView,
    SlotView,
    StageView,
    earlier_for,
    earlier_materials,
    form_problems,
    joint_draft,
    joint_file,
    joint_page,
    my_joint,
    news,
    sisters,
)
from .following import JointProgress, TakenRow, became_of, is_joint_number, joint_progress, offered_here, taken_here
from .handing import HandingView, HandoutView, TogetherRow, handing_of, handing_of_draft, to_hand_over
from .outside import WholeFacts, whole_of_case, whole_of_draft, wholes_of
from .own_data import own_joint
from .packages import (
    Checked,
    GuideRow,
    PackageDraft,
    PackageGuide,
    PackageRow,
    Put,
    check,
    guide,
    items_of_package,
    offered,
    package_draft,
    packages,
    packages_within,
    published,
    put,
    read,
    terms,
    versions_now,
)
from .shipped import (
    ItemLine,
    RoleLine,
    ShippedPlan,
    ShippedRow,
    library_entries,
    roles,
    shipped_package,
    shipped_packages,
    shipped_plan,
)
from .stages import PartFacts, WholeStages, whole_facts
from .waiting import ToPreReview, WaitingRow, contents_in_use, to_pre_review, waiting_file, waiting_parts

__all__ = [
    "Asked", "Checked", "FileView", "GuideRow", "HandingView", "HandoutView", "ItemLine", "JointDraft", "JointPage",
    "JointProgress", "JointRow", "NewsOf", "PackageDraft", "PackageGuide", "PackageRow", "PartFacts", "PartView",
    "Put", "RoleLine", "ShippedPlan", "ShippedRow", "SlotView", "StageView", "TakenRow", "ToPreReview",
    "TogetherRow", "WaitingRow", "WholeFacts", "WholeStages", "became_of", "check", "contents_in_use",
    "earlier_for", "earlier_materials", "form_problems", "guide", "handing_of", "handing_of_draft",
    "is_joint_number", "items_of_package", "joint_draft", "joint_file", "joint_page", "joint_progress",
    "library_entries", "my_joint", "news", "offered", "offered_here", "own_joint", "package_draft", "packages",
    "packages_within", "published", "put", "read", "roles", "shipped_package", "shipped_packages", "shipped_plan",
    "sisters", "taken_here", "terms", "to_hand_over", "to_pre_review", "versions_now", "waiting_file",
    "waiting_parts", "whole_facts", "whole_of_case", "whole_of_draft", "wholes_of",
]  # fmt: skip
