"""编排一件事 on screen: written in lines, checked, published, taken out of service."""

import pytest

from cityhall.cases.tests.given import Place
from cityhall.doors.tests import visit
from cityhall.joint import queries
from cityhall.joint.models import Package
from cityhall.joint.terms import Can
from cityhall.joint.tests import given
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db(transaction=True)


def written(places: dict[str, Place], lead: int, **told: object) -> dict[str, object]:
    a, b = places.values()
    return {
        "name": "企业开办", "summary": "一次申报", "amount": "3", "unit": "workdays", "basis": "",
        "stages": f"all | 联合审批 | #{lead} | 全部办成", "asks": "staff | 要雇人吗 | 是或否",
        "parts": f"a | #{a.terms.item_id} | all\nb | {b.terms.name} | all | a 结果 | 其余照办 | 要雇人吗=是",
        "slots": "住所证明 | a.premises，b.premises", "feeds": "", "apart": "b.company", **told,
    }  # fmt: skip


def test_written_in_lines_checked_published_and_retired() -> None:
    places = {"a": given.item(), "b": given.item(name="样例唯一事项")}
    lead = places["a"].organ
    desk = visit.at(given.designer(lead))
    answer = desk.post("/setup/joint/new/", {"code": "kaiban", "name": "企业开办", "organ_id": f"#{lead}"})
    assert answer["Location"] == "/setup/joint/kaiban/edit/"
    assert "还没有编排内容" in visit.page(desk, "/setup/joint/kaiban/")

    told = written(places, lead)
    assert desk.post("/setup/joint/kaiban/edit/", told).status_code == 302
    content = Package.objects.get().draft
    assert content["parts"][1]["after"] == [{"part": "a", "need": "result"}]
    assert content["parts"][1]["when"] == [[{"key": "staff", "op": "is", "values": ["是"]}]]
    shown = visit.page(desk, "/setup/joint/kaiban/")
    assert "没有发现问题" in shown
    assert "原需填 4 项、交 4 份材料；现填 4 项、交 2 份" in shown
    edited = visit.page(desk, "/setup/joint/kaiban/edit/")
    assert "a 结果 | 其余照办 | 要雇人吗=是" in edited
    assert "b.company" in edited
    assert desk.post("/setup/joint/kaiban/edit/", told).status_code == 302
    assert Package.objects.get().draft == content

    assert desk.post("/setup/joint/kaiban/publish/", {"note": "首次"}).status_code == 302
    assert queries.published("kaiban").number == 1
    assert "企业开办" in visit.page(desk, "/setup/joint/")
    assert desk.post("/setup/joint/kaiban/retire/", {"reason": "政策调整"}).status_code == 302
    assert "停用原因：政策调整" in visit.page(desk, "/setup/joint/kaiban/")


def test_what_has_no_cell_of_its_own_is_not_lost_in_the_editor() -> None:
    places = {"a": given.item(), "b": given.item(name="样例别的事项")}
    asks = [{"key": "staff", "label": "雇人吗", "kind": "yes_no", "choices": [], "hint": "招人的一并登记社保"}]
    whole = given.drafted(places, asks=asks)

    answer = visit.at(whole.designer).post(
        f"/setup/joint/{whole.code}/edit/", written(places, whole.lead, parts=_plain(places))
    )

    assert answer.status_code == 302, visit.text(answer)
    [ask] = Package.objects.get().draft["asks"]
    assert (ask["label"], ask["hint"]) == ("要雇人吗", "招人的一并登记社保")


def _plain(places: dict[str, Place]) -> str:
    return "\n".join(f"{key} | #{place.terms.item_id} | all" for key, place in places.items())


@pytest.mark.parametrize(("field", "line", "sentence"), [
    ("parts", "a | 没有这个事项 | all", "没有找到事项"),
    ("stages", "all | 联合审批 | 没有这个局", "没有找到“没有这个局”"),
    ("asks", "staff | 要雇人吗 | 单选 | 是", "至少要有两个不同的选项"),
    ("slots", "住所证明 | premises", "要写成 事项标识.材料标识"),
    ("parts", "a | #1 | all | | 没有这条规则", "不认识，可以写"),
])  # fmt: skip
def test_a_line_that_cannot_be_read_is_refused_at_its_field(field: str, line: str, sentence: str) -> None:
    places = {"a": given.item(), "b": given.item()}
    whole = given.drafted(places)
    if "#1" in line:
        line = line.replace("#1", f"#{places['a'].terms.item_id}")
    desk = visit.at(whole.designer)

    answer = desk.post(f"/setup/joint/{whole.code}/edit/", written(places, whole.lead, **{field: line}))

    assert answer.status_code == 422
    assert sentence in visit.text(answer)
    assert Package.objects.get().name == "样例一件事"


def test_what_stands_in_the_way_is_shown_and_refused() -> None:
    places = {"a": given.item(), "b": given.item()}
    ring = {"a": [{"part": "b", "need": "result"}], "b": [{"part": "a", "need": "result"}]}
    whole = given.drafted(places, after=ring)
    desk = visit.at(whole.designer)

    shown = visit.page(desk, f"/setup/joint/{whole.code}/")
    assert "互相等待：a→b→a" in shown
    assert f"/setup/joint/{whole.code}/publish/" not in shown
    answer = desk.post(f"/setup/joint/{whole.code}/publish/", {"note": ""})
    assert answer.status_code == 409
    assert "互相等待" in visit.text(answer)


def test_who_may_not_does_not_come_in() -> None:
    whole = given.drafted({"a": given.item(), "b": given.item()})
    stranger = visit.at(given.designer(organs.organ()))
    nobody = visit.at(organs.staff(organs.organ(), Can.SEE))

    assert nobody.get("/setup/joint/").status_code == 403
    assert stranger.get(f"/setup/joint/{whole.code}/").status_code == 403
    assert stranger.get("/setup/joint/none/").status_code == 404
