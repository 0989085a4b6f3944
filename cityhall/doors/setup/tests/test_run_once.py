"""最多跑一次 for those who mend it."""

import pytest

from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests import visit
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db


def test_an_editor_goes_from_the_list_to_the_draft_and_a_stranger_is_refused() -> None:
    organ_id = organs.organ()
    item_id = items.published_item(organ_id, name="取水许可", visits=2)
    editor = visit.at(organs.staff(organ_id, Can.EDIT_ITEMS))
    assert f'href="/setup/items/{item_id}/"' in visit.page(editor, "/setup/run-once/?state=not")
    assert f"organ={organ_id}" in visit.page(editor, "/setup/run-once/organs/")
    stranger = visit.at(organs.staff(organ_id))
    visit.page(stranger, "/setup/run-once/", 403)
    visit.page(stranger, "/setup/run-once/organs/", 403)
