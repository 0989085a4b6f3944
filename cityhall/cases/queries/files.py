"""Files of materials and the scan of hearing minutes, for whoever may see the case."""

import contextlib
import uuid

from django.db.models import Q

from cityhall.cases.models import MaterialFile, ProceedingRow
from cityhall.cases.terms import Proceeding
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.files.store import Stored

from .drafts import situated
from .visible import is_own, visible


def find(actor: Actor, ref: str, file_id: int) -> tuple[Stored, str]:
    """The content and the name of one file, by case number or draft id."""
    where = Q(number=ref)
    with contextlib.suppress(ValueError):
        where |= Q(application_id=uuid.UUID(ref))
    case = visible(actor).filter(where).select_related("application").first()
    mine = MaterialFile.objects.filter(pk=file_id, material__application_id=case.application_id) if case else None
    row = mine.select_related("material").first() if mine else None
    own = case is not None and is_own(actor, case.application)
    handed_in = case is not None and row is not None and situated(case).material(row.material.key) is not None
    if row is None or not (own or handed_in):  # what her answers do not ask for is not part of the case
        raise NotFoundError("case.no_file", "没有找到这个文件，或不在您的查看范围内")
    return Stored(row.sha256, row.size, row.media_type), row.name


def minutes_of(actor: Actor, number: str, key: int) -> str:
    """听证笔录扫描件: the SHA-256 of the scan kept with one hearing of the case. One SELECT."""
    hearing = ProceedingRow.objects.filter(
        pk=key, kind=Proceeding.HEARING, case__in=visible(actor).filter(number=number)
    )
    facts = hearing.values_list("facts", flat=True).first() or {}
    if not facts.get("file"):
        raise NotFoundError("case.no_minutes_scan", "没有找到这份听证笔录扫描件，或不在您的查看范围内")
    return str(facts["file"])
