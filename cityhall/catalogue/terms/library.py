"""Words of the standard libraries (标准字段库、标准材料库)."""

from dataclasses import dataclass

from cityhall.kernel.terms import Term

from .coded import Medium, SourceKind
from .items import MaterialForm
from .kinds import FieldKind, Origin, Reuse


class Shelf(Term):
    FIELD = "field", "标准字段"
    MATERIAL = "material", "标准材料"


class PieceKind(Term):
    """材料拆解: where a piece of what a paper says comes from."""

    ASKED = "asked", "改为填写"
    HELD = "held", "共享核验"
    BROUGHT = "brought", "仍须提交"


@dataclass(frozen=True)
class StandardField:
    """What a field is wherever it is asked: an item's own form may tighten it, not loosen it."""

    kind: FieldKind = FieldKind.TEXT
    choices: tuple[str, ...] = ()
    unit: str = ""
    pattern: str = ""
    least: str = ""
    most: str = ""
    max_length: int = 200
    personal: bool = False
    reuse: Reuse = Reuse.AUTO
    origin: Origin = Origin.LABEL
    hint: str = ""
    group: str = ""  # 主题: 个人、单位、场所、项目 …


@dataclass(frozen=True)
class Piece:
    """One thing a compound material says: asked in the form as a standard field, looked up, or brought as a material."""

    name: str
    kind: PieceKind
    code: str = ""  # of the standard field or material
    source: str = ""  # whose data it is, where it is held


@dataclass(frozen=True)
class StandardMaterial:
    """What a material is wherever it is asked for."""

    form: MaterialForm = MaterialForm.COPY
    medium: Medium = Medium.EITHER
    source_kind: SourceKind = SourceKind.APPLICANT
    issuer: str = ""  # 出具单位
    sharing: str = ""  # 共享来源: the data or certificate that spares the paper
    validity: str = ""
    standard: str = ""  # 受理标准
    hint: str = ""
    blank: str = ""
    example: str = ""
    group: str = ""
    pieces: tuple[Piece, ...] = ()
