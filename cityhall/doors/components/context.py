"""What every page's frame knows: the product, who is signed in and what waits for them, how large to write."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest

from cityhall.kernel.actor import NOBODY, Actor
from cityhall.messages import queries as messages

PRODUCT = "一厅通"
COOKIE, ELDER = "look", "elder"


def frame(request: HttpRequest) -> dict[str, object]:
    actor: Actor = getattr(request, "actor", NOBODY)
    return {
        "product": PRODUCT,
        "city": getattr(settings, "CITY_NAME", ""),
        "actor": actor,
        "door": getattr(request, "home", "/"),
        "unread": cache(lambda: messages.unread(actor)),
        "demo": settings.DEMO,
        "elder": request.COOKIES.get(COOKIE) == ELDER,
    }
