"""个人信息副本, 注销: what a citizen may ask for of her own (个人信息保护法 第四十五条, 第四十七条)."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings

from cityhall.kernel import clock
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError, TooManyError
from cityhall.kernel.journal.record import record
from cityhall.people.models import Link, OwnData, Person
from cityhall.people.terms import Verified

AGAIN = timedelta(hours=24)


@action
def ask_own_data(actor: Actor) -> int:
    """申请副本: made by the worker; once a day."""
    _check_citizen(actor)
    since = clock.now() - AGAIN
    if OwnData.objects.filter(account_id=actor.account_id or 0, asked_at__gt=since).exists():
        raise TooManyError("people.own_data_today", "24 小时内已申请过副本，请下载已备好的那一份，或明天再申请")
    row = OwnData(account_id=actor.account_id or 0, asked_at=clock.now())
    row.save(force_insert=True)
    record(actor, "people.own_data_asked", row.ref)
    return row.pk


@step
def keep_own_data(actor: Actor, own_data_id: int, content: Mapping[str, object]) -> bool:
    """备好: sealed, with its end. Made already, nothing is done; answers whether it was."""
    row = OwnData.objects.select_for_update().filter(pk=own_data_id, made_at=None).first()
    if row is None:
        return False
    row.content, row.made_at = dict(content), clock.now()
    row.expires_at = row.made_at + timedelta(days=settings.OWN_DATA_DAYS)
    row.save(update_fields=["content", "made_at", "expires_at"])
    record(actor, "people.own_data_ready", row.ref)
    return True


@action
def take_own_data(actor: Actor, own_data_id: int) -> None:
    """下载: hers alone, until it runs out."""
    row = OwnData.objects.select_for_update().filter(pk=own_data_id, account_id=actor.account_id or 0).first()
    if row is None or row.expires_at is None or row.expires_at <= clock.now():
        raise NotFoundError("people.no_own_data", "没有找到可以下载的副本，可能还没有备好或已过期；请重新申请")
    OwnData.objects.filter(pk=row.pk).update(taken=row.taken + 1)
    record(actor, "people.own_data_taken", row.ref)


@action
def forget_own_data(actor: Actor) -> int:
    """过期销毁: what ran out is emptied; that there was one stays on record. Answers how many."""
    gone = list(OwnData.objects.filter(expires_at__lte=clock.now()).exclude(content={}).values_list("pk", flat=True))
    OwnData.objects.filter(pk__in=gone).update(content={})
    record(actor, "people.own_data_forgotten", "house:own_data", count=len(gone))
    return len(gone)


@step
def close_person(actor: Actor, *, keep: bool) -> None:
    """注销: the account ends, ties end, phone and address go. Name and number stay where cases must be kept, for a file
    without its applicant proves nothing; else they go too (第四十七条)."""
    _check_citizen(actor)
    person = Person.objects.select_for_update().get(pk=actor.person_id or 0)
    Link.objects.filter(person=person, until_on=None).update(until_on=clock.today())
    person.account_id, person.phone, person.phone_index, person.address = None, "", "", ""
    if not keep:
        person.name, person.id_number, person.id_index, person.verified = "", "", None, Verified.NONE
    person.version += 1
    person.save(update_fields=[
        "account", "phone", "phone_index", "address", "name", "id_number", "id_index", "verified", "version",
    ])  # fmt: skip
    OwnData.objects.filter(account_id=actor.account_id or 0).update(content={}, expires_at=clock.now())
    accounts.close_account(actor, actor.account_id or 0)
    record(actor, "people.account_closed", person.ref, kept=keep)


def _check_citizen(actor: Actor) -> None:
    require_signed_in(actor)
    if actor.person_id is None:
        raise NotAllowedError("people.not_a_citizen", "请以申请人身份登录后再办理")
