"""督办, 复核, the board and the rules over the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.organs.tests import given as organs
from cityhall.supervision.terms import Can
from cityhall.supervision.tests import given

pytestmark = pytest.mark.django_db
JSON = "application/json"


def test_issued_answered_sent_back_closed_and_contested() -> None:
    with clock.frozen(given.NOW):
        here = given.place()
        supervisor, officer = visit.at(here.supervisor), visit.at(here.officer)
        body = {
            "organ_id": here.organ, "ref": here.ref, "level": "order", "content": "限期办结", "reasons": "承诺超期",
            "deadline_id": here.deadline,
        }  # fmt: skip
        assert officer.post("/api/supervision/orders", body, content_type=JSON).status_code == 403
        made = supervisor.post("/api/supervision/orders", body, content_type=JSON)
        assert made.status_code == 201, made.content
        address = f"/api/supervision/orders/{made.json()['number']}"
        for desk, verb in ((officer, "answer"), (supervisor, "send-back"), (officer, "answer"), (supervisor, "close")):
            tag = desk.get(address)["ETag"]
            done = desk.post(f"{address}/{verb}", {"text": "样例"}, content_type=JSON, headers={"If-Match": tag})
            assert done.status_code == 204, done.content
        seen = officer.get(address).json()
        assert (seen["state"], seen["warning"], len(seen["replies"])) == ("closed", "red", 2)
        assert [row["number"] for row in officer.get("/api/supervision/orders").json()["rows"]] == [seen["number"]]
        body = {"ref": here.ref, "deadline_id": here.deadline, "grounds": "停机"}
        asked = officer.post("/api/supervision/appeals", body, content_type=JSON)
        assert asked.status_code == 201, asked.content
        span = "since=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z"
        assert supervisor.get(f"/api/supervision/reds?{span}").json() == [{"organ_id": here.organ, "reds": 1}]
        decided = supervisor.post(
            f"/api/supervision/appeals/{asked.json()['id']}/decide", {"struck": True, "reason": "属实"},
            content_type=JSON,
        )  # fmt: skip
        assert decided.status_code == 204, decided.content
        assert supervisor.get(f"/api/supervision/reds?{span}").json() == []
        assert officer.get("/api/supervision/appeals").json()["rows"][0]["state"] == "struck"


def test_the_board_the_list_and_the_coming_days_within_reach() -> None:
    with clock.frozen(given.NOW):
        here, there = given.place(), given.place("2026-09-21 09:00")
        officer, supervisor = visit.at(here.officer), visit.at(here.supervisor)
        board = officer.get("/api/supervision/board").json()
        assert (board["sums"]["red"], [row["division"] for row in board["rows"]]) == (1, ["990100"])
        by_organ = supervisor.get("/api/supervision/board?division=990100").json()
        assert [row["organ_id"] for row in by_organ["rows"]] == [here.organ]
        (row,) = officer.get("/api/supervision/open?light=red").json()["rows"]
        assert (row["deadline_id"], row["light"], row["organ_id"]) == (here.deadline, "red", here.organ)
        assert not officer.get(f"/api/supervision/open?organ_id={there.organ}").json()["rows"]
        assert officer.get("/api/supervision/open?division=12").status_code == 422
        days = visit.at(there.officer).get("/api/supervision/due-days").json()
        assert (len(days), sum(day["count"] for day in days)) == (28, 1)
        assert officer.get("/api/supervision/paces?kind=step").json() == []
        assert officer.get("/api/supervision/calibration").json() == []
        nobody = visit.at(organs.staff(here.organ))
        for address in ("board", "open", "due-days", "paces", "calibration", "findings", "rules", "orders", "appeals"):
            assert nobody.get(f"/api/supervision/{address}").status_code == 403, address


def test_rules_are_read_by_organs_and_set_by_who_may() -> None:
    with clock.frozen(given.NOW):
        here = given.place()
        officer = visit.at(here.officer)
        maker = visit.at(organs.staff(here.organ, Can.SEE, Can.SET_RULES))
        body = {"enabled": True, "values": {"minutes": 20}, "reason": "试行"}
        assert officer.post("/api/supervision/rules/at_once", body, content_type=JSON).status_code == 403
        made = maker.post("/api/supervision/rules/at_once", body, content_type=JSON)
        assert (made.status_code, made.json()) == (201, {"number": 1}), made.content
        wrong = maker.post("/api/supervision/rules/at_once", {**body, "values": {"minutes": 0}}, content_type=JSON)
        assert (wrong.status_code, wrong.json()["code"]) == (422, "supervision.bad_value")
        rules = {rule["key"]: rule for rule in officer.get("/api/supervision/rules").json()}
        assert rules["at_once"]["told"] == {"minutes": 20}
        assert len(officer.get("/api/supervision/rules/at_once").json()["versions"]) == 1
        assert officer.get("/api/supervision/rules/none").status_code == 404
        assert officer.get("/api/supervision/findings/1").status_code == 404
        judged = maker.post(
            "/api/supervision/findings/1/judge", {"confirmed": True, "reason": "属实"}, content_type=JSON
        )
        assert judged.status_code == 404


def test_an_attachment_is_kept_with_the_order() -> None:
    with clock.frozen(given.NOW):
        here, other = given.place(), given.place()
        number = given.issued(here)
        address = f"/api/supervision/orders/{number}/files"
        file = SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
        assert visit.at(other.officer).post(address, {"file": file}).status_code == 404
        file.seek(0)
        made = visit.at(here.officer).post(address, {"file": file})
        assert made.status_code == 201, made.content
        seen = visit.at(here.supervisor).get(f"/api/supervision/orders/{number}").json()
        assert [one["name"] for one in seen["files"]] == ["说明.pdf"]
        found = visit.at(here.supervisor).get("/api/supervision/orders?level=reminder&state=open").json()["rows"]
        assert [one["number"] for one in found] == [number]
        assert not visit.at(here.supervisor).get("/api/supervision/orders?level=order").json()["rows"]
