"""Tables of the catalogue as files, for the doors that hand them out."""

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from cityhall.catalogue import queries
from cityhall.catalogue.queries import ExportTable
from cityhall.doors.http import tidy_name
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.sheets.writer import (
    CSV_TYPE,
    XLSX_TYPE,
    ZIP_TYPE,
    Sheet,
    csv_pieces,
    json_pieces,
    xlsx_pieces,
    zip_pieces,
)
from cityhall.organs import queries as organs

TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE, "zip": ZIP_TYPE, "json": ZIP_TYPE}


def own_shape(
    actor: Actor, kind: str, text: str, procedure: str, only: str, organ_id: int | None
) -> StreamingHttpResponse:
    """The shape of imports: a workbook, the first table as CSV, or every table as CSV in one archive."""
    _check(kind, ("xlsx", "csv", "zip"))
    tables = queries.export(actor, text=text, procedure=procedure, only=only, organ_id=organ_id)
    return file_of("事项清单", kind, tables)


def exchange_shape(
    actor: Actor, kind: str, text: str, procedure: str, only: str, organ_id: int | None
) -> StreamingHttpResponse:
    """The tables of the national exchange in one archive, as CSV (`zip`) or JSON (`json`)."""
    _check(kind, ("zip", "json"))
    source = organs.organ(actor.organ_id).division_code if actor.organ_id is not None else settings.CITY
    tables = queries.national(actor, source, text=text, procedure=procedure, only=only, organ_id=organ_id)
    return file_of("国家交换", kind, tables)


def file_of(name: str, kind: str, tables: Sequence[ExportTable]) -> StreamingHttpResponse:
    """Streamed, never held."""
    response = StreamingHttpResponse(_pieces(kind, tables), content_type=TYPES[kind])
    named = content_disposition_header(
        as_attachment=True, filename=tidy_name(f"{name}.{'zip' if kind == 'json' else kind}")
    )
    response.headers["Content-Disposition"] = named or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _pieces(kind: str, tables: Sequence[ExportTable]) -> Iterator[bytes]:
    if kind == "xlsx":
        return xlsx_pieces([Sheet(t.name, t.columns, t.rows) for t in tables])
    if kind == "csv":
        return csv_pieces(tables[0].columns, tables[0].rows)
    write = json_pieces if kind == "json" else csv_pieces
    end = "json" if kind == "json" else "csv"
    return zip_pieces((f"{t.name}.{end}", write(t.columns, t.rows)) for t in tables)


def _check(kind: str, known: Sequence[str]) -> None:
    if kind not in known:
        raise NotFoundError("export.kind", f"没有这种格式，可选：{'、'.join(known)}")
