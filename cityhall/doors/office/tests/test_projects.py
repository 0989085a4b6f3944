"""Projects at the office: seen and kept by the organs that take part, and by nobody else."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases.terms import Can as Cases
from cityhall.doors.office.project_acts import ACTS
from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.organs import queries as organ_queries
from cityhall.organs.tests import given as organs
from cityhall.projects import queries
from cityhall.projects.models import Distinction, FollowUp, Milestone, Project, ProjectDocument
from cityhall.projects.terms import Can
from cityhall.projects.tests import given

pytestmark = pytest.mark.django_db(transaction=True)


def desk(here: given.Site) -> Client:
    return visit.at(organs.staff(here.organ, *given.KEEPING, Cases.SEE))


def test_a_project_is_kept_from_its_page() -> None:
    here = given.site()
    at, base = desk(here), f"/office/projects/{here.number}/"
    assert here.row.name in visit.page(at, "/office/projects/")
    shown = visit.page(at, base)
    assert "立项用地规划许可" in shown
    assert "部门已用 0 个工作日" in shown
    today = clock.today()
    plan = {"name": "取得用地批准", "stage": "approval", "starts_on": today, "due_on": today + timedelta(days=9)}

    assert at.post(f"{base}plan/", {**plan, "due_on": today - timedelta(days=1)}).status_code == 422
    assert at.post(f"{base}plan/", plan).status_code == 302
    one = Milestone.objects.get()
    assert "<svg" in visit.page(at, base)
    assert at.post(f"{base}move/{one.pk}/", {"starts_on": today, "due_on": today, "reason": "提前"}).status_code == 302
    assert at.post(f"{base}reach/{one.pk}/", {"on": today}).status_code == 302
    assert "按期完成" in visit.page(at, base)
    case = given.received(here)
    assert at.post(f"{base}link/", {"application": case, "stage": ""}).status_code == 403  # she may not see that case
    assert at.post(f"{base}close/approval/", {"reason": "国家平台已办结"}).status_code == 302


def test_a_consultation_is_written_in_lines_and_its_task_is_done() -> None:
    here = given.site()
    at, base, today = desk(here), f"/office/projects/{here.number}/", clock.today()
    name = organ_queries.organ(here.organ).name
    colleague = organs.staff(here.organ, Can.SEE, name="样承办")
    sent = {"held_on": today, "issues": "管线迁改", "tasks": f"提出方案 | {name} | 样承办 | {today}"}
    for wrong in (
        "提出方案",
        f"提出方案 | 没有的局 | | {today}",
        f"提出方案 | {name} | | 明天",
        f"提出方案 | {name} | 没有人 | {today}",
    ):
        assert at.post(f"{base}consult/", {**sent, "tasks": wrong}).status_code == 422
    assert at.post(f"{base}consult/", sent).status_code == 302
    task = FollowUp.objects.get()
    assert task.account_id == colleague.account_id
    hers = visit.at(colleague)
    assert "提出方案" in visit.page(hers, "/office/projects/tasks/")
    assert hers.post(f"{base}done/{task.pk}/", {"note": "已提出"}).status_code == 302
    assert "已提出" in visit.page(at, base)


def test_documents_are_put_in_and_opened_by_who_may() -> None:
    here = given.site()
    at, base = desk(here), f"/office/projects/{here.number}/"
    assert at.post(f"{base}document/", {"name": "纪要"}).status_code == 422
    file = SimpleUploadedFile("纪要.pdf", given.cases_file(), "application/pdf")
    assert at.post(f"{base}document/", {"name": "纪要", "inside": "on", "file": file}).status_code == 302
    one = ProjectDocument.objects.get()
    assert at.get(f"{base}files/{one.pk}/").status_code == 200
    stranger = visit.at(organs.staff(organs.organ(), *given.KEEPING))
    assert stranger.get(f"{base}files/{one.pk}/").status_code == 404


def test_the_fast_lane_is_shown_to_whoever_reviews_the_case() -> None:
    here = given.site()
    case, today = given.linked(here), clock.today()
    at, base = desk(here), f"/office/projects/{here.number}/"
    reviewer = visit.at(here.place.reviewer)
    assert "绿色通道" not in visit.page(reviewer, f"/office/cases/{case}/")
    sent = {"document": "样例纪要 3 号", "reason": "招商引资", "first_on": today, "last_on": today + timedelta(days=30)}
    assert at.post(f"{base}lane/", sent).status_code == 302
    shown = visit.page(reviewer, f"/office/cases/{case}/")
    assert "请优先办理：样例纪要 3 号" in shown
    assert base not in shown  # a reviewer who may not see projects is told, and opens nothing
    fast = visit.at(organs.staff(here.place.organ, Can.SEE, Cases.SEE))
    assert case in visit.page(fast, "/office/projects/fast/")
    assert at.post(f"{base}unlane/", {"reason": "到期"}).status_code == 302
    assert Distinction.objects.get().ended_why == "到期"


def test_whoever_registers_names_a_unit_the_city_knows() -> None:
    here = given.site()
    at = desk(here)
    unit = given.unit("样例制造有限公司")
    sent = {"code": given.code(), "name": "样例二期", "credit_code": unit, "profile": "four_stages",
            "organ_id": organ_queries.organ(here.organ).name}  # fmt: skip
    assert at.post("/office/projects/new/", {**sent, "code": "26"}).status_code == 422
    assert at.post("/office/projects/new/", sent).status_code == 302
    assert Project.objects.filter(applicant_name="样例制造有限公司").exists()


def test_a_stranger_finds_no_project_and_does_nothing() -> None:
    here = given.site()
    stranger = visit.at(organs.staff(organs.organ(), *given.KEEPING))
    before = here.row.version
    assert here.row.name not in visit.page(stranger, "/office/projects/")
    for name in ACTS:
        assert stranger.get(f"/office/projects/{here.number}/{name}/").status_code == 404
        assert stranger.post(f"/office/projects/{here.number}/{name}/", {"reason": "试"}).status_code == 404
    assert visit.at(here.citizen).get(f"/office/projects/{here.number}/").status_code == 403
    assert here.row.version == before
    assert desk(here).get(f"/office/projects/{here.number}/none/").status_code == 404


def test_the_leader_sees_the_key_list_alone() -> None:
    here, other = given.site(), given.site()
    given.actions.list_key(here.keeper, here.number, "市重点", "样例文件", "年度重点")
    leader = visit.at(organs.staff(organs.organ(), Can.SEE_KEY, reach=given.EVERYWHERE))
    shown = visit.page(leader, "/office/projects/?key")
    assert here.row.name in shown
    assert other.row.name not in shown
    assert f"/office/projects/{here.number}/plan/" not in visit.page(leader, f"/office/projects/{here.number}/")
    assert leader.get(f"/office/projects/{other.number}/").status_code == 404
    assert queries.project(here.keeper, here.number).key is not None
