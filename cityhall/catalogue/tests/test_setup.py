"""The catalogue for those who look after it: history, preview, versions of the past."""

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can, VersionStatus
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db


def test_every_version_stays_readable() -> None:
    organ = organs.organ()
    editor, stranger = organs.staff(organ, Can.EDIT_ITEMS), organs.staff(organs.organ(), Can.EDIT_ITEMS)
    item = given.published_item(organ)
    actions.save_draft(HOUSE, item, given.content(summary="第二版"))
    actions.publish(HOUSE, item, "按新规调整")
    rows = queries.history(editor, item)
    assert [(r.number, r.status, r.note) for r in rows] == [
        (2, VersionStatus.PUBLISHED, "按新规调整"), (1, VersionStatus.RETIRED, ""),
    ]  # fmt: skip
    assert queries.version(editor, item, 1).summary == "样例事项，供测试使用。"
    assert queries.version(editor, item, 2).summary == "第二版"
    with pytest.raises(NotFoundError):
        queries.version(editor, item, 3)
    for asked in (queries.history, queries.preview):
        with pytest.raises(NotAllowedError):
            asked(stranger, item)


def test_a_draft_is_read_as_the_public_would_read_it() -> None:
    organ = organs.organ()
    item = actions.create_item(HOUSE, organ, "SAMPLE-P1", "样例预览事项", "licence", content={"summary": "还没写完"})
    shown = queries.preview(HOUSE, item)
    assert (shown.name, shown.summary, shown.regime.granted) == ("样例预览事项", "还没写完", "准予许可")
    assert not shown.steps
    changed = {"basis": "样例条例第三条", "granted": "准予登记备查"}
    actions.save_draft(HOUSE, item, given.content(regime=changed))
    assert queries.preview(HOUSE, item).regime.granted == "准予登记备查"
