"""Pictures of pages, taken only of pages that fit: no sideways scroll on any screen, and light enough for a phone."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response

SCREENS = {"phone": (390, 844), "narrow": (360, 780), "desk": (1440, 900), "wide": (1920, 1080)}
WEIGHT = 100_000
TRIES, PAUSE = 200, 100.0
TEXT = ("text/html", "text/css", "text/javascript", "application/javascript")
ALBUM = Path(os.environ.get("CITYHALL_ALBUM") or Path(os.environ["CITYHALL_VAR"]) / "album")
SIDEWAYS = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return "";
  const room = document.documentElement.clientWidth;
  const culprit = [...document.querySelectorAll("body *")].find(
    (el) => el.getBoundingClientRect().right > room + 1 && !el.closest(".scroll, .vh, nav, .tabs, svg"));
  return `${wide}px too wide: ${culprit ? culprit.outerHTML.slice(0, 160) : "?"}`;
}"""


def portrait(page: Page, name: str, *, screens: tuple[str, ...] = tuple(SCREENS), full: bool = True) -> list[Path]:
    """Check the open page on each screen and take its picture there; answers the files."""
    album = ALBUM
    album.mkdir(parents=True, exist_ok=True)
    before, taken = page.viewport_size, []
    for screen in screens:
        width, height = SCREENS[screen]
        page.set_viewport_size({"width": width, "height": height})
        check_fits(page, f"{name} at {width}")
        if full:  # a screen as tall as the page, so that what sticks to its foot stays at the foot
            tall = int(page.evaluate("document.documentElement.scrollHeight"))
            page.set_viewport_size({"width": width, "height": max(height, tall)})
        file = album / f"{name}-{width}.png"
        page.screenshot(path=file, animations="disabled")
        taken.append(file)
    if before:
        page.set_viewport_size(before)
    return taken


def check_fits(page: Page, name: str) -> None:
    for _ in range(
        TRIES
    ):  # a page just turned to may have no root yet; one without scripts can be asked, not waited on
        if page.evaluate("document.documentElement !== null && document.readyState === 'complete'"):
            break
        page.wait_for_timeout(PAUSE)
    sideways = page.evaluate(SIDEWAYS)
    assert not sideways, f"{name} scrolls sideways, {sideways}"


def weigh(page: Page, url: str) -> dict[str, int]:
    """Open a page as a newcomer does, with nothing in the cache; answers the bytes of its text files, by path."""
    weights: dict[str, int] = {}

    def add(response: Response) -> None:
        ours = response.url.startswith("http")  # what a browser brings along to show a PDF is not ours
        if ours and response.headers.get("content-type", "").startswith(TEXT) and response.status == 200:
            weights[urlsplit(response.url).path] = len(response.body())

    page.on("response", add)
    page.goto(url, wait_until="networkidle")
    page.remove_listener("response", add)
    return weights


def check_light(page: Page, url: str) -> None:
    """HTML, styles and scripts together stay under 100 KB, before pictures."""
    weights = weigh(page, url)
    assert weights, f"{url} gave nothing to weigh"
    assert sum(weights.values()) < WEIGHT, f"{url} weighs {sum(weights.values())}: {weights}"
