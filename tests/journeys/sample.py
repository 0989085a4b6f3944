# ruff: noqa: E501 - templates in strings
"""Two sample pages made of every component, served only to the journeys: the look is tried out in a real browser."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path

from cityhall.deadlines.terms import Light
from cityhall.doors.components import words
from cityhall.doors.http import said, stored_upload
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.clock import ZONE
from cityhall.kernel.journal.record import record
from cityhall.kernel.paging import Page

SENT: list[dict[str, Any]] = []


class Shop(forms.Form):
    place = forms.CharField(label="经营场所", help_text="与营业执照一致")
    area = forms.IntegerField(label="经营面积（㎡）")
    phone = forms.CharField(label="联系电话")
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(
        label="情形", choices=[("hot", "热食类制售"), ("cold", "冷食类制售")], widget=forms.RadioSelect
    )


def a_clock(light: Light, left: int, said: str, *, used: int, **more: object) -> SimpleNamespace:
    values = {"paused_days": 0, "provisional": False, "due_text": "2026年11月24日", "stopped_on": None}
    return SimpleNamespace(
        light=light, left=left, left_text=said, used=used, amount=5, extended=0, limit="5 个工作日", **(values | more)
    )


CLOCKS = [
    a_clock(Light.RED, -2, "已超期 2 个工作日", used=7), a_clock(Light.YELLOW, 1, "剩余 1 个工作日", used=4),
    a_clock(Light.BLUE, 3, "暂停计时，剩余 3 个工作日", used=2, paused_days=4),
    a_clock(Light.GREEN, 4, "剩余 4 个工作日", used=1, provisional=True), a_clock(Light.GREY, 0, "已办结", used=5),
]  # fmt: skip
ENTRIES = [
    SimpleNamespace(title="受理", at=datetime(2026, 11, 13, 9, 5, tzinfo=ZONE), text="通知书已送达", state="done", who="综合窗口 12"),
    SimpleNamespace(title="检验（暂停 2 个工作日）", at=datetime(2026, 11, 17, 10, 0, tzinfo=ZONE), text="已书面告知您", state="paused"),
    SimpleNamespace(title="审查", at=datetime(2026, 11, 19, 15, 20, tzinfo=ZONE), text="市市场监管局正在看您的材料", state="now"),
    SimpleNamespace(title="决定", at=None, text="", state=""),
]  # fmt: skip
FACTS = [
    ("多久", "5 个工作日", "法定 10 个，承诺 5 个"), ("材料", "3 份", "其中 2 份在库免提交"),
    ("跑几次", "0 次", "全程网办，可邮寄"), ("费用", "不收费", "可容缺 1 份"), ("能否网办", "可以", "也可到任一综合窗口"),
]  # fmt: skip


def page(request: HttpRequest, which: str) -> HttpResponse:
    if request.method == "POST":
        SENT.append(request.POST.dict())
        said(request, "已受理 999900-2026-00000012")
    form = Shop({"place": "鼓楼街道文昌路 18 号", "area": "62", "note": "写好的话"} if "wrong" in request.GET else None)
    context = {
        "form": form, "clocks": CLOCKS, "clock": CLOCKS[2], "entries": ENTRIES, "facts": FACTS,
        "page": Page([1], "abc"), "now": clock.now(), "names": ["选情形", "填表", "材料", "核对"],
    }  # fmt: skip
    return HttpResponse(engines["django"].from_string(SOURCES[which]).render(context, request=request))


def autosave(request: HttpRequest) -> JsonResponse:
    SENT.append(request.POST.dict())
    return JsonResponse({"version": 8})


def upload(request: HttpRequest) -> HttpResponse:
    got = stored_upload(request)
    said(request, f"已收到 {got.name}")
    return redirect("/portal/")


@action
def ring(actor: Actor) -> None:
    record(actor, "bell.rung", "bell:1")


def bell(request: HttpRequest) -> HttpResponse:
    ring(HOUSE)
    return HttpResponse(words.moment(clock.now(), clock.today()))


def whoami(request: HttpRequest) -> HttpResponse:
    return HttpResponse(getattr(request.user, "login", "nobody"))


PORTAL = """{% extends "components/portal_base.html" %}{% block title %}食品经营许可{% endblock %}
{% block main %}<div class="grid">
<section><p class="crumbs"><a href="/">开店办企业</a> › 餐饮</p><h1>食品经营许可（新办）</h1>
<form class="search big" role="search"><input name="q" aria-label="您要办什么" placeholder="您要办什么？例如：开饭店"><button class="button main">{% icon "search" %}找</button></form></section>
<nav class="grid two keep three" aria-label="常办的事"><a class="sheet tile" href="/a/">{% icon "shop" %}<span>开店办企业</span></a><a class="sheet tile" href="/b/">{% icon "home" %}<span>买房租房</span></a><a class="sheet tile" href="/c/">{% icon "heart" %}<span>生育医疗</span></a><a class="sheet tile" href="/d/">{% icon "card" %}<span>社保公积金</span></a><a class="sheet tile" href="/e/">{% icon "car" %}<span>驾驶出行</span></a><a class="sheet tile" href="/f/">{% icon "school" %}<span>入学教育</span></a></nav>
<section class="sheet">{% facts facts five=True %}</section>
<section class="sheet"><h2>您要准备的</h2><ul class="checklist"><li>{% light "grey" "在库" %}<div><b>营业执照</b><div class="source">已从证照库取得，无需提交</div></div></li><li>{% light "ask" "需提交" %}<div><b>从业人员健康证明</b><div class="quiet">照片或 PDF 均可；可先受理后补</div><form class="upload" method="post" action="/upload/" enctype="multipart/form-data" data-upload>{% act_fields %}<input type="file" name="file" aria-label="选择健康证明" data-auto><progress max="100" value="0" hidden></progress><button class="button small">{% icon "upload" %}上传</button></form></div></li></ul></section>
<section class="sheet"><h2>正在办的</h2><div class="row spread"><b>企业开办</b>{% light clock %}</div>{% clock_bar clock %}</section>
<section class="sheet"><h2>办理经过</h2>{% timeline entries %}</section>
{% banner "provisional" "2027 年放假安排尚未公布，截止日期以公布后为准。" title="日期暂定" %}
<form class="sheet" method="post" novalidate data-autosave="/autosave/" data-unsaved>{% act_fields 7 %}{% steps names 2 %}{% form_errors form %}{% field form.place source="来自营业执照" %}{% field form.area %}{% field form.phone %}{% field form.note %}{% field form.kind %}<p class="saved" data-saved aria-live="polite"></p><div class="actions">{% button "提交" main=True %}{% button "撤回申请" kind="danger" name="withdraw" value="yes" confirm="撤回后要重新申请，确定撤回吗？" %}</div></form>
<section class="sheet">{% empty "还没有办件" href="/" label="去办事" %}</section></div>{% endblock %}
{% block foot %}<div class="foot"><a class="button main wide" href="/go/">开始办理</a></div>{% endblock %}"""

TABLE = """<table class="cards"><thead><tr><th>灯</th><th>编号</th><th>事项</th><th>环节 · 办理人</th><th class="n">已用/承诺</th></tr></thead><tbody data-list>{% for c in clocks %}<tr{% if forloop.counter == 2 %} aria-selected="true"{% endif %}><td>{% light c %}</td><td data-label="编号"><a href="/portal/?n={{ forloop.counter }}">999900-2026-0000001{{ forloop.counter }}</a></td><td data-label="事项">建筑工程施工许可</td><td data-label="环节">审核 · 陈*</td><td class="n" data-label="已用">{{ c.used }} / {{ c.amount }}</td></tr>{% endfor %}</tbody></table>{% pager page %}"""
DESK = (
    """{% extends "components/desk_base.html" %}{% block title %}综合窗口{% endblock %}
{% block nav %}{% nav "/desk/" "综合窗口" count=3 %}{% nav "/out/" "出件" %}{% nav "/today/" "我的今日" %}{% endblock %}
{% block main %}<div class="grid"><div class="row"><a class="sheet stat" href="?light=red"><div class="num red">23</div><div class="quiet">■ 红灯</div></a><a class="sheet stat" href="?light=yellow"><div class="num yellow">412</div><div class="quiet">▲ 黄灯</div></a><a class="sheet stat" href="?"><div class="num">18,204</div><div class="quiet">在办</div></a></div>
<form method="post" novalidate data-unsaved>{% act_fields 7 %}{% form_errors form %}<div class="desk3">
<section class="sheet"><h2>申请人</h2><div class="field"><label for="who">身份证 / 信用代码</label><input id="who" name="who" data-key="Alt+1"><span class="source">校验通过 · 来自法人库</span></div><dl class="facts"><dt>名称</dt><dd>宣宁市巷口面馆</dd><dt>经办人</dt><dd>{% mask "王小芳" %}</dd></dl></section>
<section class="sheet"><div class="tabs"><a href="?" aria-current="page">表单</a><a href="?t=2">历史（3）</a></div><div class="grid two">{% field form.place source="来自营业执照" %}{% field form.area %}{% field form.phone %}</div>{% field form.kind inline=True %}{% field form.note %}</section>
<section class="sheet"><h2>材料 <span class="quiet small">3 份 · 2 份在库</span></h2><ul class="checklist"><li><input type="checkbox" name="m" value="1" aria-label="营业执照" data-key="1"><div><b>营业执照</b><div class="source">证照库 · 有效</div></div>{% light "grey" "免提交" %}</li><li aria-current="true"><input type="checkbox" name="m" value="2" aria-label="健康证明" data-key="2"><div><b>健康证明</b><div class="quiet small">复印件 1 份 · 可容缺 5 个工作日</div></div>{% light "ask" "未交" %}</li></ul>
<div class="actions">{% button "受理" key="F8" main=True why="还缺“健康证明”；联系电话少 1 位。" id="accept" %}{% button "容缺受理" key="F7" name="move" value="gaps" main=True %}{% button "一次性告知" key="F9" name="move" value="supplement" %}</div></section></div></form>
<div class="beside"><section class="sheet"><div class="row spread"><h2>按超期风险排序</h2><form class="search"><input name="q" placeholder="编号、单位、事项" aria-label="查找" data-key="/"><button class="button">查</button></form></div>"""
    + TABLE
    + """</section><section class="sheet"><h2>999900-2026-00000012</h2>{% clock_bar clock %}<hr>{% timeline entries %}</section></div></div>{% endblock %}"""
)
SOURCES = {"portal": PORTAL, "desk": DESK}
urlpatterns = [
    path("", include("cityhall.doors.components.urls")),
    path("autosave/", autosave),
    path("upload/", upload),
    path("bell/", bell),
    path("whoami/", whoami),
    path("<slug:which>/", page),
]
