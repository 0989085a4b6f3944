"""一件事 as a form: stages, items, shared materials and questions one a line, in words; the content of a package behind it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ASKABLE, Ask, FieldKind
from cityhall.deadlines.terms import Unit
from cityhall.doors.setup.forms.administration import area, meant
from cityhall.joint.terms import Join, Need, OnRefusal
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.terms import Term
from cityhall.organs import queries as organs

BAR = re.compile(r"\s*[|｜]\s*")
LISTED = re.compile(r"\s*[，,、]\s*")
BESIDE = "并行"
UNITS = [(u.value, u.label) for u in (Unit.WORKDAYS, Unit.DAYS)]


class NewPackageForm(forms.Form):
    code = forms.CharField(
        label="标识", max_length=30, help_text="小写字母、数字和下划线，发布后出现在网址里，如 qiyekaiban"
    )
    name = forms.CharField(label="名称", max_length=80, help_text="如：企业开办")
    organ_id = forms.CharField(label="牵头单位", widget=forms.TextInput(attrs={"list": "organs"}))

    def clean_organ_id(self) -> int:
        return meant(self.cleaned_data["organ_id"])


class RetireForm(forms.Form):
    reason = forms.CharField(label="停用原因", max_length=300, widget=area(2))


class PublishForm(forms.Form):
    note = forms.CharField(label="这一版改了什么", max_length=300, required=False, widget=area(2))


class PackageForm(forms.Form):
    """Cells of a line are parted by “|”."""

    name = forms.CharField(label="名称", max_length=80)
    summary = forms.CharField(label="说明", max_length=500, required=False, widget=area(2))
    amount = forms.IntegerField(label="整件事承诺", min_value=1, max_value=3650)
    unit = forms.ChoiceField(label="单位", choices=UNITS)
    basis = forms.CharField(label="承诺的依据", max_length=300, required=False)
    pauses = forms.BooleanField(
        label="等申请人补正、依法暂停的时间不计入整件事承诺",
        required=False,
        initial=True,
        help_text="本地承诺的口径：不勾选时，整件事承诺从提交起连续计算",
    )
    stages = forms.CharField(
        label="阶段",
        widget=area(3),
        help_text="每行一个：标识 | 名称 | 牵头单位 | 全部办成、任一办成或牵头单位决定 | 不等前面的写“并行”",
    )
    asks = forms.CharField(
        label="情形问卷", required=False, widget=area(3),
        help_text="每行一个：标识 | 问题 | 单选、多选、是或否、数字或日期 | 选项，用顿号分开",
    )  # fmt: skip
    parts = forms.CharField(
        label="事项", widget=area(8),
        help_text="每行一个：标识 | #编号、实施编码或名称 | 阶段标识 | 依赖，如 licence 结果、seal 受理 | "
        "整件事停下、只停后面依赖它的或其余照办 | 适用情形，如 要雇人吗=是",
    )  # fmt: skip
    slots = forms.CharField(
        label="共用材料", required=False, widget=area(3),
        help_text="名称不同其实是同一份的才写，每行一个：名称 | 事项标识.材料标识，用逗号分开；名称相同的自动合并",
    )  # fmt: skip
    feeds = forms.CharField(
        label="内部流转材料",
        required=False,
        widget=area(3),
        help_text="每行一个：事项标识.材料标识 | 由哪个事项的结果提供",
    )
    apart = forms.CharField(
        label="分开填的内容",
        required=False,
        widget=area(2),
        help_text="名称相同但不是一回事的才写，每行一个：事项标识.表单项标识",
    )

    def content(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """What the form says, as the content of a package; a line that cannot be read is refused at its field. What of a
        question has no cell (its hint, its unit, when it is put) stays as it was before."""
        told = self.cleaned_data
        kept = {ask["key"]: ask for ask in before.get("asks") or ()}
        asks = [{**kept.get(cells[0], {}), **_ask(cells)} for cells in _lines(told["asks"])]
        known = _at("asks", lambda: catalogue.read_asks(asks))
        return {
            "summary": told["summary"],
            "promise": {"amount": told["amount"], "unit": told["unit"], "basis": told["basis"]},
            "pauses": told["pauses"],
            "stages": [_at("stages", _stage, cells) for cells in _lines(told["stages"])],
            "asks": asks,
            "parts": [_at("parts", _part, cells, known) for cells in _lines(told["parts"])],
            "slots": [{"name": c[0], "uses": [_use(u, "slots") for u in LISTED.split(_cell(c, 1)) if u]}
                      for c in _lines(told["slots"])],
            "feeds": [_feed(cells) for cells in _lines(told["feeds"])],
            "apart": [_use(cells[0], "apart") for cells in _lines(told["apart"])],
        }  # fmt: skip


def _at(field: str, read: Any, *args: Any) -> Any:
    try:
        return read(*args)
    except (InvalidInputError, forms.ValidationError) as no:
        raise InvalidInputError("joint.bad_line", getattr(no, "message", str(no)), field=field) from None


def _lines(text: str) -> list[list[str]]:
    return [BAR.split(line.strip()) for line in text.splitlines() if line.strip()]


def _cell(cells: Sequence[str], n: int) -> str:
    return cells[n].strip() if n < len(cells) else ""


def _word(words: type[Term], text: str, default: Term) -> str:
    found = next((w for w in words if text in (w.label, w.value)), None)
    if text and found is None:
        known = "、".join(w.label for w in words)
        raise InvalidInputError("joint.bad_line", f"“{text}”不认识，可以写：{known}")
    return str((found or default).value)


def _stage(cells: Sequence[str]) -> dict[str, Any]:
    return {
        "key": cells[0], "name": _cell(cells, 1), "lead_organ_id": meant(_cell(cells, 2)),
        "join": _word(Join, _cell(cells, 3), Join.ALL), "waits": _cell(cells, 4) != BESIDE,
    }  # fmt: skip


def _ask(cells: Sequence[str]) -> dict[str, Any]:
    kinds = {kind.label: kind.value for kind in ASKABLE}
    return {
        "key": cells[0], "label": _cell(cells, 1), "kind": kinds.get(_cell(cells, 2), _cell(cells, 2) or FieldKind.YES_NO),
        "choices": [c for c in LISTED.split(_cell(cells, 3)) if c],
    }  # fmt: skip


def _part(cells: Sequence[str], asks: Sequence[Ask]) -> dict[str, Any]:
    found, left = catalogue.items_written(_cell(cells, 1))
    if left or len(found) != 1:
        told = f"没有找到事项“{_cell(cells, 1)}”，或者有几个同名的，请写 #编号 或实施编码"
        raise InvalidInputError("joint.bad_line", told)
    return {
        "key": cells[0],
        "item_id": found[0],
        "stage": _cell(cells, 2),
        "after": [_after(one) for one in LISTED.split(_cell(cells, 3)) if one],
        "on_refusal": _word(OnRefusal, _cell(cells, 4), OnRefusal.STOP_DEPENDANTS),
        "when": catalogue.when_written(_cell(cells, 5), asks) if _cell(cells, 5) else [],
    }


def _after(text: str) -> dict[str, str]:
    part, _, need = text.partition(" ")
    accepted = need.strip() in ("受理", Need.ACCEPTANCE.value, Need.ACCEPTANCE.label)
    return {"part": part, "need": (Need.ACCEPTANCE if accepted else Need.RESULT).value}


def _use(text: str, field: str) -> dict[str, str]:
    part, dot, key = text.partition(".")
    if not dot or not key:
        raise InvalidInputError("joint.bad_line", f"“{text}”要写成 事项标识.材料标识", field=field)
    return {"part": part, "key": key}


def _feed(cells: Sequence[str]) -> dict[str, str]:
    use = _use(cells[0], "feeds")
    return {"part": use["part"], "material": use["key"], "source": _cell(cells, 1)}


def initial_of(name: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content in lines, as it is written in the form. Two statements."""
    promise = content.get("promise") or {}
    near = organs.organs_named(s["lead_organ_id"] for s in content.get("stages") or ())
    names = catalogue.item_names(p["item_id"] for p in content.get("parts") or ())
    asks = content.get("asks") or ()
    lines = {
        "stages": [_stage_line(s, near) for s in content.get("stages") or ()],
        "asks": [_bars(a["key"], a["label"], FieldKind(a.get("kind", "choice")).label, "、".join(a.get("choices") or ())) for a in asks],
        "parts": [_part_line(p, names, asks) for p in content.get("parts") or ()],
        "slots": [_bars(s["name"], "，".join(f"{u['part']}.{u['key']}" for u in s["uses"])) for s in content.get("slots") or ()],
        "feeds": [_bars(f"{f['part']}.{f['material']}", f["source"]) for f in content.get("feeds") or ()],
        "apart": [f"{u['part']}.{u['key']}" for u in content.get("apart") or ()],
    }  # fmt: skip
    return {
        "name": name, "summary": content.get("summary", ""), "amount": promise.get("amount"), "unit": promise.get("unit"),
        "basis": promise.get("basis", ""), "pauses": content.get("pauses", True), **{key: "\n".join(rows) for key, rows in lines.items()},
    }  # fmt: skip


def _stage_line(stage: Mapping[str, Any], near: Mapping[int, str]) -> str:
    organ = f"#{stage['lead_organ_id']} {near.get(stage['lead_organ_id'], '')}".strip()
    beside = "" if stage.get("waits", True) else BESIDE
    return _bars(stage["key"], stage["name"], organ, Join(stage.get("join", "all")).label, beside)


def _part_line(part: Mapping[str, Any], names: Mapping[int, tuple[str, str, bool]], asks: Sequence[Any]) -> str:
    item = f"#{part['item_id']} {names.get(part['item_id'], ('',))[0]}".strip()
    needs = {Need.RESULT: "结果", Need.ACCEPTANCE: "受理"}
    after = "，".join(f"{a['part']} {needs[Need(a.get('need', 'result'))]}" for a in part.get("after") or ())
    rule = OnRefusal(part.get("on_refusal", "stop_dependants")).label
    when = catalogue.line_of(part["when"], asks) if part.get("when") else ""
    return _bars(part["key"], item, part["stage"], after, rule, when)


def _bars(*cells: str) -> str:
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return " | ".join(kept)
