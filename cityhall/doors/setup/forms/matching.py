"""导入事项: the files, and the columns of their tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from cityhall.catalogue.queries import ImportView, TableView
from cityhall.catalogue.terms import Part, Procedure
from cityhall.kernel.errors import DomainError

MOST, WORDS = 64 * 1024 * 1024, "64 MB"
FIXED = (("item.organ", "实施单位"), ("item.division_code", "行政区划代码（12 位）"), ("item.procedure", "事项类型"))
PROCEDURES = [("", "按文件里的列"), *((p.label, p.label) for p in Procedure)]


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not files:
            raise ValidationError("请选择文件", code="required")
        checked = [super(FilesField, self).clean(file, initial) for file in files]
        if any(file.size > MOST for file in checked):
            raise ValidationError(f"单个文件超过 {WORDS}，请分成几个文件")
        return checked


class UploadForm(forms.Form):
    file = FilesField(
        label="文件", help_text="CSV 或 XLSX；情形、材料、表单、收费等可以是同一个文件里的几张工作表，也可以是几个文件，按实施编码对应",
        widget=ManyFiles(attrs={"accept": ".csv,.xlsx,.xlsm,.txt"}),
    )  # fmt: skip


class MatchForm(forms.Form):
    """A choice for each table, a name for each column, what holds for all rows. Names are of the list the page offers."""

    def __init__(self, data: Any, view: ImportView) -> None:
        super().__init__(data)
        self.view = view
        for n, table in enumerate(view.tables):
            self.fields[f"t{n}-part"] = forms.ChoiceField(
                label="这张表是", choices=Part.choices(), initial=table.part.value
            )
            for m, header in enumerate(table.headers):
                self.fields[f"t{n}-c{m}"] = forms.CharField(
                    label=header.header, required=False, max_length=60, initial=header.label,
                    widget=forms.TextInput(attrs={"list": f"columns-{table.part}", "autocomplete": "off"}),
                )  # fmt: skip
            self._fixed(n, table)

    def _fixed(self, n: int, table: TableView) -> None:
        if table.part is not Part.BASIC:
            return
        for key, label in FIXED:
            kind = forms.ChoiceField(label=label, required=False, choices=PROCEDURES) if key == "item.procedure" else (
                forms.CharField(label=label, required=False, max_length=120)
            )  # fmt: skip
            kind.initial = table.fixed.get(key, "")
            self.fields[f"t{n}-{key}"] = kind

    @property
    def tables(self) -> list[tuple[int, TableView, BoundField, list[tuple[Any, BoundField]], list[BoundField]]]:
        """As the page shows them."""
        return [
            (n, table, self[f"t{n}-part"], [(h, self[f"t{n}-c{m}"]) for m, h in enumerate(table.headers)],
             [self[f"t{n}-{key}"] for key, _ in FIXED if f"t{n}-{key}" in self.fields])
            for n, table in enumerate(self.view.tables)
        ]  # fmt: skip

    def told(self) -> list[dict[str, Any]]:
        """As the action takes it."""
        values = self.cleaned_data
        return [
            {
                "part": values[f"t{n}-part"],
                "columns": {h.header: values[f"t{n}-c{m}"] for m, h in enumerate(table.headers)},
                "fixed": {key: values.get(f"t{n}-{key}", "") for key, _ in FIXED},
            }
            for n, table in enumerate(self.view.tables)
        ]

    def refuse_at(self, error: DomainError) -> None:
        """A refusal of the action lands at its column."""
        errors = {_name(field): sentence for field, sentence in error.errors.items()}
        error.errors = {field: sentence for field, sentence in errors.items() if field in self.fields}


def _name(place: str) -> str:
    """`0.3` is the fourth column of the first table."""
    table, _, rest = place.partition(".")
    return f"t{table}-c{rest}" if rest.isdecimal() else f"t{table}-{rest}"


def parts_asked(query: Mapping[str, Any], count: int) -> dict[int, Part]:
    """What the address says tables are: `?part0=materials`."""
    known: Sequence[str] = list(Part)
    return {n: Part(said) for n in range(count) if (said := query.get(f"part{n}", "")) in known}
