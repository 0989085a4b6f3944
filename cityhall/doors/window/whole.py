"""一件事 at the counter: one form and one set of materials for all its organs, as the page holds them and as it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import reverse

from cityhall.cases import actions as cases
from cityhall.catalogue.terms import FieldSpec
from cityhall.doors.components.item_form import ItemForm, as_input
from cityhall.doors.http import Request, Upload, stored_uploads
from cityhall.joint import actions, queries
from cityhall.joint.actions import Given
from cityhall.joint.queries import JointDraft, Put, SlotView
from cityhall.joint.terms import Use
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import DomainError, InvalidInputError, NotSignedInError

from .applicant import Known, by_ref, suggested
from .counter import FORMS, Counter

LIVE = {"data-target": "#asked"}
A_LOT = 99


def begin(counter: Counter, code: str) -> str:
    """The draft of this 一件事 for whoever stands there, with what is known filled in; answers its id."""
    if counter.known is None:
        raise InvalidInputError("window.no_applicant", "还没有确定申请人；请先录入证件号码或信用代码，再选一件事")
    if not counter.check_agent():
        raise InvalidInputError("window.no_agent", "请先填写经办人和联系电话，再选一件事")
    every = queries.guide(code).put.every
    told = {spec.key: suggested(spec, counter.known, counter.typed, counter.phone)[0] for spec in every}
    known = {key: value for key, value in told.items() if value}
    return actions.start_joint_here(counter.actor, code, counter.applicant, known)


@dataclass
class Line:
    """One shared material at the counter: what is there, what was just ticked and scanned."""

    slot: SlotView
    given: bool
    copies: int
    seen: bool
    files: tuple[Upload, ...] = ()
    error: str = ""

    @property
    def form(self) -> str:
        return FORMS[self.slot.spec.form]

    @property
    def there(self) -> bool:
        return self.given or bool(self.slot.files)

    def told(self) -> Given:
        copies = self.copies if self.given else 0
        return Given(self.slot.spec.key, copies, self.seen, tuple((f.stored, f.name) for f in self.files))


@dataclass
class Whole:
    """What the page holds: the draft as it is with what is typed now, and the lines of its materials."""

    actor: Actor
    draft: JointDraft
    values: dict[str, str]
    lines: list[Line]
    form: ItemForm
    phone: str

    @property
    def missing(self) -> list[str]:
        return [line.slot.spec.name for line in self.lines if line.slot.spec.required and not line.there]

    @property
    def open_asks(self) -> list[str]:
        """Questions that decide what is asked for, and are not answered yet."""
        asks = asking_keys(self.draft.put)
        return [f.label for f in self.draft.put.fields if f.key in asks and not self.values.get(f.key)]

    @cached_property
    def known(self) -> Known | None:
        return by_ref(self.actor, self.draft.applicant_ref) if self.draft.applicant_ref else None

    @property
    def fields(self) -> list[tuple[object, str]]:
        """Every input with the source of what stands in it."""
        self.form.mark_optional()
        return [(self.form[spec.key], self._source(spec)) for spec in self.form.specs]

    def _source(self, spec: FieldSpec) -> str:
        value = self.values.get(spec.key, "")
        known, source = suggested(spec, self.known, "", self.phone) if value else ("", "")
        return source if known == value else ""


def asking_keys(put: Put) -> set[str]:
    """The fields whose answers decide which items, fields and materials apply."""
    inside = {put.keys.get(Use(part, ask.key), ask.key) for part, terms in put.items.items() for ask in terms.asks}
    return {spec.key for spec in put.own} | inside


def shown(actor: Actor, draft: str) -> Whole:
    """As it was saved."""
    mine = queries.joint_draft(actor, draft)
    lines = [Line(one, one.copies > 0, one.copies or 1, one.seen) for one in mine.slots]
    return Whole(actor, mine, dict(mine.values), lines, _drawn(mine, mine.values), mine.contact_phone)


def sent(request: Request, draft: str, *, scans: bool = True) -> Whole:
    """As the page sent it, not saved yet."""
    actor, data = request.actor, request.POST
    before = queries.joint_draft(actor, draft)
    typed = ItemForm(before.put.every, data, prefix="f")
    typed.is_valid()
    on_page = {
        spec.key for spec in before.put.every if any(name in data for name in (f"f-{spec.key}", f"on-{spec.key}"))
    }
    values = {key: value.strip() for key, value in typed.typed.items() if key in on_page}
    mine = queries.joint_draft(actor, draft, values)
    lines = [_line(request, one, scans=scans) for one in mine.slots]
    return Whole(actor, mine, {**mine.values}, lines, _drawn(mine, mine.values), data.get("phone", "").strip()[:20])


def _line(request: Request, slot: SlotView, *, scans: bool) -> Line:
    data, key = request.POST, slot.spec.key
    copies = data.get(f"c-{key}", "1").strip()
    line = Line(
        slot,
        key in data.getlist("given"),
        min(int(copies), A_LOT) if copies.isdecimal() else 1,
        key in data.getlist("seen"),
    )
    if line.given and not line.copies:
        line.copies = 1
    if not scans:
        return line
    try:
        line.files = tuple(stored_uploads(request, f"u-{key}"))
        if data.get("shoot") == key:
            shot = cases.take_shot(request.actor)
            line.files = (*line.files, Upload(shot.stored, shot.name))
    except NotSignedInError:
        raise
    except DomainError as no:
        line.error = no.message
    return line


def keep(whole: Whole) -> dict[str, str]:
    """Keeps what fits; answers what does not, by field."""
    wrong = {
        key: sentence for key, sentence in queries.form_problems(whole.draft.put, whole.values).items()
        if whole.values.get(key)
    }  # fmt: skip
    kept = {f.key: whole.values.get(f.key, "") for f in whole.draft.put.fields if f.key not in wrong}
    actions.write_joint_here(whole.actor, whole.draft.id, kept, [line.told() for line in whole.lines], whole.phone)
    return wrong


def _drawn(mine: JointDraft, values: Mapping[str, str], wrong: Mapping[str, str] | None = None) -> ItemForm:
    """The one form with what stands in it; with `wrong`, a sentence at each of these fields."""
    specs = mine.put.fields
    held = {s.key: as_input(s, values.get(s.key, "")) for s in specs}
    sent_as = {"initial": held} if wrong is None else {"data": {f"f-{key}": value for key, value in held.items()}}
    form = ItemForm(specs, prefix="f", **sent_as)
    form.react(asking_keys(mine.put), {**LIVE, "data-live": reverse("window:whole_asked", args=[mine.id])})
    for key, sentence in (wrong or {}).items():
        form.add_error(key if key in form.fields else None, sentence)
    return form


def with_errors(whole: Whole, wrong: Mapping[str, str]) -> Whole:
    """The same page with a sentence at each of these fields, and with the scans that were kept all the same."""
    mine = queries.joint_draft(whole.actor, whole.draft.id, whole.values)
    slots = {one.spec.key: one for one in mine.slots}
    lines = [replace(line, slot=slots.get(line.slot.spec.key, line.slot)) for line in whole.lines]
    return replace(whole, draft=mine, lines=lines, form=_drawn(mine, whole.values, wrong))
