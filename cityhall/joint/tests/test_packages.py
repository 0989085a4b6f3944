"""编排和发布, as actions."""

import pytest

from cityhall.catalogue import actions as catalogue
from cityhall.joint import actions, queries
from cityhall.joint.models import Package, PackageVersion
from cityhall.joint.terms import Can, PackageState
from cityhall.kernel import call
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db(transaction=True)


def two() -> given.Whole:
    return given.drafted({"a": given.item(), "b": given.item()})


def test_a_package_that_can_work_is_published_in_versions() -> None:
    whole = two()

    assert actions.publish_package(whole.designer, whole.code, "首次发布") == 1
    assert actions.publish_package(whole.designer, whole.code) == 2

    states = dict(PackageVersion.objects.values_list("number", "state"))
    assert states == {1: PackageState.RETIRED, 2: PackageState.PUBLISHED}
    assert queries.published(whole.code).number == 2
    assert queries.published(whole.code).parts[0].organ_id == whole.places["a"].organ
    assert Entry.objects.filter(event="package.published", ref=f"package:{whole.code}").count() == 2


def test_one_that_cannot_work_is_refused_with_everything_that_is_wrong() -> None:
    whole = given.drafted(
        {"a": given.item(), "b": given.item()}, slots=[{"name": "多余的", "uses": [{"part": "a", "key": "none"}]}],
        after={"a": [{"part": "b", "need": "result"}], "b": [{"part": "a", "need": "result"}]},
    )  # fmt: skip

    with pytest.raises(WrongStateError, match="互相等待：a→b→a") as no:
        actions.publish_package(whole.designer, whole.code)

    assert "有 2 处要改" in no.value.message
    assert "“多余的”没有任何事项需要" in no.value.message
    assert not PackageVersion.objects.exists()


def test_an_item_withdrawn_since_is_named_before_publishing() -> None:
    whole = two()
    gone = whole.places["b"].terms
    catalogue.retire(given.HOUSE, gone.item_id, "不再实施")

    with pytest.raises(WrongStateError, match=f"“{gone.name}”已停用"):
        actions.publish_package(whole.designer, whole.code)


def test_only_whoever_may_designs_and_publishes() -> None:
    whole = two()
    stranger = given.designer(organs.organ())
    writer = organs.staff(whole.lead, Can.DESIGN)
    content = given.content(whole.places, whole.lead)

    with pytest.raises(NotAllowedError):
        actions.save_package(stranger, whole.code, "改名", content)
    with pytest.raises(NotAllowedError):
        actions.publish_package(stranger, whole.code)
    with pytest.raises(NotAllowedError):
        actions.publish_package(writer, whole.code)
    with pytest.raises(NotAllowedError):
        actions.create_package(stranger, "mine", "一件事", whole.lead, content)
    with pytest.raises(NotAllowedError):
        queries.package_draft(stranger, whole.code)
    assert Package.objects.get().name == "样例一件事"


def test_a_draft_is_saved_as_it_was_seen() -> None:
    whole = two()
    content = given.content(whole.places, whole.lead)

    with call.calling(seen=1):
        assert actions.save_package(whole.designer, whole.code, "企业开办", content) == 2
    with call.calling(seen=1), pytest.raises(StaleError):
        actions.save_package(whole.designer, whole.code, "又改", content)
    with pytest.raises(InvalidInputError):
        actions.save_package(whole.designer, whole.code, "企业开办", content | {"stages": "x"})
    with pytest.raises(InvalidInputError):
        actions.save_package(whole.designer, whole.code, " ", content)
    with pytest.raises(NotFoundError):
        actions.save_package(whole.designer, "none", "企业开办", content)
    assert Package.objects.get().name == "企业开办"


def test_a_code_is_used_once() -> None:
    whole = two()

    with pytest.raises(WrongStateError, match="已经用于"):
        actions.create_package(whole.designer, whole.code, "另一件事", whole.lead)
    with pytest.raises(InvalidInputError):
        actions.create_package(whole.designer, "A b", "另一件事", whole.lead)


def test_out_of_service_it_is_not_offered_and_takes_no_application() -> None:
    whole = given.published({"a": given.item(), "b": given.item()})
    assert [row.code for row in queries.offered()] == [whole.code]

    with pytest.raises(InvalidInputError):
        actions.retire_package(whole.designer, whole.code, " ")
    actions.retire_package(whole.designer, whole.code, "政策调整")

    assert queries.offered() == []
    with pytest.raises(NotFoundError):
        queries.published(whole.code)
    with pytest.raises(WrongStateError):
        actions.retire_package(whole.designer, whole.code, "再停一次")
    assert queries.package_draft(whole.designer, whole.code).state is PackageState.RETIRED


def test_the_designer_sees_the_one_form_and_what_is_wrong() -> None:
    whole = given.drafted({
        "a": given.item(), "b": given.item(fields=[{"key": "company", "label": "企业名称", "max_length": 30}]),
    })  # fmt: skip
    seen = queries.package_draft(whole.designer, whole.code)

    assert seen.checked is not None
    assert not seen.checked.blocked
    assert [p.code for p in seen.checked.problems] == ["hint_clash"]
    assert str(seen.checked.saved) == "原需填 3 项、交 4 份材料；现填 2 项、交 2 份"
    assert [row.state for row in queries.packages(whole.designer).rows] == [PackageState.DRAFT]
    with pytest.raises(NotAllowedError):
        queries.packages(whole.citizen)
