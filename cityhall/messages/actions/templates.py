"""模板 and 救济告知: a centre's own words, drafted, published from a day on, ended. What was issued stays as it was."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Max

from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.messages.adapters import pdf
from cityhall.messages.models import RemedyText, Template
from cityhall.messages.rules import sample, wording
from cityhall.messages.rules import templates as rules
from cityhall.messages.rules.citywide import require_citywide
from cityhall.messages.terms import Can, PaperKind, Texts, Use

SAMPLE_NUMBER = "样例〔2026〕1号"
DEFAULT_SOURCE = "办理规则的默认值"


@action
def save_template(actor: Actor, use: Use, kind: str, texts: Mapping[str, str], why: str, procedure: str = "") -> int:
    """保存草稿 of a template: the one draft there is, or a new one after the last version. Answers its number."""
    require_citywide(actor, Can.EDIT_TEMPLATES)
    kept = rules.check_texts(use, kind, texts, why)
    same = Template.objects.filter(use=use, kind=kind, procedure=procedure)
    draft = same.select_for_update().filter(from_on=None).first()
    if draft is None:
        number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
        draft = Template(use=use, kind=kind, procedure=procedure, number=number, texts=kept, why=why.strip(),
                         saved_at=clock.now(), saved_by=actor.name)  # fmt: skip
        draft.save(force_insert=True)
    else:
        call.check_seen(draft.version, draft.saved_by)
        draft.texts, draft.why, draft.saved_at, draft.saved_by = kept, why.strip(), clock.now(), actor.name
        draft.version += 1
        draft.save(update_fields=["texts", "why", "saved_at", "saved_by", "version"])
    record(actor, "template.saved", ref_of(use, kind, procedure), number=draft.number, reason=why.strip()[:200])
    return draft.number


@action
def publish_template(actor: Actor, use: Use, kind: str, from_on: date, procedure: str = "") -> int:
    """发布 the draft, to hold from a day on, tomorrow at the earliest. Answers its number."""
    require_citywide(actor, Can.EDIT_TEMPLATES)
    draft = Template.objects.select_for_update().filter(use=use, kind=kind, procedure=procedure, from_on=None).first()
    if draft is None:
        raise WrongStateError("template.no_draft", "没有待发布的草稿，请先编辑并保存")
    call.check_seen(draft.version, draft.saved_by)
    rules.check_from(from_on, clock.today())
    rules.check_texts(use, kind, draft.texts, draft.why)
    draft.from_on, draft.published_at, draft.published_by = from_on, clock.now(), actor.name
    draft.version += 1
    draft.save(update_fields=["from_on", "published_at", "published_by", "version"])
    record(actor, "template.published", ref_of(use, kind, procedure), number=draft.number, from_on=from_on.isoformat())
    return draft.number


@action
def retire_template(actor: Actor, use: Use, kind: str, number: int, until_on: date, procedure: str = "") -> None:
    """停用 a version from a day on: the built-in words hold again."""
    require_citywide(actor, Can.EDIT_TEMPLATES)
    rows = Template.objects.select_for_update().filter(use=use, kind=kind, procedure=procedure, number=number)
    row = rows.exclude(from_on=None).first()
    if row is None:
        raise NotFoundError("template.unknown", "没有找到已发布的这一版，请刷新列表")
    call.check_seen(row.version, row.published_by)
    if row.until_on is not None and row.until_on <= clock.today():
        raise WrongStateError("template.ended", "这一版已经停用，不用再停用")
    rules.check_from(until_on, clock.today())
    row.until_on = until_on
    row.version += 1
    row.save(update_fields=["until_on", "version"])
    record(actor, "template.retired", ref_of(use, kind, procedure), number=number, until_on=until_on.isoformat())


def preview(actor: Actor, kind: str, texts: Texts) -> bytes:
    """The paper with these words and made-up facts, as PDF. Nothing is kept."""
    require_citywide(actor, Can.EDIT_TEMPLATES)
    if kind not in list(PaperKind):
        raise NotFoundError("template.unknown_kind", "没有这种文书，请从列表中选择")
    sheet = wording.compose(PaperKind(kind), SAMPLE_NUMBER, clock.today(), sample.FACTS, texts)
    return pdf.render(sheet)


@action
def set_remedies(actor: Actor, procedure: str, text: str, from_on: date, source: str) -> None:
    """救济告知 of a procedure from a day on, tomorrow at the earliest."""
    require_citywide(actor, Can.EDIT_TEMPLATES)
    rules.check_remedy(text, source)
    rules.check_from(from_on, clock.today())
    RemedyText(procedure=procedure, text=text.strip(), from_on=from_on, source=source.strip(), saved_at=clock.now(),
               saved_by=actor.name).save(force_insert=True)  # fmt: skip
    record(actor, "remedies.set", f"remedies:{procedure}", from_on=from_on.isoformat(), reason=source.strip()[:200])


@action
def seed_remedies(actor: Actor, defaults: Mapping[str, str]) -> int:
    """Put in what the regimes say for procedures that have no text yet; answers how many were new."""
    have = set(RemedyText.objects.values_list("procedure", flat=True))
    missing = [procedure for procedure in defaults if procedure not in have]
    RemedyText.objects.bulk_create([
        RemedyText(procedure=p, text=defaults[p], from_on=clock.today(), source=DEFAULT_SOURCE,
                   saved_at=clock.now(), saved_by=actor.name)
        for p in missing
    ])  # fmt: skip
    record(actor, "remedies.seeded", "remedies:all", procedures=missing)
    return len(missing)


def ref_of(use: Use, kind: str, procedure: str) -> str:
    return f"template:{use}:{kind}:{procedure}".rstrip(":")
