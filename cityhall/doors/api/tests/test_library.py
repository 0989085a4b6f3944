"""The standard libraries over the API."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cityhall.catalogue import actions
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.catalogue.tests.test_library import ROWS
from cityhall.doors.tests.visit import at
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_api import send

pytestmark = pytest.mark.django_db


def test_entries_are_kept_retired_and_replaced_by_program() -> None:
    organ = given.organ()
    keeper = given.staff(organ, *Can, reach=Reach.EVERYWHERE)
    actions.stock_library(keeper, ROWS, "样例")
    client = at(keeper)

    def call(method: str, url: str, body: dict[str, Any] | None = None, of: str = "") -> Any:
        seen = client.get(f"/api{of}").headers["ETag"] if of else ""
        return send(client, method, url, body, **({"If-Match": seen} if seen else {}))

    assert call("PUT", "/library/field/person.job", {"name": "职业", "content": {"max_length": 30}}).status_code == 200
    assert client.get("/api/library/field?q=职业").json()["rows"][0]["code"] == "person.job"
    assert client.get("/api/library/nothing").status_code == 422
    assert client.get("/api/library/field/none").status_code == 404
    item = items.draft_item(
        organ, materials=[{"key": "m1", "name": "营业执照", "standard_code": "C001"},
                          {"key": "m2", "name": "经营许可申请书", "standard_code": "C100"}],
        fields=[{"key": "f1", "label": "企业名称"}],
    )  # fmt: skip
    draft = f"/items/{item}/draft"
    adopted = call("POST", f"{draft}/adoption/field", None, draft)
    assert adopted.json() == {"count": 1}
    assert call("POST", f"{draft}/materials/m2/decomposition", None, draft).status_code == 204
    entry = "/library/material/C001"
    told = call("POST", f"{entry}/retirement", {"reason": "名称规范（样例）", "instead": "C002"}, entry)
    assert told.json() == {"items": 1}
    assert [w["instead"] for w in client.get("/api/library/work").json()] == ["C002"]
    refused = call("POST", f"/items/{item}/publication", None, draft)
    assert refused.status_code == 409
    assert refused.json()["code"] == "catalogue.depends_on_retired"
    assert call("POST", f"{draft}/swap", {"shelf": "material", "code": "C001"}, draft).status_code == 204
    assert call("POST", f"/items/{item}/publication", None, draft).status_code == 204
    stranger = at(given.staff(given.organ(), Can.EDIT_ITEMS))
    assert send(stranger, "PUT", "/library/field/x", {"name": "名称"}).status_code == 403


def test_a_form_comes_in_as_a_table_or_not_at_all() -> None:
    organ = given.organ()
    client = at(given.staff(organ, Can.EDIT_ITEMS))
    item = items.draft_item(organ)
    url = f"/api/items/{item}/draft"
    got: Any = client.get(f"{url}/form")
    out = b"".join(got.streaming_content).decode("utf-8-sig")
    assert out.splitlines()[1].split(",")[1] == "经营场所名称"

    def send_in(body: str, **more: Any) -> Any:
        file = SimpleUploadedFile("form.csv", body.encode("utf-8-sig"))
        return client.post(f"{url}/form", {"file": file, **more}, headers={"If-Match": client.get(url).headers["ETag"]})

    wrong = send_in("名称,类型\r\n甲,图片\r\n").json()
    assert (wrong["wrong"], wrong["taken"], wrong["rows"][0]["number"]) == (1, False, 2)
    right = send_in("名称,类型\r\n甲,数字\r\n").json()
    assert (right["taken"], right["gone"]) == (True, ["经营场所名称", "经营场所地址", "联系电话", "经营方式"])
    assert [f["label"] for f in client.get(url).json()["content"]["fields"]] == ["甲"]
    assert send_in("%PDF-1.4").status_code == 422
