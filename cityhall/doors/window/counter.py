"""The counter: everything a clerk has typed, ticked and scanned for the person before her, read from one form and
shown again by it. Nothing of it is lost by a look-up, a refusal or a page sent again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core import signing
from django.urls import reverse

from cityhall.anywhere import queries as anywhere
from cityhall.cases import queries as cases
from cityhall.cases.actions import Applicant, Handed
from cityhall.cases.terms import Can, Verdict
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import FieldKind, ItemTerms, LicenceAct, MaterialForm, MaterialSpec, Pace
from cityhall.doors.components.item_form import ItemForm, as_input
from cityhall.doors.http import Upload
from cityhall.joint import queries as joint
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.secrets import masking

from .applicant import ENTITY, Known, kind_of, suggested
from .extra import ExtraForm
from .forms import AgentForm, NewEntityForm, NewPersonForm, WhoForm

SALT = "window.kept"
REACT = {
    "hx-trigger": "change", "hx-target": "#desk", "hx-swap": "outerHTML", "hx-sync": "#desk:replace",
    "hx-vals": '{"move":"situate"}',
}  # fmt: skip
FORMS = {
    MaterialForm.ORIGINAL: "原件", MaterialForm.COPY: "复印件", MaterialForm.BOTH: "原件及复印件",
    MaterialForm.ELECTRONIC: "电子件或扫描件",
}  # fmt: skip


@dataclass(frozen=True)
class KeptFile:
    """A file already in the store, remembered by the page until the case is received."""

    upload: Upload

    @property
    def token(self) -> str:
        stored = self.upload.stored
        return signing.dumps([stored.sha256, stored.size, stored.media_type, self.upload.name], salt=SALT)

    @property
    def name(self) -> str:
        return self.upload.name

    @property
    def size(self) -> int:
        return self.upload.stored.size


@dataclass
class Line:
    """One material of the checklist at the counter."""

    spec: MaterialSpec
    given: bool = False
    copies: int = 0
    seen: bool = False
    problem: str = ""
    files: list[KeptFile] = field(default_factory=list)
    error: str = ""

    @property
    def form(self) -> str:
        copies = "" if self.spec.form is MaterialForm.ELECTRONIC else f" {self.spec.copies} 份"
        return f"{FORMS[self.spec.form]}{copies}"

    @property
    def there(self) -> bool:
        return self.given or bool(self.files)

    def handed(self) -> Handed:
        verdict = Verdict.WRONG if self.problem else Verdict.GOOD
        copies = self.copies if self.given else 0
        files = tuple((f.upload.stored, f.name) for f in self.files)
        return Handed(self.spec.key, copies, self.seen, verdict, self.problem, files)


@dataclass
class Counter:
    """What the page holds. `number` is what is being looked up; `typed` the number of whoever was found by it."""

    actor: Actor
    who: WhoForm
    agent: AgentForm
    known: Known | None = None
    typed: str = ""
    new: NewPersonForm | NewEntityForm | None = None
    query: str = ""
    found: list[catalogue.ItemRow] = field(default_factory=list)
    wholes: list[joint.GuideRow] = field(default_factory=list)
    terms: ItemTerms | None = None
    values: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    form: ItemForm | None = None
    live: bool = False
    extra: ExtraForm = field(default_factory=ExtraForm)
    back: bool = False  # 断网补录
    check_id: str = ""  # what was shown on the applicant's screen
    aside: list[Line] = field(default_factory=list)  # what was ticked of materials the answers do not ask for

    @property
    def applicant(self) -> Applicant:
        assert self.known is not None
        said = self.agent.cleaned_data
        return Applicant(self.known.ref, self.known.name, self.known.mask, said["agent"], said["phone"])

    @property
    def handed(self) -> list[Handed]:
        return [line.handed() for line in self.lines if line.there or line.problem]

    @property
    def missing(self) -> list[str]:
        return [line.spec.name for line in self.lines if line.spec.required and not line.there]

    @property
    def gaps(self) -> list[str]:
        """容缺: the keys that may come later, when nothing else is in the way; else empty."""
        late = [line.spec for line in self.lines if line.spec.required and not line.there]
        open_to = self.terms is not None and self.terms.gaps is not None and not self.instant and not self.back
        return [s.key for s in late] if open_to and not self.wrong and all(s.deferrable for s in late) else []

    @property
    def gap_names(self) -> list[str]:
        return [line.spec.name for line in self.lines if line.spec.key in self.gaps]

    @property
    def pledges(self) -> bool:
        """告知承诺: everything is there but what the pledge spares."""
        pledge = self.terms.pledge if self.terms and not self.back else None
        lacking = [line.spec.key for line in self.lines if line.spec.required and not line.there]
        return pledge is not None and not self.wrong and all(key in pledge.spares for key in lacking)

    @property
    def complete(self) -> bool:
        """May it be accepted at once? Where the bar is not drawn anew by itself, the act itself answers that."""
        return not self.back and (not self.live or not (self.missing or self.wrong))

    @property
    def names_licence(self) -> bool:
        return self.terms is not None and self.terms.licence_act is not LicenceAct.NONE and not self.elsewhere

    @property
    def licences(self) -> list[cases.LicenceView]:
        """What the register knows of this holder, to choose from."""
        return cases.licences_of(self.actor, self.known.ref, 20) if self.names_licence and self.known else []

    @property
    def elsewhere(self) -> bool:
        """通办: taken in for an organ this window does not serve, by the list."""
        return self.terms is not None and not self.actor.may(Can.INTAKE, self.terms.organ_id, self.terms.item_id)

    @property
    def materials_told(self) -> list[str]:
        """The materials as the applicant's screen names them."""
        return [f"{line.spec.name}{f' {line.copies} 份' if line.given else ''}" for line in self.lines if line.there]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """The form as the applicant's screen shows it: personal values masked, somebody may look over her shoulder."""
        specs = self.terms.fields if self.terms else ()
        return [(s.label, masked(s.kind, self.values.get(s.key, ""), personal=s.personal)) for s in specs
                if self.values.get(s.key)]  # fmt: skip

    @property
    def wrong(self) -> list[str]:
        return [line.spec.name for line in self.lines if line.problem]

    @property
    def history(self) -> list[cases.CaseRow]:
        return cases.history_of(self.actor, self.known.ref, self.known.name) if self.known else []

    @property
    def why_not_receive(self) -> str:
        if self.known is None:
            return "还没有确定申请人；请录入证件号码或信用代码"
        return "" if self.terms else "还没有选择事项"

    @property
    def instant(self) -> bool:
        return self.terms is not None and self.terms.pace is Pace.INSTANT

    @property
    def why_not_serve(self) -> str:
        """Ticks may have changed since the page was drawn, so they count only where the bar is drawn anew by itself."""
        if self.why_not_receive:
            return self.why_not_receive
        if self.terms and not self.actor.may(Can.DECIDE_ON_SPOT, self.terms.organ_id, self.terms.item_id):
            return "您没有受委托当场作出决定；请收件后转部门办理"
        if self.live and self.missing:
            return f"还缺材料：{'、'.join(self.missing)}"
        return f"材料不符合要求：{'、'.join(self.wrong)}" if self.live and self.wrong else ""

    @cached_property
    def why_not_promise(self) -> str:
        """容缺 and 告知承诺 are not for who broke a promise before."""
        if self.known is None or self.why_not_receive:
            return self.why_not_receive
        return cases.why_no_promise(self.actor, self.known.ref, self.known.name, self.known.mask)

    def source_of(self, key: str) -> str:
        spec = next(s for s in self.form.specs if s.key == key) if self.form else None
        if spec is None or not self.values.get(key):
            return ""
        value, source = suggested(spec, self.known, self.typed, self.phone)
        return source if value == self.values[key] else ""

    @property
    def fields(self) -> list[tuple[Any, str]]:
        """Every input of the item's form with the source of what stands in it."""
        if self.form is None:
            return []
        self.form.mark_optional()
        return [(self.form[s.key], self.source_of(s.key)) for s in self.form.specs]

    @property
    def filled(self) -> int:
        return sum(1 for _, source in self.fields if source)

    @property
    def phone(self) -> str:
        return self.agent["phone"].value() or ""

    def check_agent(self) -> bool:
        """An entity comes as a person; answers whether who came is said as it must be."""
        self.agent.is_valid()
        if self.known and self.known.kind == ENTITY and not self.agent.cleaned_data.get("agent"):
            self.agent.add_error("agent", "单位申请的，请填写来办理的人")
        return self.agent.is_valid()

    def mark_optional(self) -> None:
        """From here on the page shows what may stay empty, and complains of nothing that was not asked yet."""
        for form, names in ((self.who, ("number", "id_kind")), (self.agent, ("agent",))):
            form.is_valid()
            for name in names:
                form.fields[name].required = name != "agent" or (self.known is not None and self.known.kind == ENTITY)

    def find_items(self) -> None:
        actor = self.actor
        organs, items = actor.reach(Can.INTAKE), [i for _, some in actor.entrusted(Can.INTAKE) for i in some]
        self.found = catalogue.find_short(self.query, organs, 8, items) if self.query.strip() else []
        self.wholes = joint.offered_here(actor, self.query)[:3] if self.query.strip() and not self.back else []

    @property
    def found_exactly(self) -> bool:
        """Is the first item called just what was typed, by its name or short code?"""
        asked = self.query.strip().lower()
        return bool(self.found) and asked in (self.found[0].name.lower(), self.found[0].short_code.lower())

    def pick(self, item_id: str) -> None:
        """This item from here on; its checklist starts anew, what is known is filled in."""
        self.terms = item_here(self.actor, item_id)
        self.query, self.found, self.wholes = self.terms.name, [], []
        self.terms, self.values = catalogue.situated(self.terms, {}), {}
        self.lines = [Line(spec, copies=spec.copies) for spec in self.terms.materials]

    def fill(self) -> None:
        """Put what is known into the fields that are still empty."""
        for spec in self.terms.fields if self.terms else ():
            if not self.values.get(spec.key):
                self.values[spec.key] = suggested(spec, self.known, self.typed, self.phone)[0]

    def forget(self) -> None:
        """Somebody else stands there: what was filled in from the one before goes with her."""
        for spec in self.terms.fields if self.terms else ():
            value, source = suggested(spec, self.known, self.typed, self.phone)
            if source and value == self.values.get(spec.key):
                self.values[spec.key] = ""
        self.known = None

    def check(self) -> bool:
        """Say at each field what would be refused; answers whether anything would."""
        form = self.draw(checked=True)
        problems = cases.form_problems(self.terms, self.values) if self.terms else {}
        for key, sentence in problems.items():
            if form is not None and key in form.fields:
                form.add_error(key, sentence)
        return bool(problems)

    def tick_all(self, *, really: bool = True) -> None:
        for line in self.lines if really else ():
            if line.spec.required:
                line.given, line.copies = True, line.copies or max(line.spec.copies, 1)

    def draw(self, *, checked: bool = False) -> ItemForm | None:
        """The item's form with what stands in it: to be sent (`checked`, so that a refusal finds its fields) or shown."""
        if self.terms is None:
            return None
        specs = self.terms.fields
        shown = {s.key: as_input(s, self.values.get(s.key, "")) for s in specs}
        data = {f"f-{key}": value for key, value in shown.items()}
        self.form = ItemForm(specs, data, prefix="f") if checked else ItemForm(specs, initial=shown, prefix="f")
        self.form.react([ask.key for ask in self.terms.asks], {**REACT, "hx-post": reverse("window:counter")})
        return self.form

    @property
    def situation(self) -> catalogue.Situation | None:
        """What the answers lead to, with reasons; none where the item asks nothing."""
        return catalogue.situation_of(self.terms, self.values) if self.terms and self.terms.asks else None

    def ask_new(self, data: Mapping[str, str] | None = None) -> None:
        """Nobody has this number: what to register."""
        number, id_kind = self.who["number"].value() or "", self.who["id_kind"].value() or ""
        kind = NewEntityForm if kind_of(number, id_kind) == ENTITY else NewPersonForm
        self.new = kind(data)


def item_here(actor: Actor, item_id: str) -> ItemTerms:
    """A published item of an organ this window serves, or one it takes in for another place; any other is as good as
    unknown."""
    terms = catalogue.published(int(item_id)) if item_id.isdigit() else None
    mine = terms is not None and actor.may(Can.INTAKE, terms.organ_id, terms.item_id)
    if terms is None or not (mine or anywhere.takes_here(actor, terms.item_id)):
        raise NotFoundError("window.no_item", "本窗口没有这个事项，或事项目前没有开放办理；请重新查找")
    return terms


def masked(kind: str, value: str, *, personal: bool) -> str:
    """A value as others may see it over her shoulder."""
    if kind in (FieldKind.ID_NUMBER, FieldKind.PHONE):
        return masking.field(kind, value)
    return masking.phone(value) if personal and value.isdigit() else value
