"""What goes into the file of a case when it is archived, in the order a person would leaf through it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cityhall.cases.models import Case
from cityhall.cases.queries.beside import beside_of
from cityhall.cases.queries.drafts import fields_of, materials_of, situated
from cityhall.cases.queries.ending import decisions_of, deliveries_of
from cityhall.cases.queries.story import refs_of
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.files import store
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.journal.queries import Line
from cityhall.messages import actions as papers
from cityhall.messages import queries as messages

CHUNK = store.MEGABYTE
STRANGE = re.compile(r"[^\w.\-（）()《》〔〕、]+")
ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
AFTERWARDS = ("case.packed", "case.package_verified", "paper.printed")


@dataclass(frozen=True)
class Entry:
    """One file of the package; its content is read only when it is written."""

    name: str
    title: str
    chunks: Callable[[], Iterator[bytes]]


def entries_of(actor: Actor, case: Case) -> Iterator[Entry]:
    """Form, materials, papers clean and stamped, proof of service, what stood beside the case, and its journal."""
    terms = situated(case)
    fields = fields_of(case.application, terms, clear=False)
    form = [{"field": f.spec.label, "value": f.value, "masked": f.masked} for f in fields]
    yield _plain("申请/申请表.json", "申请表填报内容（个人信息已遮盖，原文见材料）", form)
    for n, material in enumerate(materials_of(case, terms), start=1):
        for m, file in enumerate(material.files, start=1):
            yield _kept(f"材料/{n:02}-{material.spec.name}/{m:02}-{file.name}", material.spec.name, file.sha256)
    yield from _papers(actor, case)
    yield from _proofs(case)
    yield _plain("经过/办理记录.json", "办理记录", [_line(line) for line in _lines(case)])


def _papers(actor: Actor, case: Case) -> Iterator[Entry]:
    for n, paper in enumerate(messages.papers_of([case.ref]), start=1):
        title = f"{paper.title} {paper.number}"
        yield _kept(f"文书/{n:02}-{paper.title}-{paper.number}.pdf", title, papers.pdf_of(actor, paper.number))
        if paper.stamped_sha256:
            ending = ENDINGS.get(store.kind_of(paper.stamped_sha256), "")
            yield _kept(
                f"文书/{n:02}-{paper.title}-{paper.number}（盖章）{ending}", f"{title}（盖章件）", paper.stamped_sha256
            )


def _proofs(case: Case) -> Iterator[Entry]:
    made = [
        {"version": d.number, "words": d.words, "reasons": d.reasons, "remedies": d.remedies, "conditions": d.conditions,
         "partial": d.partial, "number": d.result_number, "by": d.made_by, "at": clock.local(d.made_at).isoformat()}
        for d in decisions_of(case)
    ]  # fmt: skip
    yield _plain("决定/决定.json", "决定各版本", made)
    for n, served in enumerate(deliveries_of(case, own=False), start=1):
        if served.evidence:
            ending = ENDINGS.get(store.kind_of(served.evidence), "")
            yield _kept(f"送达/{n:02}-凭据{ending}", f"{served.method_label}凭据", served.evidence)
    for n, one in enumerate(beside_of(case.pk), start=1):
        for m, (name, sha256) in enumerate(one.files, start=1):
            yield _kept(f"附属程序/{n:02}-{one.title}/{m:02}-{name}", one.title, sha256)


def _lines(case: Case) -> list[Line]:
    """The whole journal of the case up to its archiving, from its first draft on, with its steps and what stood beside
    it; not what packing itself adds."""
    steps = case.steps.order_by("id").values_list("key", flat=True)
    proceedings = case.proceedings.order_by("id").values_list("id", flat=True)
    found = journal.lines_of(refs_of(case, steps, proceedings))
    last = max((line.id for line in found if line.event == "case.archived"), default=0)
    return [line for line in found if line.id <= last and line.event not in AFTERWARDS]


def _line(line: Line) -> dict[str, Any]:
    return {
        "at": clock.local(line.at).isoformat(), "event": line.event, "ref": line.ref, "by": line.actor, "values": line.values
    }  # fmt: skip


def _plain(name: str, title: str, content: object) -> Entry:
    told = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return Entry(name, title, lambda: iter([told]))


def _kept(name: str, title: str, sha256: str) -> Entry:
    return Entry("/".join(_safe(part) for part in name.split("/", 2)), title, lambda: _read(sha256))


def _safe(part: str) -> str:
    """A file name every system can open, without a way out of its folder."""
    return STRANGE.sub("_", part).strip("._")[-120:] or "_"


def _read(sha256: str) -> Iterator[bytes]:
    with store.reading(sha256) as content:
        while chunk := content.read(CHUNK):
            yield chunk
