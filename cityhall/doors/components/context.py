"""What every page's frame knows: the product, who is signed in, how large to write."""

from django.conf import settings
from django.http import HttpRequest

from cityhall.kernel.actor import NOBODY

PRODUCT = "一厅通"
COOKIE, ELDER = "look", "elder"


def frame(request: HttpRequest) -> dict[str, object]:
    return {
        "product": PRODUCT,
        "city": getattr(settings, "CITY_NAME", ""),
        "actor": getattr(request, "actor", NOBODY),
        "demo": settings.DEMO,
        "elder": request.COOKIES.get(COOKIE) == ELDER,
    }
