"""Citizens sign in with a code sent to their phone; the first time opens the account."""

import hmac
import secrets
from datetime import timedelta

from cityhall.kernel import clock
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts import queries as account_queries
from cityhall.kernel.accounts import tally
from cityhall.kernel.accounts.terms import Kind, Outcome
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import TooManyError
from cityhall.kernel.identifiers import check_mobile
from cityhall.kernel.journal.record import record
from cityhall.kernel.secrets.keys import blind
from cityhall.people import queries, rules
from cityhall.people.models import Person, PhoneCode

BY_PHONE = tally.Limit("code_to", 10, timedelta(days=1))
BY_ADDRESS = tally.Limit("code_from", 300, timedelta(hours=1))  # a hall full of people has one address


@action
def request_code(actor: Actor, phone: str, address: str = "") -> int:
    """获取验证码: a minute between two, ten a day to one phone. The code itself leaves by `messages`, after commit."""
    phone = check_mobile(phone)
    index, now = blind("phone", phone), clock.now()
    _count(phone, address)
    last = PhoneCode.objects.filter(phone_index=index).values_list("sent_at", flat=True).first()
    rules.check_pause(last, now)
    (PhoneCode.objects.filter(phone_index=index) | PhoneCode.objects.filter(expires_at__lt=now)).delete()
    code = PhoneCode.objects.create(
        phone=phone, phone_index=index, code=f"{secrets.randbelow(10**6):06}",
        sent_at=now, expires_at=now + rules.CODE_LIFE,
    )  # fmt: skip
    record(actor, "people.code_requested", f"phone_code:{code.pk}")
    return code.pk


def _count(phone: str, address: str) -> None:
    """Counting the phone also makes two requests for it wait for one another."""
    if tally.count(BY_PHONE, phone) > BY_PHONE.most:
        raise TooManyError(
            "people.codes_today", "今天发送到这个手机号的验证码已达上限，请明天再试，或到窗口办理", field="phone"
        )
    if address and tally.count(BY_ADDRESS, address) > BY_ADDRESS.most:
        raise TooManyError(
            "people.codes_from_here", "您所在网络获取验证码过于频繁，请一小时后再试，或到窗口办理", field="phone"
        )


@action
def verify_code(actor: Actor, phone: str, code: str, address: str = "") -> accounts.SignIn:
    """验证登录: a wrong code is counted, so the act answers with an outcome and the door refuses."""
    phone = check_mobile(phone)
    sent = PhoneCode.objects.select_for_update().filter(phone_index=blind("phone", phone)).first()
    outcome = _judge(sent, code, address)
    if outcome is not Outcome.OK or sent is None:
        if outcome is Outcome.CODE_WRONG and sent is not None:
            PhoneCode.objects.filter(pk=sent.pk).update(attempts=sent.attempts + 1)
            tally.count(tally.BY_ADDRESS, address)
        record(actor, "people.code_refused", f"phone_code:{sent.pk if sent else 0}", reason=outcome.value)
        return accounts.sign_in_result(outcome)
    PhoneCode.objects.filter(pk=sent.pk).update(code="", phone="", expires_at=clock.now())
    return accounts.let_in(actor, _account_of(actor, phone), address)


def _judge(sent: PhoneCode | None, code: str, address: str) -> Outcome:
    if tally.reached([(tally.BY_ADDRESS, address)]):
        return Outcome.TOO_MANY
    if sent is None:
        return rules.judge_code(expires_at=None, attempts=0, same=False, now=clock.now())
    same = bool(sent.code) and hmac.compare_digest(sent.code.encode(), code.strip().encode())
    return rules.judge_code(expires_at=sent.expires_at, attempts=sent.attempts, same=same, now=clock.now())


def _account_of(actor: Actor, phone: str) -> int:
    """The account whose login is the phone's blind index; opened, with a person yet without a name, the first time."""
    login = queries.login_of(phone)
    known = account_queries.id_of(login)
    if known is not None:
        return known
    account_id = accounts.open_account(actor, login, Kind.CITIZEN)
    person = Person(account_id=account_id, phone=phone, phone_index=blind("phone", phone), created_at=clock.now())
    person.save(force_insert=True)
    record(actor, "people.joined", person.ref)
    return account_id
