"""Where the API's resources hang. `site` adds the signing-in and mounts the whole."""

from . import calendars, cases, catalogue, drafts, jobs, messages, organs, steps, work
from .door import api

api.add_router("", organs.router, tags=["机构"])
api.add_router("", catalogue.router, tags=["事项"])
api.add_router("", calendars.router, tags=["工作日历"])
api.add_router("", drafts.router, tags=["申请草稿"])
api.add_router("", cases.router, tags=["办件"])
api.add_router("", steps.router, tags=["审查与决定"])
api.add_router("", work.router, tags=["工作清单"])
api.add_router("", messages.router, tags=["消息与文书"])
api.add_router("", jobs.router, tags=["后台任务"])

__all__ = ["api"]
