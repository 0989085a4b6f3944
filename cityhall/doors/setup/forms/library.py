"""标准字段、标准材料, as forms."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cityhall.catalogue.terms import FieldKind, MaterialForm, Medium, Origin, PieceKind, Reuse, Shelf, SourceKind

from .administration import OrganField, area
from .items import lines_of
from .rows import Part, Row

FIELD_GROUPS = ("个人", "单位", "场所", "项目", "证照", "其他")
MATERIAL_GROUPS = ("身份", "主体资格", "场所", "资质证书", "申请文书", "检测报告", "其他")


class EntryHead(forms.Form):
    """What both shelves have; `content` is what the rest says."""

    code = forms.CharField(label="标识", max_length=40, help_text="字母、数字、点、下划线和连字符，定下后不再改")
    name = forms.CharField(label="名称", max_length=200)
    aliases = forms.CharField(
        label="别名", required=False, widget=area(2), help_text="每行一个；同名的材料和填写项会提示引用"
    )
    organ_id = OrganField(label="归口单位", required=False, help_text="不填即全市共用")
    why = forms.CharField(label="修改的原因", required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        head = ("code", "name", "organ_id", "why")
        rest = {k: v for k, v in told.items() if k not in (*head, "aliases")}
        if "choices" in rest:
            rest["choices"] = lines_of(rest["choices"] or "")
        kept = {k: told[k] for k in head if k in told}
        return {**kept, "organ_id": told.get("organ_id") or None, "aliases": lines_of(told.get("aliases", "")),
                "content": {**self.had, **rest}}  # fmt: skip

    def __init__(self, data: Any, had: Mapping[str, Any], initial: Mapping[str, Any] | None = None) -> None:
        self.had = dict(had)
        shown = {**had, "choices": "\n".join(had.get("choices") or ())}
        super().__init__(data, initial={**shown, **(initial or {})})
        if initial and initial.get("code"):
            self.fields["code"].widget.attrs["readonly"] = True


class FieldEntryForm(EntryHead):
    kind = forms.ChoiceField(label="类型", choices=FieldKind.choices(), initial=FieldKind.TEXT)
    choices = forms.CharField(label="选项", required=False, widget=area(3), help_text="单选、多选时填，每行一个")
    unit = forms.CharField(label="单位", required=False, max_length=10, help_text="数字的单位，如平方米")
    pattern = forms.CharField(
        label="格式", required=False, max_length=200, help_text="正则表达式，整个值都要符合，如 [0-9]{6}"
    )
    least = forms.CharField(label="最小", required=False, max_length=30, help_text="数字或日期")
    most = forms.CharField(label="最大", required=False, max_length=30)
    max_length = forms.IntegerField(label="最多字数", min_value=1, max_value=5000, initial=200)
    personal = forms.BooleanField(label="个人信息", required=False, help_text="加密保存，显示时遮盖")
    reuse = forms.ChoiceField(label="复用规则", choices=Reuse.choices(), initial=Reuse.AUTO)
    origin = forms.ChoiceField(label="带出来源", choices=Origin.choices(), initial=Origin.LABEL)
    hint = forms.CharField(label="填写提示", required=False, max_length=300)
    group = forms.ChoiceField(label="主题", choices=[("", "—"), *((g, g) for g in FIELD_GROUPS)], required=False)


class MaterialEntryForm(EntryHead):
    form = forms.ChoiceField(label="形式", choices=MaterialForm.choices(), initial=MaterialForm.COPY)
    medium = forms.ChoiceField(label="载体", choices=Medium.choices(), initial=Medium.EITHER)
    source_kind = forms.ChoiceField(label="来源类别", choices=SourceKind.choices(), initial=SourceKind.APPLICANT)
    issuer = forms.CharField(label="出具单位", required=False, max_length=100)
    sharing = forms.CharField(
        label="共享来源", required=False, max_length=200, help_text="哪个库、哪种电子证照可以核验，有了它就不用交纸"
    )
    validity = forms.CharField(label="有效期", required=False, max_length=200)
    standard = forms.CharField(label="受理标准", required=False, max_length=1000, widget=area(2))
    hint = forms.CharField(label="填报须知", required=False, max_length=1000, widget=area(2))
    blank = forms.CharField(label="空白表", required=False, max_length=300)
    example = forms.CharField(label="样表", required=False, max_length=300)
    group = forms.ChoiceField(label="类别", choices=[("", "—"), *((g, g) for g in MATERIAL_GROUPS)], required=False)


FORMS: Mapping[Shelf, type[EntryHead]] = {Shelf.FIELD: FieldEntryForm, Shelf.MATERIAL: MaterialEntryForm}


class RetireLibraryForm(forms.Form):
    reason = forms.CharField(label="停用的原因和依据", max_length=300, widget=area(2))
    instead = forms.CharField(label="由哪个替代", required=False, max_length=40, help_text="填标识；没有替代的留空")
    until = forms.DateField(
        label="最迟更换日期", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="引用它的已发布事项和草稿列入待换清单，到这一天为止",
    )  # fmt: skip


class PieceRow(Row):
    name = forms.CharField(label="里面的一项内容", max_length=100)
    kind = forms.ChoiceField(label="怎么取得", choices=PieceKind.choices(), initial=PieceKind.ASKED)
    code = forms.CharField(
        label="标准字段或标准材料的标识", required=False, max_length=40, widget=forms.TextInput(attrs={"list": "codes"})
    )
    source = forms.CharField(label="数据来源", required=False, max_length=100, help_text="共享核验的，写哪个库")

    def plain(self, key: str) -> Any:
        return {name: self.cleaned_data[name] for name in ("name", "kind", "code", "source")}


PIECES = Part(
    "pieces", "材料拆解", PieceRow, "p", "项内容",
    "把一张纸里说的事一项项写出来：表单里问的就不用再写在纸上，政府数据能核的就不用再带，真正要带的才列为材料。",
)  # fmt: skip
