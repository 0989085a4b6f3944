import re
from datetime import date, datetime
from types import SimpleNamespace
from typing import ClassVar

import pytest
from django import forms
from django.http import HttpRequest
from django.template import engines
from django.template.loader import get_template
from django.test import Client, RequestFactory

from cityhall.deadlines.terms import Light
from cityhall.doors import http
from cityhall.kernel.actor import Actor
from cityhall.kernel.clock import ZONE
from cityhall.kernel.errors import StaleError
from cityhall.kernel.paging import Page

FORBIDDEN = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=|javascript:|<style|<script(?![^>]*\ssrc=)", re.I)
CLOCK = SimpleNamespace(
    light=Light.YELLOW, amount=5, extended=0, limit="5 个工作日", used=3, left=2, paused_days=4, provisional=False,
    left_text="剩余 2 个工作日", due_text="2026年11月24日", stopped_on=None,
)  # fmt: skip
ENTRY = SimpleNamespace(
    title="受理", at=datetime(2026, 11, 13, 9, 5, tzinfo=ZONE), text="通知书已送达", state="done", who="综合窗口 12"
)


class Sample(forms.Form):
    name = forms.CharField(label="联系<人>", help_text="与身份证一致")
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(label="情形", choices=[("a", "热食"), ("b", "冷食")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="我已阅读")
    token: ClassVar[str] = ""


def ask(path: str = "/office/?light=red") -> HttpRequest:
    request = RequestFactory().get(path)
    request.actor = Actor("周某", account_id=1)  # type: ignore[attr-defined]
    return request


def draw(source: str, **context: object) -> str:
    drawn = engines["django"].from_string(source).render(context, request=ask())
    assert not FORBIDDEN.search(drawn), drawn
    return drawn


@pytest.mark.parametrize(("source", "expected"), [
    ('{% light clock %}', '<span class="light yellow">剩 2 个工作日</span>'),
    ('{% light "ask" "需提交" %}', '<span class="light ask">需提交</span>'),
    ('{% light state %}', '<span class="light red">已超期</span>'),
    ('{% clock_bar clock %}', "应于 <b>2026年11月24日</b> 前办结"),
    ('{% timeline entries %}', '<time datetime="2026-11-13T09:05:00+08:00">'),
    ('{% button "受理" key="F8" main=True %}', 'data-key="F8">受理 <kbd>F8</kbd></button>'),
    ('{% button "受理" why="还缺“健康证明”" %}', "为什么不能受理："),
    ('{% button "查看" href=url %}', 'href="/a/?b=1&amp;c=2"'),
    ('{% empty "还没有办件" href="/" label="去办事" %}', '<a class="button" href="/">去办事</a>'),
    ('{% facts pairs %}', "<dt>编号</dt><dd>999900"),
    ('{% facts pairs five=True %}', '<dd class="num">999900</dd>'),
    ('{% steps names 2 %}', '<li aria-current="step">2<span> 填表</span></li>'),
    ('{% mask "王小芳" %} {% mask "13800001234" "phone" %}', "王*芳 138****1234"),
    ('{% nav "/office/" "待办" count=3 %}', '<a href="/office/" aria-current="page">待办 <span class="count">3</span>'),
    ('{% nav "/setup/" "设置" %}', '<a href="/setup/">设置</a>'),
    ('{% banner "refusal" evil %}', "&lt;b&gt;"),
    ('{{ 5|amount }} {{ 900|file_size }} {{ due|day }}', "5 个工作日 1 KB 2026年11月24日（周二）"),
    ('{% pager page %}', 'href="?light=red&amp;after=abc" rel="next"'),
])  # fmt: skip
def test_each_component_draws(source: str, expected: str) -> None:
    drawn = draw(
        source, clock=CLOCK, entries=[ENTRY], pairs=[("编号", "999900")], names=["情形", "填表"],
        page=Page([1], "abc"), due=date(2026, 11, 24), state=Light.RED, url="/a/?b=1&c=2", evil="<b>",
    )  # fmt: skip
    assert expected in drawn


def test_of_a_long_timeline_the_latest_are_open_and_none_is_lost() -> None:
    entries = [SimpleNamespace(title=f"第 {n} 步", at=None, text="", state="", who="") for n in range(130)]
    folded, _, shown = draw("{% timeline entries %}", entries=entries).partition("</details>")
    assert "更早的 30 条记录" in folded
    assert ("第 29 步" in folded, "第 30 步" in shown, "第 129 步" in shown) == (True, True, True)
    assert "<details>" not in draw("{% timeline entries %}", entries=entries[:100])


def test_a_wrong_field_says_why_where_it_stands_and_keeps_the_text() -> None:
    form = Sample({"note": "写好的话"})
    form.is_valid()
    drawn = draw("{% form_errors form %}{% for f in form %}{% field f %}{% endfor %}", form=form)
    assert 'aria-describedby="id_name-hint id_name-why"' in drawn
    assert '<p class="why" id="id_name-why">' in drawn
    assert 'aria-invalid="true"' in drawn
    assert [why for why in ("请填写“联系&lt;人&gt;”", "请选择“情形”", "请勾选“我已阅读”") if why not in drawn] == []
    assert '<a href="#id_name">联系&lt;人&gt;</a>' in drawn
    assert "写好的话" in drawn
    assert "<legend>情形</legend>" in drawn
    assert drawn.count("（选填）") == 1


def test_a_stale_form_offers_the_latest() -> None:
    form = Sample({"name": "a", "kind": "a", "agree": "on"})
    http.refuse(form, StaleError("call.stale", "刚刚有人更新了这里的内容"))
    drawn = draw("{% form_errors form %}", form=form)
    assert "内容已被他人更新" in drawn
    assert "查看最新内容" in drawn


def test_every_act_has_its_own_number_and_the_version_seen() -> None:
    first, second = (draw("{% act_fields 7 %}", csrf_token="c") for _ in range(2))
    assert 'name="_seen" value="7"' in first
    assert 'name="csrfmiddlewaretoken" value="c"' in first
    assert first != second
    assert "_seen" not in draw("{% act_fields %}")


@pytest.mark.parametrize("name", ["portal_base", "desk_base", "base"])
@pytest.mark.django_db
def test_the_frames_carry_no_script_or_style_of_their_own(name: str) -> None:
    drawn = draw("{% extends '" + f"components/{name}.html" + "' %}{% block main %}正文{% endblock %}")
    assert '<html lang="zh-CN">' in drawn
    assert '<a class="skip" href="#main">' in drawn
    assert ("htmx-2.min.js" in drawn) == (name == "desk_base")


def test_elder_mode_is_a_link_and_a_cookie(client: Client) -> None:
    answer = client.get("/look/elder/", {"back": "/gone/"}, headers={"host": "localhost"})
    assert (answer.status_code, answer["Location"]) == (302, "/gone/")
    assert ' elder"' in client.get("/gone/", headers={"host": "localhost"}).content.decode()
    client.get("/look/plain/", headers={"host": "localhost"})
    assert ' elder"' not in client.get("/gone/", headers={"host": "localhost"}).content.decode()


@pytest.mark.parametrize("name", ["400", "403", "404", "405", "500", "403_csrf"])
def test_error_pages_stand_alone_and_say_what_to_do(name: str) -> None:
    drawn = get_template(f"{name}.html").render()
    assert not FORBIDDEN.search(drawn)
    assert "回到首页" in drawn
    assert re.search(r"<p>[^<]{20,}</p>", drawn)
