"""Everything that happens by itself: after which journal line which room does what, and what runs by the hour.
This is the whole list; there are no other listeners."""

from procrastinate import App

from cityhall.kernel.jobs.fan_out import Reaction
from cityhall.messages import actions as messages

WHEN: dict[str, tuple[Reaction, ...]] = {
    "message.queued": (messages.deliver,),
    "paper.issued": (messages.draw,),
    "people.code_requested": (messages.send_code,),
}


def on_app_ready(app: App) -> None:
    """Called by the job queue when it is set up: the schedules."""
    if not app.import_paths:
        return
