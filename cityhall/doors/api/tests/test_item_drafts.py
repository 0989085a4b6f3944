"""The draft of an item over the API."""

import pytest

from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import at
from cityhall.organs.tests import given

from .test_api import send

pytestmark = pytest.mark.django_db


def test_a_draft_is_sent_as_the_body_of_the_request() -> None:
    organ = given.organ()
    item = items.draft_item(organ)
    client = at(given.staff(organ, Can.EDIT_ITEMS))
    seen = client.get(f"/api/items/{item}/draft").headers["ETag"]
    saved = send(client, "PUT", f"/items/{item}/draft", items.content(summary="改了"), **{"If-Match": seen})
    assert saved.status_code == 200, saved.content
    assert saved.json()["content"]["summary"] == "改了"
