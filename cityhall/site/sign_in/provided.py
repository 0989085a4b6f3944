"""统一身份登录: out to the provider, and back."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cityhall.doors.http import Request, address_of, go
from cityhall.kernel.accounts import actions as accounts
from cityhall.kernel.accounts.actions import SignIn
from cityhall.kernel.accounts.providers import actions, queries, rules
from cityhall.kernel.accounts.providers.queries import ProviderView
from cityhall.kernel.accounts.terms import Kind, Outcome
from cityhall.kernel.actor import NOBODY
from cityhall.kernel.call import calling
from cityhall.people import actions as people
from cityhall.site.arrival import actor_of, home_of

from . import flow, session


@never_cache
@require_safe
def out(request: Request, key: str) -> HttpResponse:
    """The button on the sign-in page: on to the provider."""
    provider, secret = queries.in_use(key)
    return HttpResponseRedirect(flow.ask(request, provider, secret, session.next_of(request)))


@never_cache
@require_safe
def back(request: Request, key: str) -> HttpResponse:
    """What the provider sent the browser back with. Every rule of the door holds here too."""
    provider, secret = queries.in_use(key)
    question = flow.question_of(request, key)
    word = flow.word_of(request, provider, secret, question)
    with calling():
        attempt = _attempt(provider, word, address_of(request))
    if attempt["outcome"] == Outcome.SECOND:
        session.wait_for_second(request, attempt["account_id"] or 0, by_password=False)
        onward = f"?{urlencode({'next': question.onward})}" if question.onward else ""
        return HttpResponseRedirect(f"/sign-in/second/{onward}")
    session.begin(request, accounts.check_outcome(attempt))
    return go(request, question.onward or home_of(actor_of(request)))


def _attempt(provider: ProviderView, word: flow.Word, address: str) -> SignIn:
    said = rules.claim_of(word.claims, provider.claim)
    if provider.door is Kind.STAFF:
        return actions.sign_in_staff(NOBODY, provider.id, word.subject, said, address)
    name = rules.claim_of(word.claims, provider.name_claim)
    return people.sign_in_by_identity(NOBODY, provider.id, word.subject, name, said, address)
