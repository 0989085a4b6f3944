"""异常和监察规则: what was found, judged; how often rules were right; their versions."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.doors.http import Request, cursor, sent, show
from cityhall.supervision import actions, queries
from cityhall.supervision.terms import ISSUING, Can, FindingState, RuleKey

from .. import forms
from ..door import Sheet, filled, supervisor


@supervisor("GET")
def index(request: Request) -> HttpResponse:
    """异常清单"""
    key = next((k for k in RuleKey if k == request.GET.get("key", "")), None)
    state = next((s for s in FindingState if s == request.GET.get("state", "")), None)
    page = queries.findings(request.actor, key=key, state=state, after=cursor(request))
    return show(request, "supervisor/findings.html", {
        "page": page, "key": key, "state": state, "keys": [k for k in RuleKey if k not in ISSUING],
        "states": list(FindingState),
    })  # fmt: skip


@supervisor("GET", "POST")
def page(request: Request, finding_id: int) -> HttpResponseBase:
    """一条异常, with the facts that prove it, and the judgement."""
    row = queries.finding(request.actor, finding_id)
    may = row.state is FindingState.RAISED and request.actor.may(Can.JUDGE, row.organ_id)
    issue = (
        row.state is not FindingState.DISMISSED and not row.order_number and request.actor.may(Can.ISSUE, row.organ_id)
    )
    sheet = Sheet(row.key.label, "提交核查结论", reverse("supervisor:findings"), "异常")
    return filled(
        request, forms.JudgeForm(sent(request) if may else None), actions.judge, finding_id, sheet=sheet, done="已记录核查结论",
        onto=lambda _: reverse("supervisor:finding", args=[finding_id]),
        context={"finding": row, "may": may, "closed": not may, "issue": issue},
    )  # fmt: skip


@supervisor("GET")
def rules(request: Request) -> HttpResponse:
    """监察规则, with how often each was right."""
    return show(request, "supervisor/rules.html", {"rules": queries.rule_views(request.actor)})


@supervisor("GET", "POST")
def rule(request: Request, key: str) -> HttpResponseBase:
    """一条规则: its numbers, its versions."""
    found = queries.rule_view(request.actor, key)
    may = request.actor.may(Can.SET_RULES)
    sheet = Sheet(found.key.label, "发布新版本", reverse("supervisor:rules"), "监察规则", hint=found.looks_for)
    return filled(
        request, forms.RuleForm(sent(request) if may else None, found), actions.set_rule, found.key, sheet=sheet,
        done="已发布，从现在起按新版本执行", onto=lambda _: reverse("supervisor:rule", args=[key]),
        context={"rule": found, "may": may, "closed": not may},
    )  # fmt: skip
