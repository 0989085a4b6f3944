"""The counter as the page sent it, and what the devices on it have read."""

from django.core import signing
from django.http import QueryDict

from cityhall.cases import actions
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import FieldKind, MaterialSpec
from cityhall.doors.http import Request, Upload, stored_uploads
from cityhall.kernel.errors import DomainError, NotSignedInError
from cityhall.kernel.files.store import Stored

from .applicant import by_ref
from .counter import SALT, Counter, KeptFile, Line, item_here
from .extra import ExtraForm
from .forms import AgentForm, WhoForm

A_DAY = 24 * 3600
COPIES_AT_MOST = 99


def read(request: Request) -> Counter:
    """The counter as the page sent it."""
    data, actor = request.POST, request.actor
    known = by_ref(actor, data.get("who", "")) if data.get("who") else None
    counter = Counter(
        actor, WhoForm(data or None), AgentForm(data or None), known,
        data.get("typed", ""), query=data.get("q", "").strip(), live=bool(request.htmx),
        extra=ExtraForm(data or None), back=(data.get("back") or request.GET.get("back", "")) == "yes",
        check_id=data.get("check", "")[:40],
    )  # fmt: skip
    if data.get("item"):
        counter.terms = item_here(actor, data["item"])
        whole, fields = counter.terms, catalogue.all_fields(counter.terms)
        counter.values = {s.key: _value(data, s.key, s.kind) for s in fields}
        counter.terms = catalogue.situated(whole, counter.values)
        lines, here = [_line(request, spec) for spec in whole.materials], {m.key for m in counter.terms.materials}
        counter.lines = [line for line in lines if line.spec.key in here]
        counter.aside = [line for line in lines if line.spec.key not in here and line.there]
    return counter


def _value(data: QueryDict, key: str, kind: FieldKind) -> str:
    return "、".join(data.getlist(f"f-{key}")) if kind is FieldKind.MANY else data.get(f"f-{key}", "").strip()


def _line(request: Request, spec: MaterialSpec) -> Line:
    data, key = request.POST, spec.key
    copies = data.get(f"c-{key}", str(spec.copies)).strip()
    line = Line(
        spec, key in data.getlist("given"), min(int(copies), COPIES_AT_MOST) if copies.isdigit() else 0,
        key in data.getlist("seen"), data.get(f"p-{key}", "").strip()[:300],
    )  # fmt: skip
    if line.given and not line.copies:
        line.copies = max(spec.copies, 1)
    for token in data.getlist(f"k-{key}"):
        try:
            sha256, size, media_type, name = signing.loads(token, salt=SALT, max_age=A_DAY)
            line.files.append(KeptFile(Upload(Stored(sha256, size, media_type), name)))
        except signing.BadSignature:
            line.error = "先前选择的文件已失效，请重新扫描或选择"
    try:
        line.files += [KeptFile(upload) for upload in stored_uploads(request, f"u-{key}")]
    except DomainError as no:
        line.error = no.message
    return line


def shoot(counter: Counter, key: str) -> str:
    """高拍: the newest picture of the camera, on this material's line; answers what was wrong."""
    line = next((one for one in counter.lines if one.spec.key == key), None)
    if line is None:
        return "请先选好事项，再按材料高拍"
    try:
        shot = actions.take_shot(counter.actor)
    except NotSignedInError:
        raise
    except DomainError as no:
        line.error = no.message
        return no.message
    line.files.append(KeptFile(Upload(shot.stored, shot.name)))
    line.given, line.copies = True, line.copies or max(line.spec.copies, 1)
    return ""
