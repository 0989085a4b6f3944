"""Accounts are opened here."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cityhall.kernel import clock
from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.journal.record import record

from .models import Account
from .terms import Kind


@step
def open_account(actor: Actor, login: str, kind: Kind, password: str | None = None) -> int:
    """开通账号: answers its id. Without a password the account cannot sign in by one."""
    account = Account(login=login.strip(), kind=kind, created_at=clock.now())
    if not account.login:
        raise InvalidInputError("account.login_missing", "请填写登录名", field="login")
    if password is None:
        account.set_unusable_password()
    else:
        check_password_rules(password, account)
        account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as clash:
        raise InvalidInputError("account.login_taken", "这个登录名已被使用，请换一个", field="login") from clash
    record(actor, "account.opened", account.ref, kind=kind)
    return account.pk


def check_password_rules(password: str, account: Account) -> None:
    """Refuse what is too short, too common or all digits."""
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise InvalidInputError("account.weak_password", "；".join(weak.messages), field="password") from weak
