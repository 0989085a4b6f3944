"""The project unit at the portal: its projects, and applications begun for them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cityhall.cases.models import Case
from cityhall.doors.tests import visit
from cityhall.organs import queries as organs
from cityhall.people.tests import given as people
from cityhall.projects.models import Project, ProjectDocument, ProjectLink
from cityhall.projects.tests import given
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db(transaction=True)


def test_she_registers_a_project_and_begins_an_application_for_it() -> None:
    here = given.site()
    hers = visit.at(here.citizen)
    sent = {
        "code": given.code(),
        "name": "样例仓储项目",
        "profile": "four_stages",
        "organ_id": organs.organ(here.organ).name,
    }
    assert hers.post("/my/projects/new/", {**sent, "code": "26-1"}).status_code == 422
    assert hers.post("/my/projects/new/", sent).status_code == 302
    number = Project.objects.get(name="样例仓储项目").number
    assert "样例仓储项目" in visit.page(hers, "/my/projects/")
    start = f"/items/{here.place.terms.item_id}/apply/"
    assert "属于哪个投资项目？" in visit.page(hers, f"{start}?project={number}")

    assert hers.post(start, {"applicant": "me", "project": number}).status_code == 302

    draft = Case.objects.latest("id").application_id
    assert ProjectLink.objects.get().ref == f"draft:{draft}"
    drain()
    shown = visit.page(hers, f"/my/projects/{number}/")
    assert "正在“<b>立项用地规划许可</b>”阶段" in shown
    assert "还没有提交" in shown


def test_an_application_goes_on_where_the_project_is_not_hers() -> None:
    here, other = given.site(), given.site()
    start = f"/items/{here.place.terms.item_id}/apply/"
    answer = visit.at(here.citizen).post(start, {"applicant": "me", "project": other.number}, follow=True)
    assert "没有归到项目" in visit.text(answer)
    assert not ProjectLink.objects.exists()


def test_she_links_what_she_has_handed_in() -> None:
    here = given.site()
    hers, at = visit.at(here.citizen), f"/my/projects/{here.number}/"
    number = given.received(here)
    assert hers.post(f"{at}applications/", {"application": "990100-2026-00009999"}).status_code == 404
    assert hers.post(f"{at}applications/", {"application": number}).status_code == 302
    assert hers.post(f"{at}applications/", {"application": number}).status_code == 409
    drain()
    assert f"/my/{number}/" in visit.page(hers, at)


def test_her_documents_come_and_go() -> None:
    here = given.site()
    hers, at = visit.at(here.citizen), f"/my/projects/{here.number}/"
    assert hers.post(f"{at}documents/", {"name": "设计"}).status_code == 422
    file = SimpleUploadedFile("设计.pdf", given.cases_file(), "application/pdf")
    assert hers.post(f"{at}documents/", {"name": "初步设计", "file": file}).status_code == 302
    one = ProjectDocument.objects.get()
    assert "初步设计" in visit.page(hers, at)
    assert hers.get(f"{at}documents/{one.pk}/").status_code == 200
    assert hers.post(f"{at}documents/{one.pk}/remove/").status_code == 302
    assert "初步设计" not in visit.page(hers, at)


def test_nobody_else_finds_it() -> None:
    here = given.site()
    at = f"/my/projects/{here.number}/"
    for stranger in (visit.at(people.citizen(name="样外人")), visit.at(here.keeper)):  # staff see it at the office
        assert stranger.get(at).status_code == 404
        assert stranger.post(f"{at}applications/", {"application": "x"}).status_code == 404
        assert stranger.post(f"{at}documents/", {"name": "x"}).status_code == 404
    assert visit.at(here.keeper).get("/my/projects/new/").status_code == 403
