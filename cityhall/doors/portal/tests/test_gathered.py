"""会商与联合踏勘 as the applicant sees it: that it is held, what she is to change, how it ended."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cityhall.doors.tests import visit
from cityhall.kernel.tests import contents
from cityhall.meetings.models import MeetingFile
from cityhall.meetings.tests import given
from cityhall.people.tests import given as people

pytestmark = pytest.mark.django_db(transaction=True)


def test_she_sees_what_is_asked_and_hands_in_what_she_changed() -> None:
    at = given.table()
    number = given.convened(at)
    me = visit.at(at.whole.citizen)
    mine, home = f"/my/together/{at.number}/", f"/my/meetings/{number}/"
    assert "设计方案联审" in visit.page(me, mine)
    assert "提交修改" not in visit.page(me, home)
    at.says(number, "plan", "agree")
    at.says(number, "fire", "conditional", "消防的内部讨论")
    at.says(number, "green", "agree")
    given.concluded(at, number, "again", "车道加宽到 4 米")

    shown = visit.page(me, mine)
    assert "车道加宽到 4 米" in shown
    assert "修改后再议" in shown
    assert "消防的内部讨论" not in shown + visit.page(me, home)
    assert me.post(home, {"changed": ""}).status_code == 422
    bad = SimpleUploadedFile("坏.exe", b"MZ\x00\x01" * 9)
    assert me.post(home, {"changed": "已改", "file": bad}).status_code == 422
    drawing = SimpleUploadedFile("新图.png", contents.PNG, "image/png")
    assert me.post(home, {"changed": "已改为 4.5 米", "file": drawing}).status_code == 302
    assert "等待再次召集" in visit.page(me, mine)
    file = MeetingFile.objects.get()
    assert me.get(f"{home}files/{file.pk}/").status_code == 200

    other = visit.at(people.citizen(name="样例他人"))
    assert other.get(home).status_code == 404
    assert other.get(f"{home}files/{file.pk}/").status_code == 404
    assert me.get(f"{home}files/{file.pk + 1}/").status_code == 404
