"""Everything that happens by itself: after which journal line which room does what, and what runs by the hour.
This is the whole list; there are no other listeners."""

from procrastinate import App

from cityhall.cases import actions as cases
from cityhall.kernel.jobs.fan_out import Reaction
from cityhall.messages import actions as messages

WHEN: dict[str, tuple[Reaction, ...]] = {
    "message.queued": (messages.deliver,),
    "paper.issued": (messages.draw,),
    "people.code_requested": (messages.send_code,),
    "case.received": (cases.papers_after,),
    "case.supplement_requested": (cases.papers_after,),
    "case.supplemented": (cases.papers_after,),
    "case.accepted": (cases.papers_after,),
    "case.deemed_accepted": (cases.papers_after,),
    "case.not_accepted": (cases.papers_after,),
    "case.decided": (cases.papers_after,),
    "case.delivered": (cases.papers_after,),
    "case.withdrawn": (cases.papers_after,),
    "deadline.breached": (cases.deem_accepted_when_silent,),
}


def on_app_ready(app: App) -> None:
    """Called by the job queue when it is set up: the schedules."""
    if not app.import_paths:
        return
