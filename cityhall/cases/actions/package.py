"""归档包: one ZIP with everything the file of a case holds, a list a person can read, and the hash of every entry. The
same file gives the same bytes, whenever and however often it is packed."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.conf import settings

from cityhall.cases.models import ArchivePackage, Case
from cityhall.cases.queries.ends import package_of
from cityhall.cases.terms import Outcome, Status
from cityhall.catalogue import queries as catalogue
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.files import store
from cityhall.kernel.files.store import Stored
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record

from .filing import Entry, entries_of

LARGEST = 4 * 1024 * store.MEGABYTE
CHUNK = store.MEGABYTE
INDEX, LIST, ZIP = "index.json", "目录.txt", "application/zip"
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class _Packed:
    name: str
    title: str
    sha256: str
    size: int


def pack(line: Line) -> None:
    """Reaction to a case archived: make its package after commit; again when it is archived again."""
    number = line.ref.removeprefix("case:")
    case = Case.objects.filter(number=number, status=Status.ARCHIVED).select_related("application", "organ").first()
    if case is None:  # a decision was changed meanwhile; it is packed when it is archived again
        return
    with calling(), tempfile.TemporaryFile() as made:  # papers drawn on the way are acts of their own
        files = _write(made, case, entries_of(HOUSE, case))
        made.seek(0)
        stored = store.put(iter(lambda: made.read(CHUNK), b""), limit=LARGEST, made=ZIP)
    _keep(HOUSE, number, stored, files, _retention(case))


def _retention(case: Case) -> str:
    """What was granted is kept as long as its item says; anything else as the city does by default."""
    terms = catalogue.terms(str(case.item_version_id))
    return terms.result.retention if case.outcome == Outcome.GRANTED else settings.ARCHIVE_RETENTION


def _write(made: IO[bytes], case: Case, entries: Iterator[Entry]) -> int:
    packed: list[_Packed] = []
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as bundle:
        for entry in entries:
            packed.append(_add(bundle, entry))
        _put(bundle, LIST, _list(case, packed))
        _put(bundle, INDEX, _index(case, packed))
    return len(packed)


def _add(bundle: zipfile.ZipFile, entry: Entry) -> _Packed:
    digest, size = hashlib.sha256(), 0
    with bundle.open(_info(entry.name), "w", force_zip64=True) as out:
        for chunk in entry.chunks():
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return _Packed(entry.name, entry.title, digest.hexdigest(), size)


def _put(bundle: zipfile.ZipFile, name: str, content: bytes) -> None:
    with bundle.open(_info(name), "w") as out:
        out.write(content)


def _info(name: str) -> zipfile.ZipInfo:
    """No moment of packing and no machine in it: the same content is the same bytes."""
    info = zipfile.ZipInfo(name, EPOCH)
    info.create_system, info.external_attr = 3, 0o644 << 16
    return info


def _list(case: Case, packed: list[_Packed]) -> bytes:
    """目录, for whoever opens the file in thirty years without any program of ours."""
    lines = [
        f"办件编号：{case.number}", f"事项：{case.item_name}", f"申请人：{case.applicant_name}", f"承办单位：{case.organ.name}", "",
        "序号\t文件\t名称\t字节\tSHA-256",
        *(f"{n}\t{p.name}\t{p.title}\t{p.size}\t{p.sha256}" for n, p in enumerate(packed, start=1)),
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def _index(case: Case, packed: list[_Packed]) -> bytes:
    told = {
        "case": case.number, "item": case.item_name, "organ": case.organ.name, "outcome": case.outcome,
        "retention": _retention(case),
        "entries": [{"name": p.name, "title": p.title, "size": p.size, "sha256": p.sha256} for p in packed],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


@action
def _keep(actor: Actor, number: str, stored: Stored, files: int, retention: str) -> None:
    case = Case.objects.only("id", "organ_id", "number").get(number=number)
    row = ArchivePackage(
        case=case,
        sha256=store.note(stored),
        size=stored.size,
        files=files,
        retention=retention[:20],
        made_at=clock.now(),
    )
    ArchivePackage.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["case"],
        update_fields=["sha256", "size", "files", "retention", "made_at"],
    )  # fmt: skip
    record(actor, "case.packed", case.ref, organ_id=case.organ_id, sha256=stored.sha256, files=files)


@action
def verify_package(actor: Actor, number: str) -> list[str]:
    """核对归档包: read it whole and compare every hash; answers what does not agree, nothing when all is well."""
    found = package_of(actor, number)
    wrong = _compare(found.stored.sha256)
    case = Case.objects.only("id", "organ_id", "number").get(number=number)
    record(actor, "case.package_verified", case.ref, organ_id=case.organ_id, wrong=len(wrong))
    return wrong


def _compare(sha256: str) -> list[str]:
    with store.reading(sha256) as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != sha256:  # type: ignore[arg-type]
            return ["归档包整体内容与登记的摘要不符，请从备份恢复"]
        content.seek(0)
        with zipfile.ZipFile(content) as bundle:
            told = json.loads(bundle.read(INDEX))["entries"]
            there = set(bundle.namelist()) - {INDEX, LIST}
            wrong = [f"{one['name']}：内容与目录不符" for one in told if not _same(bundle, one, there)]
    return [*wrong, *(f"{name}：目录中没有" for name in sorted(there - {one["name"] for one in told}))]


def _same(bundle: zipfile.ZipFile, one: dict[str, str], there: set[str]) -> bool:
    if one["name"] not in there:
        return False
    with bundle.open(one["name"]) as entry:
        return hashlib.file_digest(entry, "sha256").hexdigest() == one["sha256"]  # type: ignore[arg-type]
