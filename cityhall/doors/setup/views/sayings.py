"""搜索: what people asked in vain, and the groups of words that answer it."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can
from cityhall.doors.http import Request, cursor, go, said, sent, submit
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.sayings import SayingForm, SettleForm

TEND = (Can.TEND_SEARCH,)
HERE = (("setup_questions", "搜索"), ("setup_sayings", "说法"))
HINT = "全市共用，保存后马上用于门户、窗口和热线的查找；读音和拼音首字母自动生成。"


@setup("GET", to=TEND)
def asked(request: Request) -> HttpResponseBase:
    """没搜到的话"""
    return page(request, "setup/questions.html", {"rows": queries.asked_in_vain(request.actor)})


@setup("POST", to=TEND)
def settle(request: Request) -> HttpResponseBase:
    """不再列出"""
    outcome = submit(SettleForm(sent(request)), actions.settle_questions, request.actor)
    if outcome:
        said(request, "已不再列出；以后再有人问，会重新出现")
    return go(request, reverse("setup_questions"))


@setup("GET", to=TEND)
def index(request: Request) -> HttpResponseBase:
    """说法"""
    text = request.GET.get("q", "").strip()[:30]
    found = queries.sayings(request.actor, text, after=cursor(request), limit=ROWS)
    return page(request, "setup/sayings.html", {"q": text, "page": found})


@setup("GET", "POST", to=TEND)
def new(request: Request) -> HttpResponseBase:
    """新增说法, perhaps of a question that found nothing."""
    form = SayingForm(sent(request), said=request.GET.get("said", "")[:30])
    return filled(
        request, form, actions.save_saying, None, sheet=Sheet("新增说法", HERE, hint=HINT), done="已保存，现在就能这样找了",
        onto=lambda _: reverse("setup_questions"),
    )  # fmt: skip


@setup("GET", "POST", to=TEND)
def edit(request: Request, saying_id: int) -> HttpResponseBase:
    """修改说法"""
    view = queries.saying(request.actor, saying_id)
    sheet = Sheet(f"说法：{view.name}", HERE, hint=HINT, version=view.version)
    return filled(
        request, SayingForm(sent(request), view), actions.save_saying, saying_id, sheet=sheet, done="已保存",
        onto=lambda _: reverse("setup_sayings"),
    )  # fmt: skip
