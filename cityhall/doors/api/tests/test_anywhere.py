"""通办 over the API: the list, a case taken in elsewhere, its paper there and its result back, both sides' credit."""

from typing import Any

import pytest
from django.test import Client

from cityhall.anywhere.terms import Can
from cityhall.anywhere.tests import given
from cityhall.cases.tests import given as cases_given
from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.organs.tests import given as organs_given

pytestmark = pytest.mark.django_db(transaction=True)
JSON = "application/json"


def act(client: Client, at: str, name: str, body: object, method: str = "post") -> Any:
    """A change of what is at an address, as it was read there a moment ago."""
    seen = client.get(at)["ETag"]
    return getattr(client, method)(f"{at}/{name}", body, content_type=JSON, headers={"If-Match": seen})


def test_the_list_is_public_and_kept_by_those_who_may() -> None:
    place, county = cases_given.place(), given.county()
    keeper = visit.at(organs_given.staff(place.organ, Can.KEEP_LIST))
    body = {
        "item_id": place.terms.item_id, "mode": "proxy", "document": given.PAPER, "from_on": clock.today().isoformat(),
    }  # fmt: skip
    assert visit.at(county.clerk).post("/api/anywhere/entries", body, content_type=JSON).status_code == 403
    made = keeper.post("/api/anywhere/entries", body, content_type=JSON)
    assert made.status_code == 201, made.content
    assert keeper.post("/api/anywhere/entries", body, content_type=JSON).json()["code"] == "anywhere.listed_already"
    [row] = Client().get("/api/anywhere/entries").json()["rows"]
    assert (row["item_id"], row["mode"], row["same_power"]) == (place.terms.item_id, "proxy", False)
    where = Client().get(f"/api/items/{place.terms.item_id}/anywhere").json()
    assert [one["id"] for one in where["windows"]] == [county.window]
    assert act(keeper, str(made["Location"]), "end", {"why": "样例"}).status_code == 204
    assert Client().get(f"/api/items/{place.terms.item_id}/anywhere").json()["mode"] is None


def test_from_a_window_to_the_organ_and_back() -> None:
    whole = given.listed()
    window, organ, stranger = (visit.at(who) for who in (whole.county.clerk, whole.courier, given.county().clerk))
    keys = [m.key for m in whole.place.terms.materials if m.required]
    body = {
        "item_id": whole.place.terms.item_id, "applicant": {"name": "样例申请人", "contact_phone": "13900000001"},
        "values": given.values(whole.place), "materials": [{"key": key} for key in keys],
    }  # fmt: skip
    assert organ.post("/api/anywhere/cases", body, content_type=JSON).status_code == 403
    taken = window.post("/api/anywhere/cases", body, content_type=JSON)
    assert taken.status_code == 201, taken.content
    at, number = str(taken["Location"]), taken.json()["number"]
    assert stranger.get(at).status_code == 404
    assert stranger.get("/api/anywhere/cases").json()["rows"] == []
    page = organ.get(at).json()
    assert (page["deciding_organ"], page["window"]) != (page["receiving_organ"], "")

    pieces = [{"key": key, "name": key, "copies": 1} for key in keys]
    made = window.post(f"{at}/handovers", {"way": "materials", "pieces": pieces}, content_type=JSON)
    assert made.status_code == 201, made.content
    slip = str(made["Location"])
    assert act(window, slip, "dispatch", {"carrier": "样例快递", "waybill": "YL0001"}).status_code == 204
    [waiting] = organ.get("/api/handovers?pile=to_receive").json()["rows"]
    assert waiting["where"].startswith("纸质材料在途")
    assert stranger.get(slip).json()["code"] == "anywhere.wrong_receiver"
    found = {"found": [{"received": 1} for _ in keys]}
    assert act(organ, slip, "receipt", found).json() == {"state": "closed"}
    again = act(organ, slip, "receipt", found)
    assert (again.status_code, again.json()["code"]) == (409, "anywhere.cannot_now")

    given.decided(whole, number)
    result = {"way": "result", "pieces": [{"name": "许可证", "copies": 1}]}
    back = str(organ.post(f"{at}/handovers", result, content_type=JSON)["Location"])
    act(organ, back, "dispatch", {"courier": "样例递送员"})
    act(window, back, "receipt", {"found": [{"received": 1}]})
    done = act(window, at, "delivery", {"receiver": "样例申请人"})
    assert done.status_code == 204, done.content
    today = clock.today().isoformat()
    rows = organ.get(f"/api/anywhere/credit?since={today}&until={today}").json()
    assert sum(row["received"] + row["decided"] + row["issued"] for row in rows) == 3


def test_how_else_paper_ends() -> None:
    whole = given.listed()
    window, organ = visit.at(whole.county.clerk), visit.at(whole.courier)
    refused, lost = given.sent(whole, given.taken(whole)), given.sent(whole, given.taken(whole))
    assert act(organ, f"/api/handovers/{refused}", "refusal", {"why": "封口破损"}).status_code == 204
    assert act(window, f"/api/handovers/{refused}", "settlement", {"why": "已取回重寄"}).status_code == 204
    assert act(window, f"/api/handovers/{lost}", "loss", {"why": "承运单位答复遗失"}).status_code == 204
    number = given.taken(whole)
    code = given.made(whole, number)
    assert act(window, f"/api/handovers/{code}", "cancellation", {"why": "写错"}).status_code == 204
    chosen = act(window, f"/api/anywhere/cases/{number}", "issue-window", {"window_id": whole.third.window}, "put")
    assert chosen.status_code == 204, chosen.content
    assert window.get(f"/api/anywhere/cases/{number}").json()["issue_window"].startswith("样例县")
