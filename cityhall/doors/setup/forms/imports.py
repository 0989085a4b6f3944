"""A file to be taken in: tried first, then done."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cityhall.doors.setup.held import MOST, WORDS


class ImportForm(forms.Form):
    """Two buttons: `try` changes nothing; `do` may do without a file when one has been tried."""

    file = forms.FileField(label="文件", allow_empty_file=True)

    def __init__(self, data: Any, files: Any = None, *, tried: str = "") -> None:
        super().__init__(data, files)
        self.dry_run = bool(data) and "do" not in data
        self.fields["file"].required = self.dry_run or not tried

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file is not None and not file.size:
            raise ValidationError("文件是空的，请重新选择")
        if file is not None and file.size > MOST:
            raise ValidationError(f"文件超过 {WORDS}，请分成几个文件，或请运维人员用命令行导入")
        return file
