"""惠企政策: the list, the editor with its condition table, trying it out, publishing and withdrawing; the shared questions."""

from collections.abc import Sequence
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import PolicyDraft
from cityhall.catalogue.terms import Can
from cityhall.catalogue.terms.conditions import Verdict
from cityhall.doors.http import Request, cursor, go, refuse, said, sent, submit
from cityhall.doors.setup import editions
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.editions import Editioned
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.policies import (
    ASKS,
    FactForm,
    NewFactForm,
    NewPolicyForm,
    PolicyForm,
    ReasonForm,
    clause_part,
    flat,
    nested,
)
from cityhall.doors.setup.forms.rows import Part, Row, content_with, kept_forms, rows_of, unbound, with_one_more
from cityhall.doors.setup.places import renaming
from cityhall.doors.setup.story import story
from cityhall.kernel.errors import DomainError, NotFoundError, NotSignedInError

KEEP, RELEASE = (Can.KEEP_POLICIES,), (Can.RELEASE,)
HERE = (("setup_policies", "惠企政策"),)
FACTS = (*HERE, ("setup_facts", "企业情况"))
EDITOR = (("setup_policy_edit", "内容"), ("setup_policy_condition", "条件"), ("setup_policy_asks", "自有问题"))


@setup("GET", to=KEEP)
def index(request: Request) -> HttpResponseBase:
    """惠企政策"""
    text = request.GET.get("q", "").strip()[:60]
    found = queries.policies_for_setup(request.actor, text, after=cursor(request), limit=ROWS)
    return page(request, "setup/policies.html", {"page": found, "q": text})


@setup("GET", "POST", to=KEEP)
def new(request: Request) -> HttpResponseBase:
    """新建政策"""
    form = NewPolicyForm(sent(request), {"kind": "subsidy"})
    return filled(
        request, form, renaming(actions.create_policy, form), sheet=Sheet("新建政策", HERE, hint="先写内容，下一步写享受条件。"),
        done="草稿已保存，接着写享受条件", onto=lambda made: reverse("setup_policy_condition", args=[made]),
    )  # fmt: skip


@setup("GET", to=KEEP)
def policy(request: Request, policy_id: int) -> HttpResponseBase:
    """One policy: where it stands, what stands in its way, its editions."""
    draft = queries.policy_draft(request.actor, policy_id)
    tried = queries.tried(draft)
    return page(request, "setup/policy.html", {
        "draft": draft, "tabs": _tabs(policy_id), "may_release": request.actor.may(Can.RELEASE, draft.organ_id),
        "hits": sum(t.verdict is Verdict.MET for t in tried), "tried": tried, "story": story(draft.ref),
    })  # fmt: skip


@setup("GET", "POST", to=KEEP)
def edit(request: Request, policy_id: int) -> HttpResponseBase:
    """内容"""
    draft = queries.policy_draft(request.actor, policy_id)
    form = PolicyForm(sent(request), draft.content, draft.item_name)
    if submit(form, renaming(actions.save_policy, form), request.actor, policy_id):
        said(request, "草稿已保存")
        return go(request, reverse("setup_policy", args=[policy_id]))
    return page(request, "setup/policy_edit.html", _frame(request, draft, "setup_policy_edit"), form)


@setup("GET", "POST", to=KEEP)
def condition(request: Request, policy_id: int) -> HttpResponseBase:
    """享受条件, as a table."""
    draft = queries.policy_draft(request.actor, policy_id)
    asks = (*(a for a in draft.asks), *draft.terms.asks)
    shown = {"condition": flat(draft.content["condition"])}

    def content(forms: Sequence[Row]) -> tuple[dict[str, Any], list[tuple[int, int]]]:
        rows = [form.plain("") for form in forms]
        lines = sorted({line for line, _ in rows})
        places = [(lines.index(line), sum(1 for m, _ in rows[:n] if m == line)) for n, (line, _) in enumerate(rows)]
        return {**draft.content, "condition": nested(rows)}, places

    return _rows(request, draft, clause_part(asks), shown, content, "setup_policy_condition", {"facts": asks})


@setup("GET", "POST", to=KEEP)
def asks(request: Request, policy_id: int) -> HttpResponseBase:
    """自有问题"""
    draft = queries.policy_draft(request.actor, policy_id)

    def content(forms: Sequence[Row]) -> tuple[dict[str, Any], list[tuple[int, int]]]:
        told = content_with(ASKS, draft.content, forms)
        before = {ask["key"]: ask["when"] for ask in draft.content["asks"]}
        told["asks"] = [{**ask, "when": before.get(ask["key"], [])} for ask in told["asks"]]
        return told, [(n, 0) for n in range(len(forms))]

    return _rows(request, draft, ASKS, draft.content, content, "setup_policy_asks", {"hint": ASKS.hint})


def _rows(
    request: Request, draft: PolicyDraft, part: Part, shown: Any, content: Any, here: str, context: dict[str, Any]
) -> HttpResponseBase:  # fmt: skip
    """A list of the policy as repeatable rows; one more by a button, with script or without."""
    holder = Blank(sent(request))
    if request.method == "GET":
        rows: Any = unbound(part, shown)
    elif "more" in request.POST:
        rows, holder = with_one_more(part, request.POST), Blank()
    else:
        rows = rows_of(part)(request.POST, prefix="rows")
        if rows.is_valid():
            forms = kept_forms(rows)
            told, places = content(forms)
            if _saved(request, draft, told, forms, places, holder):
                said(request, "草稿已保存")
                return go(request, reverse("setup_policy", args=[draft.id]))
    wrong = rows.is_bound and (holder.errors or rows.total_error_count())
    values = {**_frame(request, draft, here), "rows": rows, "part": part, **context, "form": holder}
    return page(request, "setup/policy_rows.html", values, status=422 if wrong else None)


def _saved(
    request: Request, draft: PolicyDraft, content: Any, forms: Sequence[Row], places: list[tuple[int, int]], holder: Blank
) -> bool:  # fmt: skip
    """Save; a refusal goes to the row it is about."""
    try:
        actions.save_policy(request.actor, draft.id, content)
    except (NotSignedInError, NotFoundError):
        raise
    except DomainError as error:
        for form, (line, nth) in zip(forms, places, strict=True):
            for name, field in (("values", "values"), ("op", "op"), ("key", "about")):
                if error.field == f"condition.{line}.clauses.{nth}.{name}":
                    form.add_error(field, error.message)
                    return False
            if (error.field or "").startswith(f"asks.{line}.") and (
                field := (error.field or "").rpartition(".")[2]
            ) in form.fields:
                form.add_error(field, error.message)
                return False
        refuse(holder, error)
        return False
    return True


def _tabs(policy_id: int) -> list[tuple[str, str, str]]:
    return [(name, label, reverse(name, args=[policy_id])) for name, label in EDITOR]


def _frame(request: Request, draft: PolicyDraft, here: str) -> dict[str, Any]:
    seen = request.POST.get("_seen") or draft.version
    return {"draft": draft, "tabs": _tabs(draft.id), "here": here, "seen": seen}


POLICY = Editioned(
    queries.policy_draft, actions.publish_policy, actions.revert_policy, actions.drop_policy_edition, "setup_policy", HERE,
    "从今天起，或从填写的日期起，公众看到这一版；到失效日期自动不再列出，不用另外操作。",
)  # fmt: skip


@setup("GET", "POST", to=RELEASE)
def publish(request: Request, policy_id: int) -> HttpResponseBase:
    """发布"""
    return editions.publish(request, POLICY, policy_id)


@setup("GET", "POST", to=RELEASE)
def revert(request: Request, policy_id: int, number: int) -> HttpResponseBase:
    """恢复某一版"""
    return editions.revert(request, POLICY, policy_id, number)


@setup("GET", "POST", to=RELEASE)
def drop(request: Request, policy_id: int, number: int) -> HttpResponseBase:
    """取消待生效的一版"""
    return editions.drop(request, POLICY, policy_id, number)


@setup("GET", "POST", to=RELEASE)
def withdraw(request: Request, policy_id: int) -> HttpResponseBase:
    """撤下"""
    draft = queries.policy_draft(request.actor, policy_id)
    hint = "撤下后公众马上看不到它，体检也不再算它；已经申报的办件照常办完。"
    sheet = Sheet(f"撤下：{draft.name}", HERE, "撤下", hint=hint, version=draft.version, danger=True)
    return filled(
        request, ReasonForm(sent(request)), actions.withdraw_policy, policy_id, sheet=sheet, done="已撤下",
        onto=lambda _: reverse("setup_policy", args=[policy_id]),
    )  # fmt: skip


# The shared questions


@setup("GET", to=KEEP)
def facts(request: Request) -> HttpResponseBase:
    """企业情况"""
    may_edit = request.actor.may(Can.KEEP_POLICIES) and request.actor.reach(Can.KEEP_POLICIES) is None
    return page(request, "setup/facts.html", {"rows": queries.fact_rows(request.actor), "may_edit": may_edit})


@setup("GET", "POST", to=KEEP)
def new_fact(request: Request) -> HttpResponseBase:
    """新增企业情况"""
    form = NewFactForm(sent(request))
    return filled(
        request, form, renaming(actions.save_fact, form), sheet=Sheet("新增企业情况", FACTS), done="已保存",
        onto=lambda _: reverse("setup_facts"),
    )  # fmt: skip


@setup("GET", "POST", to=KEEP)
def fact(request: Request, key: str) -> HttpResponseBase:
    """修改企业情况"""
    row = queries.fact_row(request.actor, key)
    form = FactForm(sent(request), row.ask, held=row.held, active=row.active)
    used = f"{row.used} 项政策的条件在用它：类型、单位和用到的选项不能改。" if row.used else "没有政策在用它。"
    sheet = Sheet(f"企业情况：{row.ask.label}", FACTS, hint=used, version=row.version)
    return filled(
        request, form, renaming(actions.save_fact, form), key, sheet=sheet, done="已保存",
        onto=lambda _: reverse("setup_facts"),
    )  # fmt: skip
