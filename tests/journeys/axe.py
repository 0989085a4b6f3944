"""axe-core in the page under test: what breaks WCAG 2.2 AA, in a form a person can act on."""

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

from . import camera

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  const said = (n) => n.html.slice(0, 200) + " → " + n.failureSummary;
  return found.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.map(said) }));
}"""


@cache
def script() -> str:
    """The engine the package brings along."""
    return (files("axe_playwright_python") / "axe.min.js").read_text()


def violations(page: Page) -> list[str]:
    """What axe finds on the open page. The engine is put in by the driver, past the page's content policy."""
    page.evaluate(script())
    found: list[dict[str, Any]] = page.evaluate(RUN, RULES)
    return [f"{page.url} {v['id']}（{v['help']}）: {node}" for v in found for node in v["nodes"]]


def look(page: Page, urls: dict[str, str], screens: tuple[str, ...] = ("narrow", "desk")) -> list[str]:
    """Every page on a phone and at a desk: what axe finds, and that it fits."""
    found = []
    for name, url in urls.items():
        answer = page.goto(url)
        assert answer is not None
        assert answer.status in (200, 422), f"{name}: {answer.status} for {url}"
        for screen in screens:
            width, height = camera.SCREENS[screen]
            page.set_viewport_size({"width": width, "height": height})
            camera.check_fits(page, f"{name} at {width}")
            found += [f"{name} at {width}: {one}" for one in violations(page)]
    return found
