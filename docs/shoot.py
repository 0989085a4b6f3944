"""The pictures in `docs/screenshots`, taken of a running demo city: `make screenshots` (start `make run` beside it)."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).parent / "screenshots"
CITIZEN, CLERK, REVIEWER, ADMIN, MANAGER = "15400000001", "chuangkou01", "scjshenhe01", "guanli01", "dating01"
EDITOR, WATCHER, HELPER, PROJECTS, ELSEWHERE = "scjbianji01", "jiancha01", "bangban01", "fgwxiangmu01", "tongban21"
LISTS_ABOVE = Path(__file__).parent.parent / "examples" / "catalogue" / "base-list.csv"
LIST = Path(__file__).parent.parent / "examples" / "catalogue" / "items.csv"
LEAD, PASSWORD = "zjjshenhe01", "Yitingtong-2026"  # as on the demo's cards
PHONE, DESK = (390, 844), (1440, 900)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Album:
    """One browser, a person at a time."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base

    def person(self, size: tuple[int, int], card: str = "") -> Page:
        """Somebody with this screen, come in by her card."""
        width, height = size
        page = self.browser.new_context(
            base_url=self.base, viewport={"width": width, "height": height}, locale="zh-CN"
        ).new_page()
        if card:
            page.goto("/demo/")
            page.locator(f"form[action='/demo/{card}/'] button").click()
        return page

    def staff(self, size: tuple[int, int], login: str) -> Page:
        """A member of staff who has no card."""
        page = self.person(size)
        page.goto("/sign-in/staff/")
        page.locator("[name=login]").fill(login)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_load_state()
        return page


def keep(page: Page, name: str, *, whole: bool = False) -> None:
    page.wait_for_timeout(400)
    page.screenshot(path=OUT / f"{name}.png", full_page=whole)
    sys.stdout.write(f"{name}.png\n")


def citizen(album: Album) -> None:
    page = album.person(PHONE, CITIZEN)
    page.goto("/")
    keep(page, "portal")
    page.goto("/search/?q=开饭店")
    keep(page, "search")
    page.locator("a[href^='/items/']").first.click()
    keep(page, "guide")
    if page.locator("#papers-part form").count():
        page.get_by_label("餐饮服务经营者").check()
        page.wait_for_timeout(600)
        page.locator("#asking").scroll_into_view_if_needed()
        keep(page, "situations-guide")
    page.goto("/my/")
    keep(page, "my")
    page.locator("a[href^='/my/99']").first.click()
    keep(page, "progress")
    page.get_by_role("link", name="证明这些记录没有被改动").click()
    keep(page, "proof")
    page.goto("/my/looks/")
    keep(page, "looks")
    page.goto("/my/data/")
    keep(page, "own-data")
    page.goto("/my/mandates/")
    page.locator("main a[href^='/my/mandates/']:not([href*=new])").last.click()
    keep(page, "agency")
    page.go_back()
    page.go_back()
    page.go_back()
    papers = page.locator("a[href*='/papers/']")
    if papers.count() and shutil.which("pdftoppm"):
        _paper(page.request.get(papers.last.get_attribute("href") or "").body())


def _paper(pdf: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "paper.pdf"
        file.write_bytes(pdf)
        words = ["pdftoppm", "-png", "-r", "72", "-f", "1", "-l", "1", "-singlefile", str(file), str(OUT / "paper")]
        subprocess.run(words, check=True)
    sys.stdout.write("paper.png\n")


def front(album: Album) -> None:
    """What the city shows in front: a flagship page, a column, a check-up; and how they are made."""
    page = album.person(PHONE, CITIZEN)
    page.goto("/organs/")
    page.get_by_role("link", name="澜宁市市场监督管理局").click()
    keep(page, "flagship")
    page.goto("/topics/")
    page.get_by_role("link", name="开一家饭店").click()
    keep(page, "topic")
    page.goto("/policies/match/")
    page.locator("button[name=entity]").first.click()
    while page.locator(".question").count():
        page.get_by_role("button", name="不清楚，先跳过").click()
    keep(page, "check-up")
    desk = album.person(DESK, EDITOR)
    desk.goto("/setup/policies/")
    desk.get_by_role("link", name="餐饮企业明厨亮灶改造补助").click()
    keep(desk, "setup-policy")
    desk.goto("/setup/fronts/")
    desk.locator("a[href^='/setup/fronts/']:not([href*=new])").last.click()
    desk.get_by_role("link", name="编排").click()
    keep(desk, "setup-front")


def clerk(album: Album) -> None:
    page = album.person(DESK, CLERK)
    page.goto("/window/")
    page.locator("#q").fill("SPJY")
    page.locator("#q").press("Enter")
    keep(page, "window")
    page.goto("/window/tray/")
    keep(page, "tray")
    page.locator("a[href*='/window/cases/99']").first.click()
    keep(page, "window-case")
    page.goto("/window/handover/")
    keep(page, "handover")


def reviewer(album: Album) -> None:
    page = album.person(DESK, REVIEWER)
    page.goto("/office/")
    page.wait_for_timeout(2500)
    keep(page, "office")
    page.goto("/office/cases/?status=accepted")
    page.locator("a[href*='/office/cases/99']").first.click()
    page.locator("a[href*='/clocks/']").first.click()
    keep(page, "clock")


def stopped(album: Album) -> None:
    """A case whose clock stands still, at the office and for whoever holds its number and code."""
    page = album.person(DESK, REVIEWER)
    page.goto("/office/cases/?status=accepted")
    for link in [a.get_attribute("href") for a in page.locator("a[href*='/office/cases/99']").all()]:
        page.goto(link or "")
        if page.locator(".proceeding").count():
            break
    page.locator(".proceeding").first.scroll_into_view_if_needed()
    keep(page, "beside")
    phone = album.person(PHONE, CITIZEN)
    phone.goto("/my/")
    for link in [a.get_attribute("href") for a in phone.locator("a[href^='/my/99']").all()]:
        phone.goto(link or "")
        if phone.locator(".light.blue").count():
            break
    number, code = (phone.locator("main .nowrap").nth(n).inner_text().split()[-1] for n in (0, 1))
    phone.goto(f"/progress/{number}/?code={code}")
    keep(phone, "progress-public", whole=True)


def batch(album: Album) -> None:
    page = album.person(DESK, REVIEWER)
    page.goto("/office/")
    names = page.locator(".pick .line").all_inner_texts()
    boxes = page.locator(".pick input[type=checkbox]")
    kinds = [name.split("\n")[-1] for name in names]
    wanted = max(set(kinds), key=kinds.count)
    for n in [n for n, kind in enumerate(kinds) if kind == wanted][:3]:
        boxes.nth(n).check()
    page.locator("#batch").click()
    keep(page, "batch")


def manager(album: Album) -> None:
    page = album.person(DESK, MANAGER)
    page.goto("/hall/")
    keep(page, "hall")


def watcher(album: Album) -> None:
    page = album.person(DESK, WATCHER)
    page.goto("/supervisor/?division=990100")
    keep(page, "supervisor", whole=True)
    page.goto("/supervisor/orders/")
    page.locator("main tbody a").first.click()
    keep(page, "supervisor-order")
    page.goto("/supervisor/rules/")
    keep(page, "supervisor-rules")


def together(album: Album) -> None:
    """一件事: its guide, at the counter, on its way, and how it is arranged."""
    phone = album.person(PHONE)
    phone.goto("/together/qiyekaiban/")
    keep(phone, "joint-guide")
    page = album.person(DESK, CLERK)
    page.goto("/window/whole/")
    page.get_by_role("link", name="接着填").first.click()
    keep(page, "window-whole")
    page.goto("/window/whole/")
    page.locator("main tbody a[href*='-L']").first.click()
    keep(page, "window-whole-taken")
    page.goto("/window/bills/")
    page.locator("main tbody a").first.click()
    keep(page, "bill")
    desk = album.person(DESK, ADMIN)
    desk.goto("/setup/joint/")
    keep(desk, "setup-joint")
    desk.goto("/setup/joint/shipped/")
    desk.locator("main a[href*='/joint/shipped/']").first.click()
    keep(desk, "setup-shipped")


def beside_the_cases(album: Album) -> None:
    """Meetings, projects, help, 通办, and what a process could lose."""
    page = album.person(DESK, PROJECTS)
    page.goto("/office/projects/")
    page.locator("main a[href*='/office/projects/P'], main tbody a").first.click()
    keep(page, "project", whole=True)
    page = album.staff(DESK, LEAD)
    page.goto("/office/meetings/")
    page.locator("main a[href^='/office/meetings/']:not([href*=new]):not([href*=experts])").first.click()
    keep(page, "meetings")
    page = album.person(PHONE, HELPER)
    page.goto("/office/help/")
    page.locator("main a[href^='/office/help/']:not([href*=new])").first.click()
    keep(page, "help")
    page = album.person(DESK, ELSEWHERE)
    page.goto("/window/anywhere/cases/")
    keep(page, "anywhere")
    page = album.person(DESK, WATCHER)
    page.goto("/setup/process/")
    keep(page, "process")


def admin(album: Album) -> None:
    page = album.person(DESK, ADMIN)
    page.goto("/setup/organs/")
    keep(page, "setup")
    page.goto("/setup/items/")
    page.locator(
        "main a[href*='/setup/items/']:not([href*='new']):not([href*='import']):not([href*='export'])"
    ).first.click()
    keep(page, "setup-item")
    page.goto("/setup/items/import/")
    page.locator("input[type=file]").set_input_files(LIST)
    page.get_by_role("button", name="上传并核对列").click()
    keep(page, "import")
    page.goto("/setup/lists/import/")
    page.locator("input[type=file]").set_input_files(LISTS_ABOVE)
    page.get_by_role("button", name="试导入").click()
    keep(page, "base-list")
    page.goto("/setup/guides/")
    keep(page, "guides")
    page.goto("/setup/items/?q=食品经营许可（新办）")
    page.locator("main tbody a").first.click()
    page.goto(f"{page.url}situations/")
    keep(page, "situations-table")
    page.goto("/setup/library/")
    keep(page, "library")
    page.goto("/run-once/")
    keep(page, "run-once")
    page.goto("/setup/reform/")
    page.locator("a[href*='/reform/rounds/']:not([href*='new'])").first.click()
    keep(page, "reform")
    page.goto("/delegations/")
    keep(page, "delegations")
    page.goto("/setup/calendar/")
    keep(page, "layers")
    page.goto("/setup/calendar/2026/")
    keep(page, "calendar")
    page.goto("/setup/templates/paper/decision/")
    keep(page, "template")
    page.goto("/setup/sending/")
    keep(page, "sending")
    page.goto("/setup/privacy/")
    keep(page, "setup-privacy")
    page.goto("/setup/jobs/")
    keep(page, "jobs")
    page.goto("/setup/health/")
    keep(page, "health")
    page.goto("/security/")
    keep(page, "security")
    page.goto("/api/docs")
    page.wait_for_timeout(1500)
    keep(page, "api")


def newcomer(album: Album) -> None:
    page = album.person((1180, 760))
    page.goto("/demo/")
    keep(page, "demo")


SCENES: tuple[Callable[[Album], None], ...] = (
    newcomer,
    citizen,
    front,
    clerk,
    reviewer,
    stopped,
    batch,
    manager,
    watcher,
    together,
    beside_the_cases,
    admin,
)


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--lang=zh-CN"])
        album = Album(browser, base)
        for scene in SCENES:
            scene(album)
        browser.close()


if __name__ == "__main__":
    main()
