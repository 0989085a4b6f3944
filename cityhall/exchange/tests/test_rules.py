"""What a client may ask, and from where."""

import pytest

from cityhall.exchange import rules
from cityhall.kernel.errors import InvalidInputError, NotAllowedError


@pytest.mark.parametrize(("method", "path", "scope"), [
    ("GET", "cases/9901", "cases:read"), ("POST", "cases/9901/acceptance", "cases:act"), ("HEAD", "items", "items:read"),
    ("DELETE", "organs/1", "organs:act"), ("POST", "cases/9901/steps/approve/grant", "cases:decide"),
    ("POST", "cases/9901/steps/approve/refusal", "cases:decide"), ("POST", "cases/9901/non-acceptance", "cases:decide"),
    ("POST", "cases/9901/extensions/7/approval", "cases:decide"), ("POST", "cases/9901/orders/7/decision", "cases:decide"),
    ("POST", "cases/9901/steps/review/completion", "cases:act"), ("GET", "cases/9901/decision", "cases:read"),
])  # fmt: skip
def test_the_scope_a_request_needs(method: str, path: str, scope: str) -> None:
    assert rules.scope_of(method, path) == scope


@pytest.mark.parametrize("path", ["session", "drafts", "clients", "jobs/given-up", "", "openapi.json"])
def test_what_is_not_listed_is_closed(path: str) -> None:
    with pytest.raises(NotAllowedError):
        rules.scope_of("GET", path)


def test_revealing_is_never_let_through() -> None:
    held = ["cases.see", "cases.reveal", "cases.intake", "catalogue.edit", "people.find"]
    assert rules.narrowed(held, ["cases:act"]) == {"cases.see", "cases.intake"}
    assert rules.narrowed(held, ["cases:read"]) == {"cases.see"}


@pytest.mark.parametrize(("scopes", "kept"), [
    (["cases:act"], {"cases.see", "cases.intake", "cases.review"}),
    (["cases:decide"], {"cases.see", "cases.decide", "cases.not_accept"}),
    (["cases:act", "cases:decide"], {"cases.see", "cases.intake", "cases.review", "cases.decide", "cases.not_accept"}),
    (["cases:read"], {"cases.see"}), (["organs:act"], set()),
])  # fmt: skip
def test_deciding_is_let_through_by_its_own_scope_alone(scopes: list[str], kept: set[str]) -> None:
    held = ["cases.see", "cases.intake", "cases.review", "cases.decide", "cases.not_accept", "cases.reveal"]
    assert rules.narrowed(held, scopes) == kept


def test_networks() -> None:
    assert rules.check_networks(["10.8.3.4/16", " "]) == ["10.8.0.0/16"]
    assert rules.comes_from("10.8.9.9", ["10.8.0.0/16"])
    assert not rules.comes_from("10.9.0.1", ["10.8.0.0/16"])
    assert not rules.comes_from("", ["10.8.0.0/16"])
    with pytest.raises(InvalidInputError):
        rules.check_networks(["office"])
