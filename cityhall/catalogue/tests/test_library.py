"""标准字段库、标准材料库: kept, tightened, retired, replaced, taken apart; a version with a retired material is not published."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import actions, queries
from cityhall.catalogue.actions import Stocked
from cityhall.catalogue.models import ItemVersion, LibraryEntry
from cityhall.catalogue.rules import library
from cityhall.catalogue.terms import Can, FieldKind, FieldSpec, Reuse, Shelf, StandardField, VersionStatus
from cityhall.kernel import call, clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from tests.budget import KNOWN, REQUEST

from . import given

APART = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", *REQUEST, *KNOWN)
ROWS = [
    Stocked(Shelf.FIELD, "entity.name", "单位名称", {"max_length": 60, "origin": "entity.name"}, ("企业名称",)),
    Stocked(Shelf.FIELD, "place.area", "经营面积", {"kind": "number", "unit": "平方米", "least": "1", "most": "100000"}),
    Stocked(Shelf.FIELD, "person.phone", "联系电话", {"kind": "phone", "reuse": "ask"}, ("手机号",)),
    Stocked(Shelf.MATERIAL, "C001", "营业执照", {"sharing": "电子证照库", "standard": "未被吊销", "issuer": "市场监管部门"}),
    Stocked(Shelf.MATERIAL, "C002", "工商营业执照", {}),
    Stocked(Shelf.MATERIAL, "C100", "经营许可申请书", {"pieces": [
        {"name": "单位名称", "kind": "asked", "code": "entity.name"},
        {"name": "经营面积", "kind": "asked", "code": "place.area"},
        {"name": "主体资格", "kind": "held", "source": "市场监管登记库"},
        {"name": "营业执照", "kind": "brought", "code": "C001"}]}),
]  # fmt: skip


def std(**changes: Any) -> StandardField:
    return library.read_field(
        {"kind": "number", "unit": "平方米", "least": "1", "most": "500", "max_length": 10} | changes
    )


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({}, []),
        ({"least": "10", "most": "100"}, []),
        ({"kind": FieldKind.TEXT}, ["类型应与标准字段一致：数字"]),
        ({"unit": "亩"}, ["单位应与标准字段一致：平方米"]),
    ],
)
def test_a_form_may_tighten_a_standard_field_but_not_loosen_it(own: dict[str, Any], told: list[str]) -> None:
    spec = FieldSpec("area", "面积", **({"kind": FieldKind.NUMBER} | own))
    found = [sentence for _, sentence in library.loosened(spec, std())]
    assert len(found) == len(told)
    assert all(part in sentence for part, sentence in zip(told, found, strict=True))


def test_choices_may_be_fewer_not_others() -> None:
    rule = library.read_field({"kind": "choice", "choices": ["甲", "乙", "丙"]})
    fewer = FieldSpec("a", "类别", FieldKind.CHOICE, choices=("甲", "乙"))
    assert library.loosened(fewer, rule) == []
    assert library.field_taken(fewer, rule).choices == ("甲", "乙")
    [(_, sentence)] = library.loosened(FieldSpec("a", "类别", FieldKind.CHOICE, choices=("甲", "丁")), rule)
    assert "多了标准字段没有的选项：丁" in sentence


def test_of_both_rules_the_stricter_is_taken() -> None:
    own = FieldSpec("a", "面积", FieldKind.NUMBER, least="10", most="900", max_length=4)
    made = library.field_taken(own, std(personal=True, reuse="ask"))
    assert (made.least, made.most, made.unit, made.max_length) == ("10", "500", "平方米", 4)
    assert (made.personal, made.reuse) == (True, Reuse.ASK)


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|aa)*b", ".*a.*b.*c", "(.*)*x", r"(a)\1", "(?=x)", "["])
def test_a_pattern_that_could_run_away_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidInputError):
        library.read_field({"pattern": pattern})


class Library(TestCase):
    def setUp(self) -> None:
        self.organ = organs.organ()
        self.keeper = organs.staff(self.organ, *Can, reach=Reach.EVERYWHERE)
        self.editor = organs.staff(self.organ, Can.EDIT_ITEMS, Can.PUBLISH_ITEMS)
        actions.stock_library(self.keeper, ROWS, "样例")

    def item(self, **changes: Any) -> int:
        content: dict[str, Any] = {
            "materials": [{"key": "m1", "name": "营业执照", "standard_code": "C001"}],
            "fields": [{"key": "f1", "label": "经营面积", "kind": "number", "standard": "place.area", "most": "400"}],
        }
        return given.draft_item(self.organ, **(content | changes))

    def seen(self, shelf: Shelf, code: str) -> int:
        return queries.library_entry(self.keeper, shelf, code).version

    def retire(self, code: str, instead: str = "", days: int | None = None) -> int:
        until = clock.today() + timedelta(days=days) if days is not None else None
        with call.calling(seen=self.seen(Shelf.MATERIAL, code)):
            return actions.retire_library_entry(self.keeper, "material", code, "名称规范（样例）", instead, until)

    def test_a_published_version_holds_what_the_library_said(self) -> None:
        item = self.item()
        actions.publish(self.editor, item)
        now = queries.published(item)
        assert now is not None
        [field] = now.fields
        assert (field.unit, field.least, field.most, field.standard) == ("平方米", "1", "400", "place.area")
        assert (now.materials[0].standard, now.materials[0].source) == ("未被吊销", "市场监管部门")
        entry = queries.library_entry(self.keeper, Shelf.FIELD, "place.area")
        with call.calling(seen=entry.version):
            actions.save_library_entry(
                self.keeper,
                "field",
                "place.area",
                "经营面积",
                {"kind": "number", "unit": "平方米", "most": "50"},
                why="改",
            )
        again = queries.published(item)
        assert again is not None
        assert again.fields[0].most == "400"

    def test_a_version_with_a_retired_material_is_not_published(self) -> None:
        item = self.item()
        assert self.retire("C001", "C002") == 1
        draft = queries.draft(self.editor, item)
        sentence = f"材料“营业执照”引用的标准材料“营业执照”已于 {clock.today()} 停用，请改用“工商营业执照（C002）”"
        assert sentence in [p.sentence for p in draft.problems]
        lines = Entry.objects.count()
        with pytest.raises(WrongStateError) as no:
            actions.publish(self.editor, item)
        assert no.value.code == "catalogue.depends_on_retired"
        assert sentence in no.value.message
        assert queries.published(item) is None
        assert Entry.objects.count() == lines
        with pytest.raises(WrongStateError, match="停用"):
            actions.plan_publication(self.editor, item, clock.today() + timedelta(days=3))

    def test_retiring_puts_published_and_draft_versions_on_the_list_until_they_are_changed(self) -> None:
        item = self.item()
        actions.publish(self.editor, item)
        other = self.item()
        assert self.retire("C001", "C002", days=30) == 2
        told = queries.to_replace(self.editor)
        assert {(t.use.item_id, t.use.status) for t in told} == {
            (item, VersionStatus.PUBLISHED), (other, VersionStatus.DRAFT)}  # fmt: skip
        assert {(t.instead, t.late) for t in told} == {("C002", False)}
        assert queries.to_replace(organs.staff(organs.organ(), Can.EDIT_ITEMS)) == []
        for one in (item, other):
            actions.swap_library_entry(self.editor, one, "material", "C001")
            actions.publish(self.editor, one)
        now = queries.published(item)
        assert now is not None
        assert (now.materials[0].name, now.materials[0].standard_code) == ("工商营业执照", "C002")
        assert queries.to_replace(self.editor) == []

    def test_an_entry_nobody_knows_and_a_rule_loosened_are_named(self) -> None:
        unknown = self.item(materials=[{"key": "m1", "name": "证明", "standard_code": "X"}])
        with pytest.raises(WrongStateError, match="标准材料“X”不在标准库中"):
            actions.publish(self.editor, unknown)
        loose = self.item(fields=[{"key": "f1", "label": "经营面积", "standard": "place.area"}])
        with pytest.raises(InvalidInputError, match="类型应与标准字段一致"):
            actions.publish(self.editor, loose)

    def test_a_paper_is_taken_apart_into_what_the_form_asks(self) -> None:
        item = self.item(
            materials=[{"key": "a", "name": "经营许可申请书", "standard_code": "C100"}],
            fields=[{"key": "f1", "label": "单位名称", "standard": "entity.name"}],
        )
        told = queries.decomposition(queries.draft(self.editor, item).content, "a")
        assert [(r.piece.name, r.piece.kind, r.there) for r in told.rows] == [
            ("单位名称", "asked", "单位名称"),
            ("经营面积", "asked", ""), ("主体资格", "held", ""), ("营业执照", "brought", "")]  # fmt: skip
        actions.take_material_apart(self.editor, item, "a")
        parts = queries.draft(self.editor, item).parts
        assert [(f.label, f.standard, f.unit) for f in parts.fields] == [
            ("单位名称", "entity.name", ""), ("经营面积", "place.area", "平方米")]  # fmt: skip
        assert [(m.name, m.standard_code) for m in parts.materials] == [("营业执照", "C001")]
        assert queries.draft(self.editor, item).problems == ()

    def test_what_a_question_asks_is_not_asked_again(self) -> None:
        item = self.item(
            asks=[{"key": "area", "label": "经营面积", "kind": "number"}],
            materials=[{"key": "a", "name": "经营许可申请书", "standard_code": "C100"}],
        )
        told = queries.decomposition(queries.draft(self.editor, item).content, "a")
        assert {r.piece.name: r.there for r in told.rows}["经营面积"] == "经营面积"

    def test_a_paper_nobody_took_apart_stays_as_it_is(self) -> None:
        item = self.item()
        with pytest.raises(WrongStateError, match="还没有拆解"):
            actions.take_material_apart(self.editor, item, "m1")

    def test_rows_called_as_entries_refer_to_them(self) -> None:
        item = self.item(
            materials=[{"key": "m", "name": "营业执照（副本）"}],
            fields=[
                {"key": "a", "label": "手机号", "kind": "phone"},
                {"key": "b", "label": "企业名称", "kind": "long"},
            ],
        )
        assert actions.adopt_standard(self.editor, item, "field") == 1
        assert actions.adopt_standard(self.editor, item, "material") == 1
        parts = queries.draft(self.editor, item).parts
        assert [f.standard for f in parts.fields] == ["person.phone", ""]
        assert parts.materials[0].standard_code == "C001"
        with pytest.raises(WrongStateError, match="没有与标准库同名"):
            actions.adopt_standard(self.editor, item, "field")

    def test_what_makes_no_sense_is_refused_and_nothing_is_written(self) -> None:
        before = LibraryEntry.objects.count()
        bad: list[tuple[str, str, str, dict[str, Any]]] = [
            ("field", "中文", "名称", {}), ("field", "x", " ", {}), ("field", "x", "选", {"kind": "choice", "choices": ["一"]}),
            ("field", "x", "数", {"kind": "number", "least": "9", "most": "1"}), ("nothing", "x", "名称", {}),
            ("material", "M9", "证明", {"pieces": [{"name": "甲", "kind": "asked", "code": "no.such"}]}),
            ("material", "M9", "证明", {"pieces": [{"name": "甲", "kind": "brought", "code": "M9"}]}),
            ("material", "M9", "证明", {"pieces": [{"name": "甲", "kind": "held"}]}),
        ]  # fmt: skip
        for shelf, code, name, content in bad:
            with pytest.raises(DomainError), call.calling():
                actions.save_library_entry(self.keeper, shelf, code, name, content)
        assert LibraryEntry.objects.count() == before

    def test_who_may_keep_it(self) -> None:
        with pytest.raises(NotAllowedError):
            actions.save_library_entry(self.editor, "field", "mine", "名称", {})
        own = organs.staff(self.organ, Can.KEEP_LIBRARY)
        with pytest.raises(NotAllowedError, match="全市共用"):
            actions.save_library_entry(own, "field", "mine", "名称", {})
        actions.save_library_entry(own, "field", "mine", "名称", {}, organ_id=self.organ)
        with pytest.raises(NotAllowedError):
            actions.retire_library_entry(own, "material", "C002", "样例")
        with pytest.raises(NotAllowedError):
            queries.library(organs.staff(self.organ, Can.PUBLISH_ITEMS), Shelf.FIELD)

    def test_the_list_counts_its_users_in_one_statement(self) -> None:
        item = self.item()
        actions.publish(self.editor, item)
        self.item()
        with CaptureQueriesContext(connection) as seen:
            rows = queries.library(self.editor, Shelf.MATERIAL, text="营业执照").rows
        assert {r.code: r.used for r in rows} == {"C001": 2, "C002": 0}
        assert len(seen) == 1
        assert {r.code for r in queries.library(self.editor, Shelf.MATERIAL, only="unused").rows} == {"C002", "C100"}

    def test_publishing_with_entries_stays_within_its_budget(self) -> None:
        item = self.item()
        with CaptureQueriesContext(connection) as seen, call.calling("publish"):
            actions.publish(self.editor, item)
        asked = [q["sql"] for q in seen.captured_queries if not q["sql"].startswith(APART)]
        assert (
            len(asked) <= 12
        )  # a composite act: with everything a version stands on, and the figures of what is in force
        assert ItemVersion.objects.get(item=item).uses == ["field:place.area", "material:C001"]

    def test_stocking_again_adds_nothing(self) -> None:
        assert actions.stock_library(HOUSE, ROWS, "样例") == 0
