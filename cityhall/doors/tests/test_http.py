import hashlib
import json
from pathlib import Path

import pytest
from django import forms
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from cityhall.doors import http
from cityhall.kernel import errors, trace
from cityhall.kernel.files import store
from cityhall.kernel.tests import contents

PIXEL = contents.PNG


class Phone(forms.Form):
    phone = forms.CharField(label="联系电话")


def get(path: str = "/x/", **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, headers=headers)
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return request


def refusing(error: errors.DomainError) -> http.Outcome[str]:
    def act(actor: str, *, phone: str) -> str:
        raise error

    return http.submit(Phone({"phone": "138"}), act, "我")


def test_a_form_in_order_runs_the_act_with_its_values() -> None:
    outcome = http.submit(Phone({"phone": "138"}), lambda actor, *, phone: f"{actor}:{phone}", "我")
    assert outcome
    assert outcome.result == "我:138"


def test_a_form_not_sent_or_not_in_order_runs_nothing() -> None:
    def act(*_: object, **__: object) -> None:
        raise AssertionError("must not run")

    assert not http.submit(Phone(), act)
    assert not http.submit(Phone({"phone": ""}), act)


def test_a_refusal_lands_on_its_field_and_keeps_what_was_typed() -> None:
    form = Phone({"phone": "138"})

    def act(*, phone: str) -> None:
        raise errors.InvalidInputError("people.phone", "少 8 位：手机号应为 11 位", field="phone")

    assert not http.submit(form, act)
    assert form.errors["phone"] == ["少 8 位：手机号应为 11 位"]
    assert form["phone"].value() == "138"


def test_every_wrong_field_is_named_at_once() -> None:
    class Two(forms.Form):
        name = forms.CharField()
        phone = forms.CharField()

    form = Two({"name": "1", "phone": "2"})

    def act(**_: str) -> None:
        wrong = {"name": "请填写姓名", "phone": "少 10 位"}
        raise errors.InvalidInputError("case.form", "请填写姓名；少 10 位", field="name", errors=wrong)

    assert not http.submit(form, act)
    assert form.errors == {"name": ["请填写姓名"], "phone": ["少 10 位"]}


@pytest.mark.parametrize("kind", [errors.StaleError, errors.BusyError, errors.WrongStateError, errors.NotAllowedError])
def test_other_refusals_stand_above_the_form_and_give_the_status(kind: type[errors.DomainError]) -> None:
    form = Phone({"phone": "138"})

    def act(*, phone: str) -> None:
        raise kind("x.y", "请稍后再试")

    outcome = http.submit(form, act)
    assert outcome.error is form.refusal  # type: ignore[attr-defined]
    assert form.non_field_errors() == ["请稍后再试"]
    assert http.show(get(), "components/form_errors.html", form=form).status_code == kind.status


@pytest.mark.parametrize("kind", [errors.NotSignedInError, errors.NotFoundError])
def test_what_a_form_cannot_mend_goes_to_a_page_of_its_own(kind: type[errors.DomainError]) -> None:
    with pytest.raises(kind):
        refusing(kind("x.y", "没有"))


def test_a_program_gets_a_problem() -> None:
    with trace.tracing("gateway-000001"):
        answer = http.answer(get("/api/cases/1"), errors.InvalidInputError("a.b", "写错了", field="name"))
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    body = json.loads(answer.content)
    assert body == {
        "type": "/problems/a.b", "title": "填写有误", "status": 422, "detail": "写错了", "instance": "/api/cases/1",
        "code": "a.b", "errors": [{"field": "name", "detail": "写错了"}], "trace": "gateway-000001",
    }  # fmt: skip


def test_a_person_gets_a_page_and_htmx_a_part() -> None:
    error = errors.WrongStateError("a.b", "办件已办结，不能受理")
    page, part = http.answer(get(), error), http.answer(get(**{"HX-Request": "true"}), error)
    assert (page.status_code, part.status_code) == (409, 409)
    assert "<html" in page.content.decode()
    assert "<html" not in part.content.decode()
    assert "办件已办结，不能受理" in part.content.decode()


def test_who_is_not_signed_in_is_taken_to_the_door_and_back() -> None:
    error = errors.NotSignedInError("account.not_signed_in", "请先登录")
    assert http.answer(get("/my/?a=1"), error)["Location"] == "/sign-in/?next=%2Fmy%2F%3Fa%3D1"
    assert http.answer(get(**{"HX-Request": "true"}), error)["HX-Redirect"].startswith("/sign-in/")


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_back_leads_nowhere_else(url: str) -> None:
    assert http.back(RequestFactory().get("/", {"back": url}), "/") == "/"
    assert http.back(RequestFactory().get("/", {"back": "/my/"}), "/") == "/my/"


@pytest.fixture
def sha(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(store, "default_storage", FileSystemStorage(tmp_path))
    request = RequestFactory().post("/", {"scan": SimpleUploadedFile("a/b\\健康证 \u202egnp.png", PIXEL)})
    upload = http.stored_upload(request, "scan")
    assert upload.name == "健康证 gnp.png"
    assert upload.stored.sha256 == hashlib.sha256(PIXEL).hexdigest()
    return upload.stored.sha256


def test_a_file_is_streamed_locked_in(sha: str) -> None:
    answer = http.file_response(sha, "健康证.png", "image/png", inline=True)
    assert b"".join(answer) == PIXEL
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''%E5%81%A5%E5%BA%B7%E8%AF%81.png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_what_a_browser_might_run_is_only_ever_downloaded(sha: str) -> None:
    answer = http.file_response(sha, 'x".html', "text/html", inline=True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_missing_file_is_a_refusal_before_the_first_byte() -> None:
    with pytest.raises(errors.NotFoundError):
        http.file_response("0" * 64, "a.pdf", "application/pdf")


def test_an_upload_is_refused_on_the_field_it_came_in() -> None:
    request = RequestFactory().post("/", {"scan": SimpleUploadedFile("a.png", b"<script>")})
    with pytest.raises(errors.InvalidInputError) as refused:
        http.stored_upload(request, "scan")
    assert refused.value.field == "scan"
    with pytest.raises(errors.InvalidInputError, match="先选择"):
        http.stored_upload(RequestFactory().post("/"), "scan")


def test_long_names_keep_their_ending() -> None:
    name = http.tidy_name("长" * 300 + ".pdf")
    assert (len(name), name[-4:]) == (http.NAME_LIMIT, ".pdf")
