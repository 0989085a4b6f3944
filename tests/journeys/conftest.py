"""Journeys: people in browsers of their own, before a live server whose clock and jobs the test holds in its hand."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from .camera import SCREENS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MISSING = "Chromium is missing: run “make install-browser”, then the journeys run too"
PATIENCE = 20_000
Person = Callable[..., Page]
expect.set_options(timeout=PATIENCE)

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop lives in this thread; our queries stay synchronous


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CHROMIUM is None:
        terminalreporter.write_sep("!", f"journeys skipped. {MISSING}", red=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CITYHALL_REQUIRE_BROWSER") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def person(browser: Browser, live_server: LiveServer) -> Iterator[Person]:
    """`person("phone")`, `person("desk", account_id=7)`, `person(script=False)`: somebody with a browser of their own.
    What the browser complains of (a script's error, a blocked style, a page not found) fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def enter(screen: str = "phone", *, account_id: int | None = None, script: bool = True) -> Page:
        width, height = SCREENS[screen]
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale="zh-CN",
            timezone_id="Asia/Shanghai", java_script_enabled=script, has_touch=width < SCREENS["desk"][0],
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if _grave(said.text) else None)
        if account_id is not None:
            signed_in(page, live_server.url, account_id)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert not complaints, complaints


def _grave(text: str) -> bool:
    return "Content Security Policy" in text or "SyntaxError" in text or "TypeError" in text


def signed_in(page: Page, url: str, account_id: int) -> None:
    """Give this browser the session of an account, without walking through the sign-in page."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(pk=account_id))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
