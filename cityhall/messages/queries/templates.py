"""模板 and 救济告知: which words hold on a day, and how they came to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.prepared import TEXT, Prepared
from cityhall.messages.models import RemedyText, Template
from cityhall.messages.rules import templates as rules
from cityhall.messages.rules.citywide import require_citywide
from cityhall.messages.rules.templates import Dated
from cityhall.messages.terms import MESSAGE_HOLES, Can, PaperKind, TemplateState, Texts, Use


@dataclass(frozen=True)
class TemplateView:
    """One version of a centre's own words."""

    id: int
    use: Use
    kind: str
    procedure: str
    number: int
    texts: Mapping[str, str]
    why: str
    state: TemplateState
    from_on: date | None
    until_on: date | None
    saved_at: datetime
    saved_by: str
    published_at: datetime | None
    published_by: str
    version: int


@dataclass(frozen=True)
class Words:
    """Everything about the words of one kind: the draft, what holds today, all versions newest first."""

    use: Use
    kind: str
    procedure: str
    draft: TemplateView | None
    holding: TemplateView | None
    versions: list[TemplateView]
    holes: list[str]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class RemedyView:
    procedure: str
    text: str
    from_on: date
    source: str
    saved_at: datetime
    saved_by: str


def templates(actor: Actor) -> list[TemplateView]:
    """What a centre has put for itself and holds, comes or is being drafted, of every kind; one statement."""
    require_citywide(actor, Can.EDIT_TEMPLATES)
    groups: dict[tuple[str, str, str], list[Template]] = {}
    for row in Template.objects.order_by("use", "kind", "procedure", "-number"):
        groups.setdefault((row.use, row.kind, row.procedure), []).append(row)
    views = [view for rows in groups.values() for view in _views(rows)]
    return [view for view in views if view.state is not TemplateState.PAST]


def words_of(actor: Actor, use: Use, kind: str, procedure: str = "") -> Words:
    """The words of one kind, for who looks after them."""
    require_citywide(actor, Can.EDIT_TEMPLATES)
    if use is Use.PAPER and kind not in list(PaperKind):
        raise NotFoundError("template.unknown_kind", "没有这种文书，请从列表中选择")
    views = _views(list(Template.objects.filter(use=use, kind=kind, procedure=procedure).order_by("-number")))
    return Words(
        use, kind, procedure, next((v for v in views if v.state is TemplateState.DRAFT), None),
        next((v for v in views if v.state is TemplateState.IN_FORCE), None), views, list(rules.holes(use, kind)),
        rules.TEXTS[use],
    )  # fmt: skip


def _views(rows: list[Template]) -> list[TemplateView]:
    day = clock.today()
    holding = rules.in_force([_dated(row) for row in rows], day)
    return [
        TemplateView(
            r.pk, Use(r.use), r.kind, r.procedure, r.number, r.texts, r.why, rules.state_of(_dated(r), holding, day),
            r.from_on, r.until_on, r.saved_at, r.saved_by, r.published_at, r.published_by, r.version,
        )
        for r in rows
    ]  # fmt: skip


def _dated(row: Template) -> Dated:
    return Dated(row.number, row.from_on, row.until_on)


def template_on(use: Use, kind: str, procedure: str, day: date) -> Template | None:
    """The words that hold on a day: the procedure's own before everybody's."""
    found = [row for row in TEMPLATES.rows(kind) if row.use == use and row.from_on is not None and row.from_on <= day]
    for scope in dict.fromkeys((procedure, "")):
        own = [row for row in found if row.procedure == scope]
        holding = rules.in_force([_dated(row) for row in own], day)
        if holding is not None:
            return next(row for row in own if row.number == holding.number)
    return None


def paper_texts(kind: str, procedure: str, day: date) -> tuple[int | None, Texts | None]:
    """A paper's template and its words."""
    row = template_on(Use.PAPER, kind, procedure, day)
    return (row.pk, cast(Texts, row.texts)) if row is not None else (None, None)


def message_words(kind: str, procedure: str, subject: str, body: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body of a message of this kind today: the centre's own, else those given. `values` by their English
    names (item, number, code, until, words)."""
    row = template_on(Use.MESSAGE, kind, procedure, clock.today())
    own = row.texts if row is not None else {}
    put = {hole: values.get(name, "") for hole, name in MESSAGE_HOLES.items()}
    return tuple(
        rules.poured(own.get(name, ""), put) or built_in.format(**values)
        for name, built_in in (("subject", subject), ("body", body))
    )  # type: ignore[return-value]


def remedies_in_force(procedure: str, day: date, default: str) -> str:
    """救济告知 of a procedure on a day; `default` is the regime's, which an item may have changed for itself."""
    rows = REMEDIES.rows(procedure)
    return rules.remedy_on([(row.from_on, row.text) for row in rows], day, default)


TEMPLATES = Prepared(lambda kind: Template.objects.filter(kind=kind), TEXT)
REMEDIES = Prepared(lambda procedure: RemedyText.objects.filter(procedure=procedure).order_by("-from_on", "-id"), TEXT)


def remedies(actor: Actor, procedure: str = "") -> list[RemedyView]:
    """Every text there was and will be, newest first."""
    require_citywide(actor, Can.EDIT_TEMPLATES)
    rows = RemedyText.objects.order_by("-from_on", "-id")
    rows = rows.filter(procedure=procedure) if procedure else rows
    return [RemedyView(r.procedure, r.text, r.from_on, r.source, r.saved_at, r.saved_by) for r in rows]
