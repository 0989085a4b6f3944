"""Citizens come in by a provider's word: it names the number of their document, and that says who they are."""

from django.db import IntegrityError, transaction

from cityhall.kernel import clock
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts import tally
from cityhall.kernel.accounts.providers import actions as providers
from cityhall.kernel.accounts.providers import queries as bindings
from cityhall.kernel.accounts.terms import Kind, Outcome
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotAllowedError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.secrets.keys import blind
from cityhall.people import rules
from cityhall.people.models import Person
from cityhall.people.terms import IdKind, Verified

from .persons import index_of, take_number_away


@action
def sign_in_by_identity(
    actor: Actor, provider_id: int, subject: str, name: str, id_number: str, address: str = ""
) -> accounts.SignIn:
    """统一身份登录 of a citizen: the first time her number finds what the city knows of her, or begins it; what only somebody's
    account declared gives way to it. Later the provider's subject is enough, and must still have the same number."""
    if tally.reached([(tally.BY_ADDRESS, address)]):
        record(actor, "account.sign_in_failed", "account:unknown", reason=Outcome.TOO_MANY.value)
        return accounts.sign_in_result(Outcome.TOO_MANY)
    kind = rules.kind_of_number(id_number)
    name, number = rules.check_name(name), rules.check_number(kind, id_number, clock.today())
    index = index_of(kind, number)
    known = bindings.bound(provider_id, subject)
    if known is not None:
        if not Person.objects.filter(account_id=known, id_index=index).exists():
            raise NotAllowedError(
                "people.identity_changed", "统一身份认证给出的证件号码与您以前登录时不一致，请到政务服务中心窗口核验"
            )
        return accounts.let_in(actor, known, address)
    account_id = _account_of(actor, provider_id, subject, name, (kind, number, index))
    if not providers.bind(actor, account_id, provider_id, subject):
        raise NotAllowedError(
            "people.identity_taken", "您的账号已经绑定了同一认证平台上的另一个身份，请到政务服务中心窗口核验"
        )
    return accounts.let_in(actor, account_id, address)


def _account_of(actor: Actor, provider_id: int, subject: str, name: str, document: tuple[IdKind, str, str]) -> int:
    kind, number, index = document
    person = Person.objects.select_for_update().filter(id_index=index, merged_into=None).first()
    if person is not None and person.verified == Verified.DECLARED:
        take_number_away(actor, person)
        person = None
    if person is not None:
        rules.check_same_name(person.name, name)
        if person.account_id is not None:
            return person.account_id
    login = f"identity:{blind(f'login:{provider_id}', subject)}"
    account_id = accounts.open_account(actor, login, Kind.CITIZEN)
    if person is not None:
        Person.objects.filter(pk=person.pk).update(account_id=account_id, version=person.version + 1)
    else:
        person = Person(
            account_id=account_id, name=name, id_kind=kind, id_number=number, id_index=index,
            verified=Verified.PROVIDED, created_at=clock.now(),
        )  # fmt: skip
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError as twice:  # the same number came in elsewhere in this moment
            raise WrongStateError("people.identity_at_once", "同一证件号码刚刚在另一处登记，请再登录一次") from twice
    record(actor, "people.identified", person.ref, id_kind=kind.value)
    return account_id
