"""Programs and their subscriptions, page by page."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from cityhall.doors.tests.visit import at, page, text
from cityhall.exchange.models import Client, Subscription
from cityhall.exchange.terms import Can
from cityhall.exchange.tests import given
from cityhall.exchange.tests.receiver import Receiver
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.organs.tests import given as organs

from .test_items import sent

pytestmark = pytest.mark.django_db
URL = "https://hook.example/in"


@pytest.fixture
def keeper() -> Actor:
    return organs.staff(organs.organ(), Can.MANAGE_CLIENTS)


def secret_in(response: HttpResponse) -> str:
    assert response.status_code == 200, text(response)
    assert "no-store" in response["Cache-Control"]
    return str(re.findall(r"<code>([^<]+)</code>", text(response))[-1])


def test_a_program_is_registered_its_secret_shown_once_changed_and_stopped(keeper: Actor) -> None:
    given.client(keeper.organ_id, keeper)  # makes the role
    client = at(keeper)
    new = {
        "name": "样例数据平台", "organ_id": f"#{keeper.organ_id}", "contact": "样例联系人", "phone": "13900000009",
        "role_key": "service", "scopes": ["cases:read"], "networks": "10.8.0.0/16", "per_minute": "60", "per_day": "900",
    }  # fmt: skip
    assert sent(client, "/setup/clients/new/", **{**new, "networks": "office"}).status_code == 422
    secret = secret_in(sent(client, "/setup/clients/new/", **new))
    key = Client.objects.get(name="样例数据平台").key
    url = f"/setup/clients/{key}/"
    shown = page(client, url)
    for words in ("样例数据平台", key, "读取办件", "10.8.0.0/16", "每分钟 60 次", "没有订阅事件", "登记"):
        assert words in shown
    assert secret not in shown
    assert "13900000009" not in shown
    assert "样例数据平台" in page(client, "/setup/clients/")
    assert sent(client, f"{url}edit/", name="样例新名").status_code == 302
    assert Client.objects.get(key=key).per_minute == 60
    other = secret_in(sent(client, f"{url}secrets/new/"))
    assert other != secret
    assert "生成新密钥</a>" not in page(client, url)
    first = Client.objects.get(key=key).secrets.order_by("id")[0].pk
    assert "凭它换取的令牌立即失效" in page(client, f"{url}secrets/{first}/end/")
    assert sent(client, f"{url}secrets/{first}/end/").status_code == 302
    page(client, f"{url}secrets/{first}/end/", 404)
    assert sent(client, f"{url}suspend/").status_code == 302
    assert "已停用" in page(client, url)
    assert sent(client, f"{url}resume/").status_code == 302
    assert "已停用" not in page(client, url)


def subscribed(client: Browser, key: str, url: str = URL) -> tuple[str, str]:
    answer = sent(client, f"/setup/clients/{key}/events/new/", url=url, kinds=["case.accepted", "case.decided"])
    return f"/setup/clients/{key}/events/{Subscription.objects.latest('pk').pk}/", secret_in(answer)


def test_a_subscription_is_made_tried_changed_stopped_told_again_and_dropped(keeper: Actor, settings: object) -> None:
    settings.OUTGOING = "127.0.0.1"  # type: ignore[attr-defined]
    key, client = given.client(keeper.organ_id, keeper), at(keeper)
    wrong = sent(client, f"/setup/clients/{key}/events/new/", url="http://hook.example/", kinds=["case.decided"])
    assert (wrong.status_code, "https://" in text(wrong)) == (422, True)
    with Receiver().up() as there:
        url, secret = subscribed(client, key, there.url)
        assert "还没有推送过" in page(client, url)
        told = client.post(f"{url}try/", follow=True)
        assert "试发成功" in text(told)
    assert there.got[0].is_signed_with(secret)
    assert "试发没有送达：连不上对方服务器" in text(client.post(f"{url}try/", follow=True))
    assert page(client, f"{url}?failed=1").count("没有送达</") >= 1
    assert "送达" in page(client, url)
    assert sent(client, f"{url}edit/", url=URL, kinds=["case.archived"]).status_code == 302
    assert "归档" in page(client, url)
    new = secret_in(sent(client, f"{url}secret/"))
    assert new != secret
    assert "上一个仍在用" in page(client, url)
    assert sent(client, f"{url}former/").status_code == 302
    assert sent(client, f"{url}stop/").status_code == 302
    assert "管理员停用" in page(client, url)
    assert sent(client, f"{url}resume/").status_code == 302
    ahead = (clock.local(clock.now()) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert sent(client, f"{url}replay/", since=ahead).status_code == 422
    assert sent(client, f"{url}replay/", since="2026-01-05T09:00").status_code == 302
    for words in ("试发", "修改订阅", "从某时起重发"):
        assert words in page(client, url)
    assert "事件订阅" in page(client, f"/setup/clients/{key}/")
    assert sent(client, f"{url}drop/").status_code == 302
    page(client, url, 404)


def test_failing_is_told_in_a_sentence(keeper: Actor) -> None:
    key, client = given.client(keeper.organ_id, keeper), at(keeper)
    url, _ = subscribed(client, key)
    Subscription.objects.update(failures=3, failing_since=clock.now(), next_at=clock.now())
    assert "连续 3 次没有送达" in page(client, url)
    assert "重试中" in page(client, f"/setup/clients/{key}/")


def test_another_organs_are_not_there_and_without_the_permission_nothing_is(keeper: Actor) -> None:
    key = given.client(keeper.organ_id, keeper)
    number, _ = given.subscription(key, URL, actor=keeper)
    stranger = at(organs.staff(organs.organ(), Can.MANAGE_CLIENTS))
    nobody = at(organs.staff(keeper.organ_id or 0))
    assert key not in page(stranger, "/setup/clients/")
    for path in ("", "edit/", "events/new/", f"events/{number}/", f"events/{number}/stop/"):
        page(stranger, f"/setup/clients/{key}/{path}", 404)
        page(nobody, f"/setup/clients/{key}/{path}", 403)
    assert stranger.post(f"/setup/clients/{key}/events/{number}/try/").status_code == 403
