"""One's own cases: every state in plain words, what can be done now, and nobody else's."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.cases import actions, queries
from cityhall.cases.actions import Point
from cityhall.cases.models import Case, MaterialFile
from cityhall.cases.tests import given as cases
from cityhall.cases.tests.given import FORM, Place
from cityhall.kernel import clock
from cityhall.kernel.tests import contents
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from . import given
from .given import browser, photo, text

pytestmark = pytest.mark.django_db

WORDS: list[tuple[Callable[[Place], str], str]] = [
    (cases.received, "已经收到，正在核对材料"),
    (cases.supplementing, "材料需要补正，等您补交"),
    (cases.supplemented, "补交材料，已收齐"),
    (cases.accepted, "现在由"),
    (cases.granted, "已经办成，等您领取结果"),
    (cases.refused, '理由：<span class="pre">经营场所不符合规定条件。'),
    (cases.delivered, "结果已送达"),
    (cases.not_accepted, "应向市样例乙局申请"),
    (cases.withdrawn, "您已撤回申请"),
    (cases.voided, "这件已经作废"),
    (cases.archived, "已经办完并归档"),
]


@pytest.mark.parametrize(("walk", "said"), WORDS, ids=[walk.__name__ for walk, _ in WORDS])
def test_every_state_is_said_in_plain_words(walk: Callable[[Place], str], said: str) -> None:
    here = given.place()
    number = walk(here)
    drain()
    client = browser(here.citizen)
    page = client.get(f"/my/{number}/")
    assert page.status_code == 200
    assert said in text(page)
    assert number in text(client.get("/my/"))


def test_the_case_page_says_who_holds_it_and_until_when() -> None:
    with clock.frozen("2026-11-20T10:00"):
        here = given.place()
        number = cases.accepted(here)
        page = text(browser(here.citizen).get(f"/my/{number}/"))
    assert "应在 2026年12月4日 前作出决定" in page
    assert f"现在由{here.terms.organ_name}办理" in page
    assert "法定办结期限" in page
    assert "撤回申请" in page
    assert here.reviewer.name not in page


def test_a_date_nobody_can_know_yet_is_said_to_be_provisional() -> None:
    with clock.frozen("2026-12-29T10:00"):
        here = given.place()
        page = text(browser(here.citizen).get(f"/my/{cases.accepted(here)}/"))
    assert "截止日期暂定" in page


@pytest.mark.parametrize("path", ["", "received/", "withdraw/", "supplement/", "files/{file}/", "papers/{paper}/"])
def test_another_s_case_does_not_exist(path: str) -> None:
    here = given.place()
    number = cases.supplementing(here)
    drain()
    file = MaterialFile.objects.order_by("pk")[0].pk
    paper = queries.case_page(here.citizen, number).papers[0].number
    url = f"/my/{number}/{path.format(file=file, paper=paper)}"
    assert browser(here.citizen).get(url).status_code == 200
    assert browser(people.citizen(name="样大例")).get(url).status_code == 404
    assert browser(here.clerk).get(url).status_code == 404  # at this door staff see only what they applied for
    assert browser().get(url)["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", ["withdraw/", "supplement/", "supplement/identity/", "papers/", "files/1/remove/"])
def test_nobody_else_can_do_anything_to_it(path: str) -> None:
    here = given.place()
    number = cases.supplementing(here)
    stranger = browser(people.citizen(name="样大例"))
    sent = {"file": [photo()], "kind": "receipt"}
    assert stranger.post(f"/my/{number}/{path}", sent).status_code == 404
    assert Case.objects.get(number=number).status == "supplementing"


def test_the_words_of_a_path_that_is_no_case_are_not_found() -> None:
    here = given.place()
    client = browser(here.citizen)
    number = cases.received(here)
    assert client.get("/my/990100-2026-99999999/").status_code == 404
    assert client.get(f"/my/{number}/papers/没有这份〔2026〕1号/").status_code == 404
    assert client.get(f"/my/{number}/files/999999/").status_code == 404


def test_supplementing_names_each_point_and_takes_part_by_part() -> None:
    here = given.place()
    number = cases.received(here, materials=("form",))
    points = [Point("identity", "", "照片模糊", "请重拍"), Point("form", "", "没有签字", "签字后上传")]
    actions.request_supplement(here.clerk, number, points)
    client = browser(here.citizen)
    url = f"/my/{number}/supplement/"
    page = text(client.get(url))
    assert "照片模糊" in page
    assert "签字后上传" in page
    assert "请先上传要补的材料" in page
    refused = client.post(url)
    assert refused.status_code == 422
    assert "请先补交告知书中列明的材料" in text(refused)
    answer = client.post(f"{url}identity/", {"file": [photo("新照片.pdf")]})
    assert answer["Location"] == f"{url}#m-identity"
    assert "提交补正（1 项）" in text(client.get(url))
    client.post(url)
    assert Case.objects.get(number=number).status == "supplementing"
    assert "已补交" in text(client.get(url))
    client.post(f"{url}form/", {"file": [photo("签字.pdf")]})
    assert client.post(url)["Location"] == f"/my/{number}/"
    assert Case.objects.get(number=number).status == "received"
    closed = client.get(url)
    assert closed.status_code == 409


def test_what_was_handed_in_before_the_notice_answers_nothing_and_cannot_be_removed() -> None:
    here = given.place()
    number = cases.received(here)
    actions.request_supplement(here.clerk, number, [Point("identity", "", "照片模糊", "请重拍")])
    client = browser(here.citizen)
    assert client.post(f"/my/{number}/supplement/").status_code == 422
    handed = set(MaterialFile.objects.values_list("pk", flat=True))
    old = MaterialFile.objects.get(material__key="identity")
    assert client.post(f"/my/{number}/files/{old.pk}/remove/").status_code == 404
    client.post(f"/my/{number}/supplement/identity/", {"file": [photo("新照片.pdf", cases.PDF + b"n")]})
    new = MaterialFile.objects.exclude(pk__in=handed).get()
    assert client.post(f"/my/{number}/files/{new.pk}/remove/").status_code == 302
    assert client.post(f"/my/{number}/supplement/").status_code == 422


def test_a_refused_supplement_file_is_said_at_its_card() -> None:
    here = given.place()
    number = cases.supplementing(here, "identity")
    client = browser(here.citizen)
    answer = client.post(f"/my/{number}/supplement/identity/", {"file": [photo(content=b"MZ")]})
    assert answer.status_code == 422
    assert 'id="e-identity"' in text(answer)
    assert client.get(f"/my/{number}/supplement/identity/").status_code == 302


def test_a_form_found_wrong_is_put_right_on_the_page() -> None:
    here = given.place(materials=[])
    number = cases.received(here)
    actions.request_supplement(here.clerk, number, [Point("form", "申请表", "名称与执照不一致", "请改正")])
    client = browser(here.citizen)
    url = f"/my/{number}/supplement/"
    assert 'value="样例面馆"' in text(client.get(url))
    refused = client.post(url, FORM | {"premises_name": ""})
    assert refused.status_code == 422
    assert "请填写“经营场所名称”" in text(refused)
    assert client.post(url, FORM | {"premises_name": "样例粉馆"}).status_code == 302
    page = queries.case_page(here.citizen, number)
    assert [f.value for f in page.fields if f.spec.key == "premises_name"] == ["样例粉馆"]
    assert page.status == "received"


def test_withdrawing_is_asked_first_and_refused_after_the_decision() -> None:
    here = given.place()
    client = browser(here.citizen)
    number = cases.accepted(here)
    assert "撤回这份申请？" in text(client.get(f"/my/{number}/withdraw/"))
    stale = client.post(f"/my/{number}/withdraw/", {"reason": "", "_seen": "1", "_key": "a"})
    assert stale.status_code == 412
    assert client.post(f"/my/{number}/withdraw/", {"reason": "不开了"})["Location"] == f"/my/{number}/"
    assert Case.objects.get(number=number).status == "withdrawn"
    decided = cases.granted(here)
    assert "现在不能撤回" in text(client.get(f"/my/{decided}/withdraw/"))
    assert client.post(f"/my/{decided}/withdraw/", {"reason": ""}).status_code == 409


def test_a_stamped_paper_is_shown_as_it_was_stamped() -> None:
    from cityhall.messages import actions as messages
    from cityhall.messages.terms import Can
    from cityhall.organs.tests import given as organs

    here = given.place()
    number = cases.accepted(here)
    drain()
    client = browser(here.citizen)
    paper = queries.case_page(here.citizen, number).papers[-1].number
    scan = cases.file(contents.PNG)
    messages.stamp_back(organs.staff(here.organ, Can.HANDLE_PAPERS), paper, scan)
    answer = client.get(f"/my/{number}/papers/{paper}/")
    assert answer["Content-Type"] == "image/png"
    assert "inline" in answer["Content-Disposition"]


def test_my_list_pages_by_keyset_and_costs_few_statements() -> None:
    here = given.place()
    numbers = [cases.received(here) for _ in range(22)]
    cases.draft(here)
    client = browser(here.citizen)
    client.get("/my/")
    with CaptureQueriesContext(connection) as asked:
        first = text(client.get("/my/"))
    mine = [
        q["sql"]
        for q in asked
        if "ch_accounts_signedin" not in q["sql"] and "ch_accounts_account" not in q["sql"].split("WHERE")[0]
    ]
    assert len(mine) - 1 <= 5, "\n".join(mine)  # the one is the person behind the account
    assert first.count('class="hit"') == 20
    after = first.split("after=")[1].split('"')[0]
    second = text(client.get(f"/my/?after={after}"))
    assert second.count('class="hit"') == 2
    assert numbers[0] in second
    assert "还没有提交的" not in second


def test_nothing_yet_leads_to_finding_something() -> None:
    assert "还没有提交过申请" in text(browser(people.citizen()).get("/my/"))
    assert browser().get("/my/")["Location"] == "/sign-in/?next=%2Fmy%2F"


def test_she_sees_what_was_sent_to_her_and_whether_it_came() -> None:
    here = given.place()
    number = cases.accepted(here)
    drain()
    shown = text(browser(here.citizen).get(f"/my/{number}/"))
    assert "发给您的短信和邮件" in shown
    assert "· 已发送" in shown
