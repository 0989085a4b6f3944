"""Messages: told by every channel at once, delivered once, read by their owner only."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, NOBODY
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotFoundError, NotSignedInError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.queries import Line, line
from cityhall.messages import actions, queries
from cityhall.messages.adapters import gateways
from cityhall.messages.models import Message
from cityhall.messages.terms import Channel, MessageState
from cityhall.people import actions as people

from . import given

pytestmark = pytest.mark.django_db


def _queued() -> Line:
    return line(Entry.objects.filter(event="message.queued").latest("id").id)


def test_one_insert_for_all_channels() -> None:
    with CaptureQueriesContext(connection) as seen:
        ids = given.told(HOUSE, email="zhou@city.example")
    assert len([q for q in seen if "ch_messages_message" in q["sql"]]) == 1
    states = dict(Message.objects.filter(pk__in=ids).values_list("channel", "state"))
    assert states == {"in_app": "sent", "sms": "queued", "email": "queued"}


def test_nobody_to_tell_is_no_message_but_a_channel_asked_for_must_have_an_address() -> None:
    assert given.told(HOUSE, account_id=None, phone="") == []
    with pytest.raises(InvalidInputError, match="短信"):
        given.told(HOUSE, phone="12345", channels=[Channel.SMS])
    assert not Message.objects.exists()


def test_addresses_and_bodies_are_sealed() -> None:
    given.told(HOUSE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, body FROM ch_messages_message")
        raw = b"".join(bytes(cell) for row in cursor.fetchall() for cell in row)
    assert b"13800000000" not in raw
    assert "受理".encode() not in raw
    assert "13800000000" not in str(list(Entry.objects.values_list("values", flat=True)))


def test_delivery_sends_once_however_often_it_runs() -> None:
    given.told(HOUSE)
    for _ in range(2):
        with calling(key="reaction:1:deliver"):
            actions.deliver(_queued())
    sms = Message.objects.get(channel="sms")
    assert (sms.state, sms.attempts) == ("sent", 1)
    assert Entry.objects.filter(event="message.sent").count() == 1


class Broken:
    """A gateway that is down until it is mended."""

    down = True

    def deliver(self, letter: gateways.Letter) -> str:
        if self.down:
            raise gateways.GatewayError("down")
        return ""


@pytest.fixture
def broken(settings: object, monkeypatch: pytest.MonkeyPatch) -> Broken:
    gateway = Broken()
    monkeypatch.setitem(gateways.GATEWAYS, "broken", lambda: gateway)
    settings.MESSAGE_GATEWAY = "broken"  # type: ignore[attr-defined]
    return gateway


@clock.frozen("2026-09-16 10:00")
def test_a_failed_delivery_is_noted_raised_and_tried_again(broken: Broken) -> None:
    given.told(HOUSE)
    with calling(key="reaction:1:deliver"), pytest.raises(gateways.GatewayError):
        actions.deliver(_queued())
    assert Message.objects.get(channel="sms").state == MessageState.FAILED
    broken.down = False
    with calling(key="reaction:1:deliver"):
        actions.deliver(_queued())
    sms = Message.objects.get(channel="sms")
    assert (sms.state, sms.attempts) == (MessageState.SENT, 2)


def test_an_unknown_gateway_is_refused_by_name(settings: object) -> None:
    settings.MESSAGE_GATEWAY = "pigeon"  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="outbox"):
        gateways.chosen(Channel.SMS)
    settings.MESSAGE_GATEWAY = "pigeon=http"  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="sms"):
        gateways.available()


def test_an_inbox_is_its_owners_and_is_paged() -> None:
    for _ in range(3):
        given.told(HOUSE, phone="")
    given.told(HOUSE, account_id=502, phone="")
    me = given.citizen()
    with CaptureQueriesContext(connection) as seen:
        first = queries.inbox(me, limit=2)
    assert len(seen) == 2
    rest = queries.inbox(me, after=first.next, limit=2)
    ids = [row.id for row in [*first.rows, *rest.rows]]
    assert len(ids) == 3
    assert ids == sorted(ids, reverse=True)
    assert rest.next == ""
    with pytest.raises(NotSignedInError):
        queries.inbox(NOBODY)


def test_only_the_owner_reads_a_message() -> None:
    (message,) = given.told(HOUSE, phone="")
    with pytest.raises(NotFoundError):
        actions.mark_read(given.citizen(502), message)
    assert (queries.unread(given.citizen()), queries.unread(NOBODY)) == (1, 0)
    actions.mark_read(given.citizen(), message)
    assert queries.unread(given.citizen()) == 0


def test_the_outbox_is_for_the_demo_and_masks_the_number(settings: object) -> None:
    given.told(HOUSE, email="zhou@city.example")
    with pytest.raises(NotFoundError):
        queries.outbox()
    settings.DEMO = True  # type: ignore[attr-defined]
    mail, sms = queries.outbox().rows
    assert (sms.address, mail.address) == ("138****0000", "z***@city.example")
    assert "已受理" in sms.body


def test_a_code_is_texted_once_and_not_after_it_ran_out() -> None:
    with clock.frozen("2026-09-16 09:00"):
        people.request_code(NOBODY, "13800000000")
        asked = line(Entry.objects.filter(event="people.code_requested").latest("id").id)
        for _ in range(2):
            with calling(key="reaction:1:send_code"):
                actions.send_code(asked)
        (sms,) = Message.objects.all()
        assert "验证码是" in sms.body
    with clock.frozen("2026-09-16 12:00"), calling(key="reaction:2:send_code"):
        actions.send_code(asked)
    assert Message.objects.count() == 1
    assert sms.body.split("是 ")[1][:6] not in str(list(Entry.objects.values_list("values", flat=True)))


def test_everything_in_one_s_own_inbox_is_read_at_once_and_nobody_else_s() -> None:
    me, other = given.citizen(501), given.citizen(502)
    for who in (501, 501, 502):
        given.told(HOUSE, account_id=who)
    assert actions.mark_all_read(me) == 2
    assert (queries.unread(me), queries.unread(other)) == (0, 1)
