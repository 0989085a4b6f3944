from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Item, ItemVersion, Regime
from cityhall.catalogue.terms import Can, Pace, Procedure, VersionStatus
from cityhall.kernel.actor import HOUSE, NOBODY
from cityhall.kernel.call import calling
from cityhall.kernel.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    StaleError,
    WrongStateError,
)  # fmt: skip
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db
_keys = count()


def test_a_published_item_promises_what_its_draft_said() -> None:
    organ_id = organs.organ("市样例市场监管局")
    item_id = given.published_item(organ_id, name="食品经营许可", short_code="SP01")
    found = queries.published(item_id)
    assert found is not None
    assert (found.name, found.short_code, found.organ_name) == ("食品经营许可", "sp01", "市样例市场监管局")
    assert (str(found.statutory), str(found.promised)) == ("20 个工作日", "10 个工作日")
    assert found.regime.silence_accepts
    assert [s.key for s in found.steps] == ["review", "decide"]
    assert {f.key for f in found.fields if f.personal} == {"premises_address", "contact_phone"}
    assert Entry.objects.filter(ref=f"item:{item_id}").values_list("event", flat=True).last() == "item.published"


def test_publishing_again_retires_the_version_before_and_leaves_it_readable() -> None:
    item_id = given.published_item(organs.organ())
    first = queries.published(item_id)
    assert first is not None
    actions.save_draft(HOUSE, item_id, given.content(promised={"amount": 7, "unit": "workdays"}))
    second = actions.publish(HOUSE, item_id)
    assert queries.terms(second).promised.amount == 7
    assert queries.terms(first.version_id).promised.amount == 10
    statuses = ItemVersion.objects.filter(item_id=item_id).order_by("number").values_list("status", flat=True)
    assert list(statuses) == [VersionStatus.RETIRED, VersionStatus.PUBLISHED]


def test_a_draft_does_not_change_what_is_published() -> None:
    item_id = given.published_item(organs.organ())
    actions.save_draft(HOUSE, item_id, given.content(summary="新的说明"))
    found = queries.published(item_id)
    assert found is not None
    assert found.summary == "样例事项，供测试使用。"


@pytest.mark.parametrize(
    ("missing", "field", "word"),
    [
        ({"statutory": None}, "statutory", "法定办结时限"),
        ({"promised": None}, "promised", "承诺办结时限"),
        ({"steps": []}, "steps", "审查环节"),
        ({"result": None}, "result", "审批结果"),
        ({"applicants": []}, "applicants", "服务对象"),
    ],
)
def test_an_unfinished_item_is_not_published_and_says_why(missing: dict[str, Any], field: str, word: str) -> None:
    item_id = given.draft_item(organs.organ(), **missing)
    with pytest.raises(InvalidInputError) as refused:
        actions.publish(HOUSE, item_id)
    assert refused.value.field == field
    assert word in refused.value.message
    assert queries.published(item_id) is None
    assert not ItemVersion.objects.filter(status=VersionStatus.PUBLISHED).exists()


def test_everything_that_is_missing_is_said_at_once() -> None:
    item_id = actions.create_item(HOUSE, organs.organ(), "SAMPLE-EMPTY", "空事项", Procedure.SERVICE)
    with pytest.raises(InvalidInputError) as refused:
        actions.publish(HOUSE, item_id)
    for word in ("服务对象", "法定办结时限", "承诺办结时限", "审查环节", "审批结果"):
        assert word in refused.value.message


def test_nothing_is_published_twice_from_one_draft() -> None:
    item_id = given.published_item(organs.organ())
    with pytest.raises(WrongStateError) as refused:
        actions.publish(HOUSE, item_id)
    assert refused.value.code == "catalogue.no_draft"


def test_two_editors_do_not_overwrite_each_other() -> None:
    item_id = given.draft_item(organs.organ())
    with calling(seen=1):
        actions.save_draft(HOUSE, item_id, given.content(summary="甲"))
    with calling(seen=1), pytest.raises(StaleError):
        actions.save_draft(HOUSE, item_id, given.content(summary="乙"))
    assert queries.draft(HOUSE, item_id).parts.summary == "甲"


def test_only_the_organs_own_editor_edits_and_only_a_publisher_publishes() -> None:
    mine, other = organs.organ(), organs.organ()
    editor = organs.staff(mine, Can.EDIT_ITEMS)
    own, strange = given.draft_item(mine), given.draft_item(other)
    actions.save_draft(editor, own, given.content(summary="可以"))
    for act in (
        lambda: actions.save_draft(editor, strange, given.content()),
        lambda: actions.create_item(editor, other, "SAMPLE-X", "不可以", Procedure.LICENCE),
        lambda: actions.edit_item(editor, strange, "不可以", Procedure.LICENCE),
        lambda: actions.publish(editor, own),
        lambda: actions.retire(editor, own, "不可以"),
        lambda: actions.feature(editor, own, True),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(NotSignedInError):
        actions.publish(NOBODY, own)
    assert actions.publish(organs.staff(mine, Can.PUBLISH_ITEMS), own)


def test_a_retired_item_takes_no_applications_but_its_cases_keep_their_version() -> None:
    item_id = given.published_item(organs.organ())
    pinned = queries.published(item_id)
    assert pinned is not None
    with pytest.raises(InvalidInputError):
        actions.retire(HOUSE, item_id, " ")
    actions.retire(HOUSE, item_id, "法规废止")
    assert queries.published(item_id) is None
    assert queries.terms(pinned.version_id) == pinned
    with pytest.raises(WrongStateError):
        actions.retire(HOUSE, item_id, "再停一次")
    with pytest.raises(NotFoundError):
        queries.guide(item_id)


def test_item_codes_and_short_codes_are_used_once() -> None:
    organ_id = organs.organ()
    actions.create_item(HOUSE, organ_id, "SAMPLE-A", "甲", Procedure.LICENCE, short_code="a1")
    with pytest.raises(InvalidInputError) as code:
        actions.create_item(HOUSE, organ_id, "SAMPLE-A", "乙", Procedure.LICENCE)
    with pytest.raises(InvalidInputError) as short:
        actions.create_item(HOUSE, organ_id, "SAMPLE-B", "乙", Procedure.LICENCE, short_code="A1")
    assert (code.value.field, short.value.field) == ("item_code", "short_code")
    assert Item.objects.count() == 1


def test_an_item_has_its_own_rule_only_with_a_law_behind_it() -> None:
    organ_id = organs.organ()
    item_id = given.draft_item(organ_id, procedure=Procedure.REGISTRATION)
    own: dict[str, object] = {"silence_accepts": True, "notice": {"amount": 0, "unit": "instant"}}
    with pytest.raises(InvalidInputError) as refused:
        actions.save_draft(HOUSE, item_id, given.content(regime=own))
    assert refused.value.code == "catalogue.regime_without_basis"
    own["basis"] = "不动产登记暂行条例第十七条"
    actions.save_draft(HOUSE, item_id, given.content(regime=own))
    regime = queries.terms(actions.publish(HOUSE, item_id)).regime
    assert regime.silence_accepts
    assert "deem_accepted" in regime.moves
    assert regime.silence_basis == "不动产登记暂行条例第十七条"


def test_an_instant_item_promises_to_be_instant() -> None:
    item_id = given.published_item(organs.organ(), pace=Pace.INSTANT)
    found = queries.published(item_id)
    assert found is not None
    assert str(found.promised) == "即时"


def test_the_law_is_sown_once_and_what_the_city_changed_stays() -> None:
    assert Regime.objects.count() == len(Procedure)
    row = Regime.objects.get(procedure=Procedure.SERVICE)
    Regime.objects.filter(procedure=Procedure.LICENCE).delete()
    Regime.objects.filter(pk=row.pk).update(source="本市规定")
    assert actions.seed_regimes(HOUSE) == 1
    assert actions.seed_regimes(HOUSE) == 0
    assert Regime.objects.get(procedure=Procedure.SERVICE).source == "本市规定"


def statements(act: Callable[[], object]) -> int:
    """What an act costs, with an idempotency key and transaction control apart."""
    with CaptureQueriesContext(connection) as seen, calling(key=f"count-{next(_keys)}"):
        act()
    control = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return sum(not q["sql"].startswith(control) and "ch_journal_claim" not in q["sql"] for q in seen)


def test_every_action_keeps_to_eight_statements_and_publishing_to_those_of_a_composite() -> None:
    organ_id = organs.organ()
    item_id = given.draft_item(organ_id)
    acts: list[Callable[[], object]] = [
        lambda: actions.create_item(HOUSE, organ_id, "SAMPLE-C", "计数", Procedure.LICENCE, content=given.content()),
        lambda: actions.edit_item(HOUSE, item_id, "改名", Procedure.LICENCE),
        lambda: actions.save_draft(HOUSE, item_id, given.content()),
        lambda: actions.publish(HOUSE, item_id),
        lambda: actions.save_draft(HOUSE, item_id, given.content(regime={"basis": "样例条例", "granted": "准予"})),
        lambda: actions.publish(HOUSE, item_id),
        lambda: actions.feature(HOUSE, item_id, True),
        lambda: actions.retire(HOUSE, item_id, "样例"),
    ]
    counted = [statements(act) for act in acts]
    publishing = (3, 5)
    assert [n for place, n in enumerate(counted) if n > (12 if place in publishing else 8)] == []


@pytest.mark.django_db(transaction=True)
def test_two_people_publishing_at_once_publish_once() -> None:
    item_id = given.draft_item(organs.organ())

    def publish(_: int) -> str:
        try:
            return actions.publish(HOUSE, item_id)
        except WrongStateError as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(publish, range(4)))
    assert answers.count("catalogue.no_draft") == 3
    assert ItemVersion.objects.filter(item_id=item_id, status=VersionStatus.PUBLISHED).count() == 1


def test_a_step_at_an_organ_that_does_not_exist_is_not_published() -> None:
    steps = [{"key": "ask", "name": "会审", "desk": "review", "order": 1, "organ_id": 999_999}, given.STEPS[1]]
    item_id = given.draft_item(organs.organ(), steps=steps)
    with pytest.raises(InvalidInputError) as refused:
        actions.publish(HOUSE, item_id)
    assert "会审" in refused.value.message
