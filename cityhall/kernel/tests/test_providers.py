"""What a provider must be told of, and when its word holds."""

from typing import Any

import pytest

from cityhall.kernel.accounts.models import Provider
from cityhall.kernel.accounts.providers import actions, queries, rules
from cityhall.kernel.accounts.providers.actions import Told
from cityhall.kernel.accounts.terms import Can
from cityhall.kernel.actor import HOUSE, NOBODY, Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotSignedInError
from cityhall.kernel.journal.models import Entry

TOLD = Told(
    name="省平台", issuer="https://id.example/", client_id="x", client_secret="y", scopes="profile", claim="sub",
    name_claim="name",
)  # fmt: skip
FINE: dict[str, Any] = {"nonce": "n", "sub": "s", "aud": "c"}


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://id.example", True),
        ("https://id.example/realms/x", True),
        ("http://localhost:9000", True),
        ("http://127.0.0.1:9000", True),
        ("http://id.example", False),
        ("https://u:p@id.example", False),
        ("https://", False),
        ("ftp://id.example", False),
        ("https://[::", False),
        ("javascript:x", False),
        ("https://id.example/#x", False),
    ],
)
def test_an_address_is_https_or_this_very_machine(url: str, fine: bool) -> None:
    if fine:
        assert rules.check_url(url) == url
        return
    with pytest.raises(InvalidInputError):
        rules.check_url(url)


@pytest.mark.parametrize(
    ("more", "fine"),
    [
        ({}, True),
        ({"aud": ["c"]}, True),
        ({"aud": ["c", "d"], "azp": "c"}, True),
        ({"aud": ["c", "d"]}, False),
        ({"aud": ["c", "d"], "azp": "d"}, False),
        ({"azp": "d"}, False),
        ({"nonce": "m"}, False),
        ({"nonce": None}, False),
        ({"nonce": ["n"]}, False),
        ({"sub": ""}, False),
        ({"sub": 7}, False),
        ({"sub": "x" * 256}, False),
    ],
)
def test_a_word_is_an_answer_to_us_alone(more: dict[str, Any], fine: bool) -> None:
    if fine:
        assert rules.check_token({**FINE, **more}, nonce="n", client_id="c") == "s"
        return
    with pytest.raises(NotAllowedError):
        rules.check_token({**FINE, **more}, nonce="n", client_id="c")


def test_without_a_nonce_of_ours_nothing_is_an_answer() -> None:
    with pytest.raises(NotAllowedError):
        rules.check_token({**FINE, "nonce": ""}, nonce="", client_id="c")


@pytest.mark.parametrize(
    ("claims", "name", "said"),
    [
        ({"a": " x "}, "a", "x"),
        ({"a": {"b": "x"}}, "a.b", "x"),
        ({"a.b": "y", "a": {"b": "x"}}, "a.b", "y"),
        ({"a": 7}, "a", ""),
        ({"a": ["x"]}, "a", ""),
        ({}, "a.b", ""),
    ],
)
def test_a_claim_is_a_text_or_nothing(claims: dict[str, Any], name: str, said: str) -> None:
    assert rules.claim_of(claims, name) == said


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"client_id": ""},
        {"client_secret": ""},
        {"claim": "a b"},
        {"name_claim": ""},
        {"scopes": "a\u4e00"},
    ],
)
def test_what_is_missing_is_said_at_its_field(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        rules.check_provider({**TOLD, **wrong}, door="citizen", has_secret=False)  # type: ignore[dict-item]
    assert set(refused.value.errors) == set(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("who", [NOBODY, Actor("样例", account_id=1, organ_id=1)])
def test_nobody_else_sets_or_sees_them(who: Actor) -> None:
    with pytest.raises((NotAllowedError, NotSignedInError)):
        actions.save_provider(who, "province", "staff", TOLD)
    for look in (queries.providers, lambda a: queries.provider(a, "province")):
        with pytest.raises((NotAllowedError, NotSignedInError)):
            look(who)
    assert not Provider.objects.exists()


@pytest.mark.django_db
def test_a_provider_is_saved_without_its_secret_in_the_journal_and_keeps_it() -> None:
    may = Actor("样例", account_id=None, organ_id=1, everywhere=frozenset({Can.SET_SIGN_IN}))
    actions.save_provider(may, "province", "staff", TOLD)
    row = Provider.objects.get()
    assert (row.issuer, row.scopes, row.client_secret) == ("https://id.example", "openid profile", "y")
    actions.save_provider(may, "province", "staff", Told(**{**TOLD, "client_secret": "", "name": "市平台"}))
    row.refresh_from_db()
    assert (row.name, row.client_secret, row.version) == ("市平台", "y", 2)
    lines = Entry.objects.filter(event="account.provider_saved").order_by("id")
    assert [line.values["new_secret"] for line in lines] == [True, False]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "A", "x", "1ab", "a" * 40, "a/b"])
def test_a_key_goes_into_an_address(key: str) -> None:
    with pytest.raises(DomainError):
        actions.save_provider(HOUSE, key, "staff", TOLD)


@pytest.mark.django_db
def test_a_secret_on_file_is_never_turned_to_another_issuer() -> None:
    may = Actor("样例", account_id=None, organ_id=1, everywhere=frozenset({Can.SET_SIGN_IN}))
    actions.save_provider(may, "province", "staff", TOLD)
    there = "https://elsewhere.example"
    with pytest.raises(InvalidInputError, match="不会发给新地址") as refused:
        actions.save_provider(may, "province", "staff", Told(**{**TOLD, "issuer": there, "client_secret": ""}))
    assert set(refused.value.errors) == {"client_secret"}
    assert Provider.objects.get().issuer == "https://id.example"
    actions.save_provider(may, "province", "staff", Told(**{**TOLD, "issuer": there, "client_secret": "z"}))
    row = Provider.objects.get()
    assert (row.issuer, row.client_secret) == (there, "z")
