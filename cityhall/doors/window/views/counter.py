"""综合窗口: one page for who, what and which materials. Each look-up and each act is one POST of the same form."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from cityhall.cases import actions
from cityhall.doors.http import Request, go, refuse, said, show, submit
from cityhall.kernel.errors import DomainError, InvalidInputError, NotFoundError, NotSignedInError
from cityhall.organs import queries as organs
from cityhall.people.terms import IdKind

from .. import whole
from ..applicant import by_ref, find, register
from ..counter import Counter
from ..door import desk
from ..forms import AgentForm, NewPersonForm, WhoForm
from ..reading import read, shoot
from ..taking import TAKING, go_on, push, receive, shown

PAGE, PART, BAR, FOUND = "window/counter.html", "window/counter_part.html", "window/bar.html", "window/found.html"


@desk("GET", "POST")
def page(request: Request) -> HttpResponse:
    """收件"""
    counter = read(request)
    move = _move(request)
    if request.method == "GET":
        return _begin(request, counter)
    if code := request.POST.get("whole"):
        return _begin_whole(request, counter, code)
    if picked := request.POST.get("pick"):
        counter.pick(picked)
    elif move in TAKING:
        return _take(request, counter, move)
    elif move in ("card", "shoot", "push", "recall"):
        return _device(request, counter, move)
    elif move == "bar":
        return show(request, PAGE, {"counter": counter, "check": shown(counter)}, part=BAR)
    elif move in ("all", "situate"):
        counter.tick_all(really=move == "all")
    else:
        status = _register(counter, request) if move == "register" else _go_on(counter)
        return _show(request, counter, status=status)
    counter.fill()
    return _show(request, counter)


def _move(request: Request) -> str:
    if request.POST.get("shoot"):
        return "shoot"
    move = request.POST.get("move", "")
    begun = move == "next" and request.POST.get("new_name", "").strip()  # Enter, while somebody new is written down
    return "register" if begun else move


def _begin(request: Request, counter: Counter) -> HttpResponse:
    """The empty page, or with the item chosen elsewhere."""
    if chosen := request.GET.get("item", ""):
        counter.pick(chosen)
    return _show(request, counter)


def _begin_whole(request: Request, counter: Counter, code: str) -> HttpResponse:
    """一件事: its own page from here on, with whoever stands there."""
    try:
        draft = whole.begin(counter, code[:30])
    except NotSignedInError:
        raise
    except DomainError as no:
        counter.find_items()
        return _show(request, counter, status=no.status, refusal=no.message)
    return go(request, reverse("window:whole_draft", args=[draft]))


def _device(request: Request, counter: Counter, move: str) -> HttpResponse:
    """读证, 高拍, and the applicant's screen. Whatever they say, what was typed stays."""
    why, status = "", None
    try:
        if move == "card":
            status = _card(counter, request)
        elif move == "shoot":
            why = shoot(counter, request.POST["shoot"])
        elif move == "push":
            push(counter)
        elif counter.check_id:
            actions.close_check(counter.actor, counter.check_id)
            counter.check_id = ""
    except NotSignedInError:
        raise
    except DomainError as no:
        why, status = no.message, no.status
    return _show(request, counter, status=status or (InvalidInputError.status if why else None), refusal=why)


def _card(counter: Counter, request: Request) -> int | None:
    """读证: as if the number had been typed; a newcomer's name and address come from the card as well."""
    card = actions.read_card(counter.actor)
    counter.who = WhoForm({"number": card.number, "id_kind": IdKind.RESIDENT})
    status = _find(counter)
    if counter.new is not None:
        counter.new = NewPersonForm(initial={"new_name": card.name, "new_address": card.address})
    return status


def _go_on(counter: Counter) -> int | None:
    """Enter: whatever comes next. A number is looked up, an item found, else the form is checked."""
    if counter.who["number"].value():
        return _find(counter)
    if counter.terms is None or counter.query != counter.terms.name:
        counter.find_items()
        if counter.wholes and not counter.found_exactly:
            return None  # one thing or one item: the clerk says which
        if not counter.found:
            return NotFoundError.status if counter.query else None
        counter.pick(str(counter.found[0].id))
        counter.fill()
        return None
    counter.fill()
    return InvalidInputError.status if counter.check() else None


def _find(counter: Counter) -> int | None:
    """Look the number up; nobody has it: ask what to register."""
    if not counter.who.is_valid():
        return InvalidInputError.status
    number, id_kind = counter.who.cleaned_data["number"], counter.who.cleaned_data["id_kind"]
    try:
        known = find(counter.actor, number, id_kind)
    except NotSignedInError:
        raise
    except DomainError as no:
        refuse(counter.who, no)
        return no.status
    if known is None:
        counter.forget()
        counter.ask_new()
        return None
    _knows(counter, known.ref, number)
    return None


def _register(counter: Counter, request: Request) -> int | None:
    """登记 whoever nobody has met yet."""
    counter.ask_new(request.POST)
    if not (counter.who.is_valid() and counter.new):
        return InvalidInputError.status
    number, id_kind = counter.who.cleaned_data["number"], counter.who.cleaned_data["id_kind"]
    outcome = submit(counter.new, lambda **values: register(counter.actor, number, id_kind, values))
    if outcome and outcome.result:
        _knows(counter, outcome.result, number)
        return None
    return outcome.error.status if outcome.error else InvalidInputError.status


def _knows(counter: Counter, ref: str, number: str) -> None:
    counter.forget()
    counter.known, counter.typed, counter.new, counter.who = by_ref(counter.actor, ref), number.strip(), None, WhoForm()
    said_before = {"agent": counter.agent["agent"].value() or "", "phone": counter.phone}
    counter.agent = AgentForm(initial=said_before)
    counter.fill()


def _take(request: Request, counter: Counter, how: str) -> HttpResponse:
    """收件 and what is done in one go with it. Refused, everything stands as it was typed, each sentence at its field."""
    form = counter.draw(checked=True)
    if counter.known is None or counter.terms is None or form is None:
        return _show(request, counter, status=InvalidInputError.status, refusal=counter.why_not_receive)
    broken = [line for line in counter.lines if line.error]
    asked = counter.extra.check(licence=counter.names_licence, back=counter.back)
    if not counter.check_agent() or broken or not asked:
        return _show(request, counter, status=InvalidInputError.status)
    outcome = submit(form, lambda **_: receive(counter, how))
    if not outcome:
        return _show(request, counter, status=outcome.error.status if outcome.error else InvalidInputError.status)
    number = str(outcome.result)
    if counter.elsewhere:
        said(request, "已收件，时限从现在起算；有纸质材料的请做流转单交给办理机关")
        return go(request, reverse("window:anywhere_case", args=[number]))
    sentence, obstacle = go_on(counter, number, how)
    said(request, sentence)
    if obstacle:
        messages.warning(request, obstacle)
    return go(request, reverse("window:case", args=[number]))


def _show(request: Request, counter: Counter, *, status: int | None = None, refusal: str = "") -> HttpResponse:
    if counter.form is None:
        counter.draw()
    counter.mark_optional()
    here = request.actor.window_id
    window = organs.window(here) if here is not None and not request.htmx else None
    context = {
        "counter": counter, "window": window, "refusal": refusal, "focus": _focus(counter),
        "devices": actions.has_devices(request.actor), "check": shown(counter),
    }  # fmt: skip
    return show(request, PAGE, context, part=PART, status=status)


def _focus(counter: Counter) -> str:
    """Where the clerk goes on: who, what, the first gap of the form, the materials."""
    if counter.known is None:
        field = counter.new.fields["new_name"] if counter.new else counter.who.fields["number"]
        field.widget.attrs["autofocus"] = True
        return "who"
    if counter.terms is None:
        return "item"
    form = counter.form
    gaps = [] if form is None else [s for s in form.specs if s.key in form.errors or not counter.values.get(s.key)]
    first = next((s for s in gaps if s.required or (form and s.key in form.errors)), None)
    if first is None or form is None:
        return "materials"
    form.fields[first.key].widget.attrs["autofocus"] = True
    return "form"


@desk("GET")
def items(request: Request) -> HttpResponse:
    """事项, while it is typed"""
    counter = read(request)
    counter.query = request.GET.get("q", "")
    counter.find_items()
    return show(request, FOUND, {"counter": counter})
