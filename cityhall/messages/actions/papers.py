"""文书: issue, print, stamp, serve. The number is given in the act that needs the paper; the PDF is made afterwards."""

from datetime import date, datetime

from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.files import store
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.kernel.writing import insert
from cityhall.messages import queries
from cityhall.messages.adapters import pdf
from cityhall.messages.models import Paper, Scan
from cityhall.messages.rules import facts as rules
from cityhall.messages.rules import numbers, wording
from cityhall.messages.terms import Can, PaperFacts, PaperKind, Service


@step
def issue_paper(
    actor: Actor,
    *,
    kind: PaperKind,
    ref: str,
    organ_id: int,
    facts: PaperFacts,
    short_name: str,
    issued_on: date | None = None,
) -> str:
    """出具文书: two statements. The counter stays locked until commit, so call it last; the PDF is not made here, for
    drawing it would hold the counter. Whether the actor may is the calling act's to check. Answers the number."""
    rules.check_facts(kind, facts)
    day = issued_on or clock.today()
    head = numbers.head_of(short_name, facts.get("procedure", ""), kind)
    number = numbers.number_of(head, day.year, next_in(numbers.series_of(head, day.year)))
    insert(
        [
            Paper(
                number=number, kind=kind, title=wording.title_of(kind, facts), ref=ref, organ_id=organ_id,
                facts=dict(facts), issued_on=day, issued_at=clock.now(), issued_by=actor.name,
            )
        ]
    )  # fmt: skip
    record(actor, "paper.issued", ref, organ_id=organ_id, number=number, kind=kind.value)
    return number


@action
def issue_paper_alone(
    actor: Actor, kind: PaperKind, ref: str, organ_id: int, facts: PaperFacts, short_name: str
) -> str:
    """出具文书 as an act of its own, for reactions and for papers nobody's move brings with it."""
    require(actor, Can.HANDLE_PAPERS, organ_id)
    return issue_paper(actor, kind=kind, ref=ref, organ_id=organ_id, facts=facts, short_name=short_name)


def draw(line: Line) -> None:
    """After commit: make the PDF of a paper that was issued."""
    pdf_of(HOUSE, str(line.values["number"]))


def pdf_of(actor: Actor, number: str) -> str:
    """The clean PDF, as the SHA-256 of a stored file; made now if the worker has not come to it yet (the same facts
    give the same bytes, so who comes first does not matter; words hold from tomorrow at the earliest, so that those of
    the day it is dated are known). The caller has checked that the actor may see the paper's
    `ref`. A character no font has is refused here, by name, and never keeps a case from being accepted."""
    row = Paper.objects.filter(number=number).first()
    if row is None:
        raise NotFoundError("paper.unknown", f"没有找到文书“{number}”，请核对文号")
    if row.sha256:
        return row.sha256
    template, own = queries.paper_texts(row.kind, str(row.facts.get("procedure", "")), row.issued_on)
    sheet = wording.compose(PaperKind(row.kind), row.number, row.issued_on, row.facts, own)
    return _keep(actor, number, store.put([pdf.render(sheet)], made="application/pdf"), template)


@action
def _keep(actor: Actor, number: str, stored: store.Stored, template: int | None) -> str:
    """Put the PDF beside its paper, and the version of the words it was made with; the first to come wins."""
    if Paper.objects.filter(number=number, sha256="").update(sha256=stored.sha256, template_id=template):
        store.note(stored)
        record(actor, "paper.drawn", f"paper:{number}", sha256=stored.sha256)
        return stored.sha256
    record(actor, "paper.drawn_already", f"paper:{number}")
    return str(Paper.objects.values_list("sha256", flat=True).get(number=number))


@action
def mark_printed(actor: Actor, number: str) -> None:
    """打印: the paper has been put on paper, to be stamped or signed."""
    paper = _locked(number)
    require(actor, Can.HANDLE_PAPERS, paper.organ_id)
    if paper.printed_at is None:
        paper.printed_at = clock.now()
    _save(paper, "printed_at")
    record(actor, "paper.printed", paper.ref, organ_id=paper.organ_id, number=number)


@action
def stamp_back(actor: Actor, number: str, stored: store.Stored) -> None:
    """盖章回传: the stamped paper, scanned. The clean PDF and every scan are kept; the last scan is shown."""
    paper = _locked(number)
    require(actor, Can.HANDLE_PAPERS, paper.organ_id)
    if not wording.SEALS.get(PaperKind(paper.kind)):
        raise WrongStateError("paper.no_seal", f"{paper.title}不需要盖章，不用回传扫描件")
    if paper.stamped_sha256 == stored.sha256:
        raise WrongStateError("paper.same_scan", "这份扫描件已经上传过；如需更换，请重新扫描后再上传")
    Scan.objects.create(paper=paper, sha256=store.note(stored), at=clock.now(), by=actor.name)
    paper.stamped_sha256, paper.stamped_at, paper.stamped_by = stored.sha256, clock.now(), actor.name
    _save(paper, "stamped_sha256", "stamped_at", "stamped_by")
    record(actor, "paper.stamped", paper.ref, organ_id=paper.organ_id, number=number, sha256=stored.sha256)


@step
def mark_served(
    actor: Actor, ref: str, numbers_served: list[str], service: Service, at: datetime | None = None, by: str = ""
) -> int:  # fmt: skip
    """送达: note on these papers of one ref that they were served, when, how and by whom (`by`, where that is not who
    writes it down). One UPDATE; answers how many it changed."""
    if not numbers_served:
        return 0
    waiting = Paper.objects.filter(ref=ref, number__in=numbers_served, served_at=None)
    count = waiting.update(served_at=at or clock.now(), served_by=(by or actor.name)[:80], service=service)
    if count:
        record(actor, "paper.served", ref, numbers=numbers_served, service=service.value)
    return count


def _locked(number: str) -> Paper:
    paper = Paper.objects.select_for_update().filter(number=number).defer("facts").first()
    if paper is None:
        raise NotFoundError("paper.unknown", f"没有找到文书“{number}”，请核对文号")
    call.check_seen(paper.version)
    return paper


def _save(paper: Paper, *fields: str) -> None:
    paper.version += 1
    paper.save(update_fields=[*fields, "version"])
