"""流程体检: the report by organ, the items of one, the what-if of an item, proposals, and the standards it goes by."""

from datetime import date, timedelta

from django.http.response import HttpResponseBase
from django.urls import reverse

from cityhall.catalogue import actions, queries
from cityhall.catalogue.queries import ExportTable, ProposalRow, WhatIf
from cityhall.catalogue.terms import OPEN_PROPOSALS, Can, ProcessRule, ProposalState
from cityhall.doors.exporting import file_of
from cityhall.doors.http import Request, cursor, go, refuse, said, sent, submit
from cityhall.doors.setup.door import ROWS, Sheet, filled, page, setup
from cityhall.doors.setup.forms.blank import Blank
from cityhall.doors.setup.forms.process import EndForm, ProposalForm, StandardForm
from cityhall.doors.setup.story import story
from cityhall.kernel import clock
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.organs import queries as organs

TO = (Can.IMPROVE_PROCESS,)
STANDARDS = (Can.IMPROVE_PROCESS, Can.SET_PROCESS)
HERE = (("setup_process", "流程体检"),)
MONTH = timedelta(days=30)
LONGEST_ID = 18


@setup("GET", to=TO)
def index(request: Request) -> HttpResponseBase:
    """流程体检"""
    since = _since(request)
    found = queries.process_organs(request.actor, since=since, after=cursor(request), limit=ROWS)
    city = queries.process_city(request.actor, since=since)
    return page(request, "setup/process.html", {
        "page": found, "city": city, "since": since, "rules": list(ProcessRule), "standards": queries.standards_now(),
        "change": None if city.before is None else city.tally.failing - city.before,
    })  # fmt: skip


@setup("GET", to=TO)
def items(request: Request) -> HttpResponseBase:
    """The items that fail: of one organ or all, of one rule or all."""
    rule, organ_id = _narrowed(request)
    every = request.GET.get("every") == "1"
    found = queries.process_items(
        request.actor, organ_id=organ_id, rule=rule, every=every, after=cursor(request), limit=ROWS
    )
    city = queries.process_city(request.actor, organ_id=organ_id)
    return page(request, "setup/process_items.html", {
        "page": found, "rule": rule, "organ_id": organ_id, "every": every, "tally": city.tally,
        "rules": [(r, city.tally.fails.get(r, 0)) for r in ProcessRule],
        "organ": organs.organs_named({organ_id}).get(organ_id, "") if organ_id else "",
    })  # fmt: skip


@setup("GET", to=TO)
def report(request: Request, kind: str) -> HttpResponseBase:
    """All findings as a file."""
    rule, organ_id = _narrowed(request)
    rows = queries.process_report(request.actor, organ_id=organ_id, rule=rule)
    tables = [ExportTable("流程体检", queries.PROCESS_COLUMNS, rows)]
    return file_of("流程体检", "xlsx" if kind == "xlsx" else "csv", tables)


@setup("GET", "POST", to=TO)
def item(request: Request, item_id: int) -> HttpResponseBase:
    """流程推演: drop, merge, put side by side, limit anew; what it would take; kept as a proposal if wanted."""
    written = _written(request, item_id)
    told = queries.what_if(request.actor, item_id)
    initial = {"title": written.title, "note": written.note} if written else {}
    form = ProposalForm(sent(request), told.steps, written.edits if written else (), initial)
    if form.is_bound and form.is_valid():
        if request.POST.get("do") == "save":
            act, args = (actions.amend_proposal, written.id) if written else (actions.save_proposal, item_id)
            outcome = submit(form, act, request.actor, args)
            if outcome:
                said(request, "方案已保存，下一步测算")
                return go(request, reverse("setup_proposal", args=[written.id if written else outcome.result]))
        told = _tried(request, form, told)
    return page(request, "setup/process_item.html", {
        "told": told, "written": written, "bars": bars_of(told), "seen": written.version if written else None,
        "proposals": queries.proposals(request.actor, item_id=item_id, limit=10).rows,
        "may_edit": request.actor.may(Can.EDIT_ITEMS, told.organ_id),
    }, form)  # fmt: skip


@setup("GET", to=TO)
def proposals(request: Request) -> HttpResponseBase:
    """优化方案"""
    found = queries.proposals(request.actor, after=cursor(request), limit=ROWS)
    return page(request, "setup/process_proposals.html", {"page": found})


@setup("GET", to=TO)
def proposal(request: Request, proposal_id: int) -> HttpResponseBase:
    """One proposal: what it changes, what it would take now, what was written down when it was reckoned."""
    view = queries.proposal(request.actor, proposal_id)
    row = view.row
    return page(request, "setup/process_proposal.html", {
        "row": row, "told": view.now, "stale": view.stale, "bars": bars_of(view.now) if view.now else [],
        "open": row.state in OPEN_PROPOSALS, "compared": row.state is ProposalState.COMPARED,
        "may_adopt": request.actor.may(Can.EDIT_ITEMS, row.organ_id), "story": story(row.ref),
    })  # fmt: skip


@setup("POST", to=TO)
def compare(request: Request, proposal_id: int) -> HttpResponseBase:
    """测算"""
    form = Blank(sent(request))
    if submit(form, actions.compare_proposal, request.actor, proposal_id):
        said(request, "测算结果已记入方案")
        return go(request, reverse("setup_proposal", args=[proposal_id]))
    row = queries.proposal(request.actor, proposal_id).row
    return page(
        request, "setup/form.html", {"sheet": Sheet(f"测算：{row.title}", HERE, "重新测算"), "seen": row.version}, form
    )


@setup("GET", "POST", to=TO)
def adopt(request: Request, proposal_id: int) -> HttpResponseBase:
    """采纳"""
    row = queries.proposal(request.actor, proposal_id).row
    hint = f"“{row.item_name}”的草稿按这个方案改审查环节，草稿的其他内容不动。发布仍由有发布权限的人检查后进行。"
    sheet = Sheet(f"采纳：{row.title}", HERE, "采纳，写进草稿", hint=hint, version=row.version)
    return filled(
        request, EndForm(sent(request)), actions.adopt_proposal, proposal_id, sheet=sheet, done="已写进草稿，检查后发布",
        onto=lambda _: reverse("setup_item", args=[row.item_id]),
    )  # fmt: skip


@setup("GET", "POST", to=TO)
def drop(request: Request, proposal_id: int) -> HttpResponseBase:
    """放弃"""
    row = queries.proposal(request.actor, proposal_id).row
    sheet = Sheet(
        f"放弃：{row.title}",
        HERE,
        "放弃方案",
        hint="请写明原因，以后再研究时看得到。",
        danger=True,
        version=row.version,
    )
    return filled(
        request, EndForm(sent(request)), actions.drop_proposal, proposal_id, sheet=sheet, done="已放弃",
        onto=lambda _: reverse("setup_proposal", args=[proposal_id]),
    )  # fmt: skip


@setup("GET", to=STANDARDS)
def standards(request: Request) -> HttpResponseBase:
    """流程体检标准"""
    may = request.actor.may(Can.SET_PROCESS) and request.actor.reach(Can.SET_PROCESS) is None
    return page(request, "setup/process_standards.html", {"standards": queries.standards_now(), "may_set": may})


@setup("GET", "POST", to=(Can.SET_PROCESS,))
def standard(request: Request, rule: str) -> HttpResponseBase:
    """设定一条标准"""
    now = next((s for s in queries.standards_now() if s.measure.rule == rule), None)
    if now is None:
        raise NotFoundError("process.unknown_rule", "没有这条流程体检规则，请回到列表重新选择")
    measure = now.measure
    initial = {"most": measure.most, "severity": measure.severity or "", "source": measure.source}
    sheet = Sheet(
        f"流程体检标准：{measure.rule.label}", (*HERE, ("setup_process_standards", "标准")),
        hint="保存后全部事项重新体检，一分钟左右出结果。", version=now.version,
    )  # fmt: skip
    return filled(
        request, StandardForm(sent(request), initial=initial), actions.set_process_standard, rule, sheet=sheet,
        done="已设定，全部事项正在重新体检", onto=lambda _: reverse("setup_process_standards"),
    )  # fmt: skip


def bars_of(told: WhatIf) -> list[tuple[str, int, int, float, float]]:
    """Name, median and P90 in working days, and both as parts of a hundred of the longest, for the picture."""
    ways = (("现行", told.comparison.today), ("方案", told.comparison.proposed))
    longest = max(1, *(way.p90 for _, way in ways))
    return [
        (name, w.median, w.p90, round(100 * w.median / longest, 1), round(100 * w.p90 / longest, 1))
        for name, w in (ways if told.changed else ways[:1])
    ]


def _tried(request: Request, form: ProposalForm, told: WhatIf) -> WhatIf:
    """With the edits of the form; a refusal is said on it, and today's way stays."""
    try:
        return queries.what_if(request.actor, told.item_id, form.cleaned_data["edits"])
    except InvalidInputError as no:
        if getattr(form, "refusal", None) is None:
            refuse(form, no)
        return told


def _written(request: Request, item_id: int) -> ProposalRow | None:
    """The proposal that is being written on, if one is."""
    asked = request.GET.get("proposal", "")
    if not asked.isdecimal() or len(asked) > LONGEST_ID:
        return None
    row = queries.proposal(request.actor, int(asked)).row
    return row if row.item_id == item_id and row.state in OPEN_PROPOSALS else None


def _since(request: Request) -> date:
    """The day to compare with: as asked, or a month ago."""
    try:
        return date.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return clock.today() - MONTH


def _narrowed(request: Request) -> tuple[str, int | None]:
    rule, organ = request.GET.get("rule", ""), request.GET.get("organ", "")
    asked = int(organ) if organ.isdecimal() and len(organ) <= LONGEST_ID else None
    return (rule if rule in list(ProcessRule) else "", asked)
