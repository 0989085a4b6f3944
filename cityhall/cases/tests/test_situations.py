"""情形 in a case: the server decides what applies, drops what does not, and asks for what does."""

from typing import Any

import pytest
from django.test import TestCase

from cityhall.cases import actions, queries
from cityhall.cases.actions import Applicant, Handed, Point
from cityhall.cases.models import Application, SupplementNotice
from cityhall.cases.terms import Status
from cityhall.catalogue import queries as catalogue
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError

from . import given
from .test_statements import count

ASKS = [
    {"key": "way", "label": "经营方式", "choices": ["堂食", "网店"]},
    {"key": "cold", "label": "做不做冷食", "kind": "yes_no", "when": [[{"key": "way", "values": ["堂食"]}]]},
]
ONLINE, COLD = [[{"key": "way", "values": ["网店"]}]], [[{"key": "cold", "values": ["是"]}]]
CONTENT: dict[str, Any] = {
    "asks": ASKS,
    "materials": [
        {"key": "licence", "name": "营业执照"},
        {"key": "room", "name": "冷食专间布局图", "when": COLD},
        {"key": "web", "name": "网站备案材料", "when": ONLINE},
    ],
    "fields": [
        {"key": "shop", "label": "店铺名称"},
        {"key": "chef", "label": "冷食负责人身份证号", "kind": "id_number", "when": COLD},
        {"key": "site", "label": "网址", "when": ONLINE},
    ],
}
CHEF = "11010519491231002X"
EATING_IN = {"way": "堂食", "cold": "是", "shop": "样例面馆", "chef": CHEF}


class Situations(TestCase):
    def setUp(self) -> None:
        self.here = given.place(**CONTENT)
        self.me = self.here.citizen

    def start(self, values: dict[str, str], *papers: str) -> str:
        draft = actions.start_draft(self.me, self.here.terms.item_id, given.applicant())
        actions.save_draft(self.me, draft, values)
        for key in papers:
            actions.attach(self.me, draft, key, given.file(), f"{key}.pdf")
        return draft

    def kept(self, number: str) -> dict[str, str]:
        application = Application.objects.get(cases__number=number)
        return {**application.form, **application.sealed_form}

    def test_she_gets_exactly_what_applies(self) -> None:
        draft = queries.draft(self.me, self.start(EATING_IN))
        assert [m.spec.key for m in draft.materials] == ["licence", "room"]
        assert [f.key for f in draft.terms.fields] == ["way", "cold", "shop", "chef"]

    def test_questions_have_to_be_answered(self) -> None:
        draft = self.start({"shop": "样例面馆"})
        assert queries.draft(self.me, draft).problems == {"way": "请选择“经营方式”"}
        with pytest.raises(InvalidInputError, match="请选择“经营方式”"):
            actions.receive(self.me, draft)

    def test_a_field_that_applies_is_demanded(self) -> None:
        draft = self.start({"way": "网店", "shop": "样例面馆"})
        with pytest.raises(InvalidInputError, match="请填写“网址”"):
            actions.receive(self.me, draft)

    def test_what_does_not_apply_is_kept_aside_and_not_handed_in(self) -> None:
        draft = self.start(EATING_IN, "licence", "room")
        actions.save_draft(self.me, draft, {"way": "网店", "shop": "样例面馆", "site": "shop.example"})
        mine = queries.draft(self.me, draft)
        assert [m.spec.key for m in mine.materials] == ["licence", "web"]
        assert [m.spec.name for m in mine.aside] == ["冷食专间布局图"]
        assert Application.objects.get(pk=draft).sealed_form == {"chef": CHEF}  # sealed although it does not apply
        number = actions.receive(self.me, draft)
        assert self.kept(number) == {"way": "网店", "shop": "样例面馆", "site": "shop.example"}
        page = queries.case_page(self.here.clerk, number)
        assert [m.spec.key for m in page.materials] == ["licence", "web"]
        assert [f.spec.key for f in page.fields] == ["way", "shop", "site"]

    def test_changed_back_everything_is_there_again(self) -> None:
        draft = self.start(EATING_IN, "licence", "room")
        actions.save_draft(self.me, draft, {"way": "网店", "shop": "样例面馆"})
        actions.save_draft(self.me, draft, {"way": "堂食", "cold": "是", "shop": "样例面馆"})
        mine = queries.draft(self.me, draft)
        assert [m.spec.key for m in mine.materials if m.given] == ["licence", "room"]
        assert mine.aside == ()

    def test_a_file_aside_is_not_shown_to_those_who_work_on_the_case(self) -> None:
        draft = self.start(EATING_IN, "licence", "room")
        [room] = [m.files[0].id for m in queries.draft(self.me, draft).materials if m.spec.key == "room"]
        actions.save_draft(self.me, draft, {"way": "网店", "shop": "样例面馆", "site": "shop.example"})
        number = actions.receive(self.me, draft)
        assert queries.file_of(self.me, number, room)[1] == "room.pdf"
        with pytest.raises(NotFoundError):
            queries.file_of(self.here.clerk, number, room)

    def test_a_material_that_does_not_apply_is_not_taken(self) -> None:
        draft = self.start({"way": "网店", "shop": "样例面馆"})
        with pytest.raises(NotFoundError, match="不用交“冷食专间布局图”"):
            actions.attach(self.me, draft, "room", given.file(), "x.pdf")

    def test_a_draft_begins_with_what_was_answered_in_the_guide(self) -> None:
        draft = actions.start_draft(
            self.me, self.here.terms.item_id, given.applicant(), {"way": ["堂食"], "cold": True, "shop": "不是回答"}
        )
        assert queries.draft(self.me, draft).values == {"way": "堂食", "cold": "是"}

    def test_the_window_takes_exactly_what_applies(self) -> None:
        applicant = Applicant("", "样例申请人", "", "", "13900000001")
        said = {**EATING_IN, "site": "不适用"}
        item = self.here.terms.item_id
        with pytest.raises(InvalidInputError, match="不用交“网站备案材料”"):
            actions.receive_at_window(self.here.clerk, item, applicant, said, [Handed("web", 1)])
        number = actions.receive_at_window(
            self.here.clerk, item, applicant, said, [Handed("licence", 1), Handed("room", 1)]
        )  # fmt: skip
        assert self.kept(number) == EATING_IN
        actions.accept(self.here.clerk, number)

    def test_what_applies_is_needed_before_acceptance(self) -> None:
        number = actions.receive(self.me, self.start(EATING_IN, "licence"))
        with pytest.raises(WrongStateError, match="还缺材料：冷食专间布局图"):
            actions.accept(self.here.clerk, number)

    def test_a_changed_answer_while_supplementing_asks_for_what_it_makes_necessary(self) -> None:
        number = actions.receive(self.me, self.start(EATING_IN, "licence"))
        told = [Point("form", "申请表", "经营方式与现场不符"), Point("room", "冷食专间布局图", "没有提交")]
        actions.request_supplement(self.here.clerk, number, told)
        actions.supplement(
            self.me, number, ["form"], {"way": "网店", "shop": "样例面馆", "site": "shop.example", "chef": CHEF}
        )
        assert self.kept(number) == {"way": "网店", "shop": "样例面馆", "site": "shop.example"}
        points = {p["key"]: p for p in SupplementNotice.objects.get(case__number=number).points}
        assert points["room"]["answered_at"]  # spared
        assert points["web"]["problem"] == "更正后的情况需要这份材料"
        page = queries.case_page(self.me, number)
        assert page.status is Status.SUPPLEMENTING
        actions.attach(self.me, number, "web", given.file(), "web.pdf")
        actions.supplement(self.me, number, ["web"])
        actions.accept(self.here.clerk, number)

    def test_a_correction_at_the_window_after_the_notice_names_what_is_needed_too(self) -> None:
        number = actions.receive(self.me, self.start(EATING_IN, "licence"))
        actions.request_supplement(self.here.clerk, number, [Point("room", "冷食专间布局图", "没有提交")])
        actions.attach(self.me, number, "room", given.file(), "room.pdf")
        actions.supplement(self.me, number, ["room"])
        actions.correct_here(self.here.clerk, number, {"way": "网店", "site": "shop.example"})
        with pytest.raises(WrongStateError, match="网站备案材料"):
            actions.accept(self.here.clerk, number)
        actions.request_supplement(self.here.clerk, number, [Point("web", "网站备案材料", "没有提交")])

    def test_the_statements_stay_within_their_budget(self) -> None:
        draft = self.start(EATING_IN, "licence", "room")
        other = {"way": "网店", "shop": "样例面馆", "site": "shop.example"}
        assert len(count(lambda: actions.save_draft(self.me, draft, other))) <= 8
        assert len(count(lambda: actions.receive(self.me, draft))) <= 8

    def test_an_item_without_questions_is_the_same_for_everybody(self) -> None:
        plain = given.place()
        assert catalogue.situated(plain.terms, {"way": "堂食"}) is plain.terms
        assert catalogue.whole(plain.terms) is plain.terms
