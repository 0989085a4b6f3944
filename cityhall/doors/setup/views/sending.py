"""消息发送: what left by SMS and e-mail, what did not come, and the hours in which nothing is sent."""

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, cursor, go, said
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.words import QuietForm
from cityhall.messages import actions, queries
from cityhall.messages.terms import Can, Channel, MessageState

SENDING = (Can.SEE_SENDING,)
CHANNELS = (Channel.SMS, Channel.EMAIL)


@setup("GET", to=SENDING)
def index(request: Request) -> HttpResponseBase:
    """消息发送"""
    state, channel = request.GET.get("state", ""), request.GET.get("channel", "")
    number = request.GET.get("case", "").strip()[:60]
    found = queries.sending(
        request.actor, state=state, channel=channel, ref=f"case:{number}" if number else "", after=cursor(request),
        limit=ROWS,
    )  # fmt: skip
    return page(request, "setup/sending.html", {
        "page": found, "state": state, "channel": channel, "case": number, "states": list(MessageState),
        "channels": CHANNELS, "troubles": queries.troubles(request.actor), "hours": queries.quiet_hours(),
    })  # fmt: skip


@setup("POST", to=SENDING)
def retry(request: Request, message_id: int) -> HttpResponseBase:
    """重发"""
    actions.retry_message(request.actor, message_id)
    said(request, "已重新排队，稍后查看结果")
    return go(request, reverse("setup_sending"))


@setup("GET", "POST", to=SENDING)
def quiet(request: Request) -> HttpResponseBase:
    """静默时段"""
    sheet = Sheet(
        "静默时段", (("setup_sending", "消息发送"),),
        hint="静默时段内的短信和邮件到结束时再发；站内消息不受影响。开始晚于结束的，跨过午夜。",
    )  # fmt: skip
    form = QuietForm(request.POST if request.method == "POST" else None, queries.quiet_hours())
    return filled(
        request, form, actions.set_quiet_hours, sheet=sheet, done="已保存", onto=lambda _: reverse("setup_sending")
    )
