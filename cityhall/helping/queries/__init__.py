"""What can be asked of 帮办代办: the register for everybody, requests for those they concern, the work for managers."""

from .registers import (
    HelperRow,
    HelperView,
    Opening,
    RulesView,
    candidates,
    helper,
    helpers,
    is_helper,
    openings,
    register,
    rules_now,
)
from .requests import HelpPage, HelpRow, help_page, my_help, waiting, with_me
from .workload import HEAD, Work, workload

__all__ = [
    "HEAD", "HelpPage", "HelpRow", "HelperRow", "HelperView", "Opening", "RulesView", "Work", "candidates", "help_page", "helper",
    "helpers", "is_helper", "my_help", "openings", "register", "rules_now", "waiting", "with_me", "workload",
]  # fmt: skip
