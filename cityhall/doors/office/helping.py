"""帮办代办员的桌子, at a desk or on a phone before somebody's door: what is with her by day, what she does with it, and the
application she makes in somebody's name."""

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any, Concatenate, ParamSpec

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.cases import actions as cases
from cityhall.cases.actions import Applicant
from cityhall.catalogue import queries as catalogue
from cityhall.doors.http import Request, go, said, sent, show, stored_upload, submit
from cityhall.helping import actions, queries
from cityhall.helping.queries import HelpPage
from cityhall.helping.terms import Can, Mode, Move, Place, Sealed, State
from cityhall.joint import actions as joint
from cityhall.joint import queries as joint_of
from cityhall.joint.queries import JointRow
from cityhall.kernel.actor import require, require_signed_in
from cityhall.kernel.errors import InvalidInputError
from cityhall.people import actions as people
from cityhall.people.actions import Signed
from cityhall.people.terms import AgencyState
from cityhall.people.terms import Can as People

from . import forms_helping as forms

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]
FIELDS = {Sealed.PHONE: "联系电话", Sealed.ADDRESS: "上门地址", Sealed.GROUPS: "特殊情况"}


def helper(*methods: str, may: Any = People.HELP) -> Callable[[View[P]], View[P]]:
    """A page for who helps (or writes down who asks); never kept by a cache."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require_signed_in(request.actor)
            require(request.actor, may)
            return view(request, *args, **kwargs)

        return never_cache(require_http_methods(methods)(guarded))  # type: ignore[return-value]

    return wrap


@helper("GET")
def index(request: Request) -> HttpResponseBase:
    """我的帮办清单"""
    rows = queries.with_me(request.actor)
    new = [row for row in rows if row.state is State.ASSIGNED]
    rest = sorted(
        (row for row in rows if row.state is not State.ASSIGNED), key=lambda row: (str(row.day), str(row.half))
    )
    days = [(day, list(some)) for day, some in groupby(rest, key=lambda row: row.day)]
    return show(request, "office/help_list.html", {"new": new, "days": days})


@helper("GET", "POST", may=Can.REGISTER)
def register(request: Request) -> HttpResponseBase:
    """登记帮办申请"""
    form = forms.RegisterForm(sent(request))

    def act(channel: str, item: str, **told: Any) -> str:
        return actions.ask_help(request.actor, forms.asking(told, forms.one_item(item)), forms.Channel(channel))

    outcome = submit(form, act)
    if outcome:
        said(request, f"已登记，编号 {outcome.result}，请告诉申请人")
        return go(request, reverse("office_help_register"))
    place = form.data.get("division_code", "") if form.is_bound else ""
    free = [one for one in queries.openings(place) if one.free] if place else []
    return show(request, "office/help_register.html", {"free": free[:12]}, form=form)


@helper("GET")
def page(request: Request, number: str) -> HttpResponseBase:
    """One request, and what can be done with it now."""
    found = queries.help_page(request.actor, number)
    items = catalogue.item_names(found.mandate.items) if found.mandate and found.mandate.runs else {}
    context = {
        "found": found, "fields": FIELDS, "acts": _acts(found), "items": [(pk, name) for pk, (name, _, _) in items.items()],
        "wholes": joint_of.packages_within(items) if items else [], "made": _made(request, found),
        "waits": found.mandate is not None and found.mandate.state is AgencyState.PROPOSED,
    }  # fmt: skip
    return show(request, "office/help_page.html", context)


def _made(request: Request, found: HelpPage) -> list[JointRow]:
    """一件事 applied for by this mandate."""
    return joint_of.my_joint(request.actor, agency_id=found.mandate.id) if found.mandate else []


def _acts(found: HelpPage) -> list[tuple[str, str, bool]]:
    """Name, label, and whether it is the main one."""
    lent = found.mandate is not None and (found.mandate.runs or found.mandate.state is AgencyState.PROPOSED)
    may = {
        "accept": Move.ACCEPT in found.moves, "decline": Move.DECLINE in found.moves, "book": Move.BOOK in found.moves,
        "sign": Move.MANDATE in found.moves and found.mode is Mode.ACT and not lent,
        "confirm": Move.MANDATE in found.moves and found.mode is Mode.ACT and not lent and bool(found.person_ref),
        "miss": Move.MISS in found.moves and found.place is not Place.PHONE, "finish": Move.FINISH in found.moves,
    }  # fmt: skip
    return [(name, forms.ACTS[name], name in ("accept", "sign")) for name, here in may.items() if here and found.mine]


@helper("GET", "POST")
def act(request: Request, number: str, name: str) -> HttpResponseBase:
    """One act on it, as a form of its own: large enough for a thumb."""
    found = queries.help_page(request.actor, number)
    if name not in forms.FORMS:
        raise forms.unknown_act()
    form = forms.FORMS[name](found, sent(request))
    form.files = request.FILES
    act, done = _doing(request, name, found), f"{forms.ACTS[name]}：已登记"
    if submit(form, act):
        said(request, done)
        return go(request, reverse("office_help_page", args=[number]) if name != "decline" else reverse("office_help"))
    context = {"found": found, "title": forms.ACTS[name], "upload": name == "sign", "hint": forms.HINTS.get(name, "")}
    return show(request, "office/help_act.html", context, form=form)


def _doing(request: Request, name: str, found: HelpPage) -> Callable[..., object]:
    actor, number = request.actor, found.number

    def sign(
        matters: str, until_on: Any, witness: str, signed_at: Any, name: str = "", id_number: str = "", **_: object
    ) -> int:
        upload = stored_upload(request, "file")
        person = people.register_person(actor, name, id_number) if id_number else None
        paper = Signed(upload.stored, upload.name, witness, signed_at)
        return actions.sign_mandate(actor, number, forms.matters(matters), until_on, paper, person)

    def confirm(matters: str, until_on: Any) -> int:
        return actions.ask_mandate(actor, number, forms.matters(matters), until_on)

    acts: dict[str, Callable[..., object]] = {
        "accept": lambda **told: actions.accept_help(actor, number, **told),
        "decline": lambda **told: actions.decline_help(actor, number, **told),
        "book": lambda **told: actions.book_visit(actor, number, **told), "sign": sign, "confirm": confirm,
        "miss": lambda **told: actions.note_not_met(actor, number, **told),
        "finish": lambda **told: actions.finish_help(actor, number, **told),
    }  # fmt: skip
    return acts[name]


@helper("GET", "POST")
def reveal(request: Request, number: str, field: str) -> HttpResponseBase:
    """查看原文: with a purpose; the look is on record, and shown once."""
    found = queries.help_page(request.actor, number)
    form = forms.RevealForm(sent(request))
    outcome = submit(form, actions.reveal_help, request.actor, number, field)
    title = f"查看{FIELDS.get(field, '')}原文"  # type: ignore[call-overload]
    value = outcome.result if outcome else ""
    return show(request, "office/help_act.html", {"found": found, "title": title, "value": value}, form=form)


@helper("POST")
def apply(request: Request, number: str) -> HttpResponseBase:
    """代为申请: a draft in her name, by her mandate; then the same form, materials and check as hers."""
    found = queries.help_page(request.actor, number)
    item, code = request.POST.get("item", ""), request.POST.get("package", "")[:30]
    if found.mandate is None or not (item.isdecimal() or code):
        raise InvalidInputError("helping.no_mandate", "请先办理授权，再选择授权范围内的事项代为申请")
    who = Applicant("", found.name, "", found.name, "")
    if code:
        whole = joint.start_joint(request.actor, code, who, agency_id=found.mandate.id)
        return go(request, reverse("joint_draft", args=[whole]))
    draft = cases.start_draft(request.actor, int(item), who, agency_id=found.mandate.id)
    return go(request, reverse("draft", args=[draft]))
