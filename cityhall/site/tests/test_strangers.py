"""A stranger at every address: whoever asks with the numbers of a case that is not hers reads nothing of it and changes nothing,
be she nobody, another citizen, a member of staff of another organ who may do everything there, or one without a role."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from cityhall.cases import actions, queries
from cityhall.cases.actions import Applicant
from cityhall.cases.models import Case
from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given as cases
from cityhall.doors.tests.visit import at
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal.models import Entry
from cityhall.messages.terms import Can as Papers
from cityhall.organs.models import Staff
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Can as People
from cityhall.site import testing
from cityhall.site.tests.addresses import FILLING

pytestmark = pytest.mark.django_db
NAME, PREMISES, PHONE, IDENTITY = "欧阳独一", "独一无二面馆", "13900007788", "990101199001017777"
SECRETS = (NAME, PREMISES, PHONE, IDENTITY, "独一意见")
CHANGES = ("post", "put", "delete")


@dataclass
class Kept:
    """One case with everything a stranger might ask for by its number, and what its addresses are filled in with."""

    number: str
    draft: str
    values: dict[str, str]
    owner: Actor
    reviewer: Actor


@pytest.fixture
def kept() -> Kept:
    here = cases.place()
    applicant = Applicant("", NAME, IDENTITY, NAME, PHONE)
    draft = actions.start_draft(here.citizen, here.terms.item_id, applicant)
    known = {f.key for f in here.terms.fields}
    said = {**cases.FORM, "premises_name": PREMISES, "contact_phone": PHONE}
    actions.save_draft(here.citizen, draft, {k: v for k, v in said.items() if k in known})
    for material in here.terms.materials:
        if material.required:
            actions.attach(here.citizen, draft, material.key, cases.file(), f"{NAME}.pdf")
    number = actions.receive(here.citizen, draft)
    actions.accept(here.clerk, number)
    actions.finish_step(here.reviewer, number, "review", "agree", "独一意见")
    testing.drain()
    page = queries.case_page(here.reviewer, number)
    files = [file.id for material in page.materials for file in material.files]
    staff = Staff.objects.get(account_id=here.reviewer.account_id or 0)
    values = {
        "number": number, "draft": draft, "draft_id": draft, "file_id": str(files[0]), "clock_id": str(page.clocks[0].id),
        "paper": page.papers[0].number, "paper_number": page.papers[0].number, "item_id": str(here.terms.item_id),
        "organ_id": str(here.organ), "staff_id": str(staff.pk), "window_id": str(here.window),
    }  # fmt: skip
    return Kept(number, draft, values, here.citizen, here.reviewer)


def addresses(values: dict[str, str]) -> list[str]:
    """Every address, with this case's own numbers wherever they fit."""
    return sorted(set(_below(get_resolver().url_patterns, "/", values)))


def _below(patterns: list[URLPattern | URLResolver], start: str, values: dict[str, str]) -> Iterator[str]:
    for one in patterns:
        assert isinstance(one.pattern, RoutePattern)
        told = str(one.pattern)
        for name, converter in one.pattern.converters.items():
            kind = next(k for k in FILLING if k in type(converter).__name__.lower().replace("string", "str"))
            fitting = values.get(name, "")
            filled = fitting if fitting and (kind != "int" or fitting.isdecimal()) else FILLING[kind]
            for written in (f"<{kind}:{name}>", f"<{name}>"):
                told = told.replace(written, filled)
        if isinstance(one, URLResolver):
            yield from _below(one.url_patterns, start + told, values)
        else:
            yield start + told


def _nobody() -> Client:
    return Client()


def _citizen() -> Client:
    return at(cases.citizen("邻居"))


def _colleague() -> Actor:
    everything = [*Cases, *Papers, *People]
    return organs.staff(organs.organ(), *everything, desk=Desk.REVIEW)


STRANGERS: dict[str, Callable[[], Client]] = {
    "nobody": _nobody,
    "citizen": _citizen,
    "staff of another organ": lambda: at(_colleague()),
    "staff without a role": lambda: at(organs.staff(organs.organ())),
}


def body_of(response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    return bytes(content).decode("utf-8", "replace")


def test_the_walk_would_notice(kept: Kept) -> None:
    """Whose it is reads it at many of the same addresses: so the walk does lead there."""
    for actor, secret in ((kept.owner, NAME), (kept.reviewer, "独一意见")):
        client = at(actor)
        shown = [url for url in addresses(kept.values) if kept.number in url and secret in body_of(client.get(url))]
        assert len(shown) >= 2, (secret, shown)


@pytest.mark.parametrize("who", STRANGERS)
def test_nothing_of_the_case_is_read(who: str, kept: Kept) -> None:
    client, told = STRANGERS[who](), []
    walked = addresses(kept.values)
    assert sum(kept.number in url for url in walked) > 60
    for url in walked:
        response = client.get(url)
        assert response.status_code < 500, url
        text = body_of(response)
        told += [f"{url}: {secret}" for secret in SECRETS if secret in text]
        if kept.number in url and url.startswith(("/my/", "/office/", "/window/", "/api/cases/")):
            assert response.status_code in (302, 401, 403, 404, 405), (url, response.status_code)
    assert not told


@pytest.mark.parametrize("who", STRANGERS)
def test_nothing_of_the_case_is_changed(who: str, kept: Kept) -> None:
    client = STRANGERS[who]()
    before = _state(kept)
    for url in addresses(kept.values):
        if kept.number not in url and kept.draft not in url:
            continue
        for verb in CHANGES if url.startswith("/api/") else ("post",):
            head = {"If-Match": '"1"'}
            kind = "application/json" if url.startswith("/api/") else "application/x-www-form-urlencoded"
            data = "{}" if url.startswith("/api/") else "reason=x&text=x&code=000000&purpose=x&field=contact_phone"
            response = client.generic(verb.upper(), url, data, kind, headers=head)
            assert response.status_code < 500, (verb, url)
            assert response.status_code not in (200, 201, 204) or "data-refusal" in body_of(response) or _is_form(url), (
                verb, url, response.status_code,
            )  # fmt: skip
    assert _state(kept) == before


def _is_form(url: str) -> bool:
    """A page that asks for the code of a case first and shows nothing of it."""
    return url.startswith("/progress/")


def _state(kept: Kept) -> list[object]:
    refs = [f"case:{kept.number}", f"draft:{kept.draft}"]
    lines = Entry.objects.filter(ref__in=refs).exclude(event="case.progress_refused").count()
    return [Case.objects.filter(number=kept.number).values().get(), lines]
