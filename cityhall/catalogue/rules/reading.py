"""Reading plain JSON into typed values: every refusal names the place in Chinese."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.terms import Term

T = TypeVar("T", bound=Term)
MOST_ROWS = 200
MOST_AMOUNT = 3650


class Reader:
    """One JSON object and where it stands: `path` for programs, `place` for people."""

    def __init__(self, data: object, path: str = "", place: str = "") -> None:
        self.path, self.place = path, place
        if data.__class__ is not dict and not isinstance(data, Mapping):
            raise InvalidInputError(
                "catalogue.bad_content", f"{place or '事项内容'}格式不对，应是一组填写项", path or None
            )
        self.data: Mapping[str, Any] = data

    def has(self, key: str) -> bool:
        return self.data.get(key) not in (None, "", [], {})

    def refuse(self, key: str, label: str, why: str) -> InvalidInputError:
        field = f"{self.path}.{key}" if self.path else key
        return InvalidInputError("catalogue.bad_content", f"{self.place}“{label}”{why}", field)

    def text(self, key: str, label: str, *, longest: int = 4000, needed: bool = False) -> str:
        value = self.data.get(key)
        value = "" if value is None else value
        if not value and not needed and value == "":
            return ""
        if not isinstance(value, str):
            raise self.refuse(key, label, "应是文字")
        value = value.strip()
        if needed and not value:
            raise self.refuse(key, label, "没有填写，请补充")
        if len(value) > longest:
            raise self.refuse(key, label, f"最多 {longest} 个字，现有 {len(value)} 个字，请精简")
        return value

    def whole(self, key: str, label: str, default: int, *, least: int = 0, most: int = 9999) -> int:
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refuse(key, label, "应是整数")
        if not least <= value <= most:
            raise self.refuse(key, label, f"应在 {least} 到 {most} 之间，现为 {value}")
        return value

    def yes(self, key: str, label: str, *, default: bool) -> bool:
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            raise self.refuse(key, label, "应是“是”或“否”")
        return value

    def word(self, key: str, label: str, words: type[T], default: T | None = None) -> T:
        value = self.data.get(key) or default
        try:
            return words(value)  # type: ignore[arg-type]
        except ValueError:
            known = "、".join(w.label for w in words)
            missing = value is None
            why = f"没有填写，可选：{known}" if missing else f"的取值“{value}”不认识，可选：{known}"
            raise self.refuse(key, label, why) from None

    def limit(self, key: str, label: str) -> Limit | None:
        if not self.has(key):
            return None
        inner = Reader(self.data[key], f"{self.path}.{key}" if self.path else key, f"{self.place}{label}的")
        unit = inner.word("unit", "单位", Unit)
        if unit is Unit.WORK_HOURS:
            raise inner.refuse("unit", "单位", "只能是工作日、自然日、小时或即时，国家事项标准没有工作小时")
        least = 0 if unit is Unit.INSTANT else 1
        amount = 0 if unit is Unit.INSTANT else inner.whole("amount", "数量", 0, least=least, most=MOST_AMOUNT)
        return Limit(amount, unit, inner.text("basis", "依据", longest=300))

    def texts(self, key: str, label: str, *, longest: int = 200) -> tuple[str, ...]:
        values = self._rows(key, label)
        if not values:
            return ()
        if not all(isinstance(v, str) and v.strip() for v in values):
            raise self.refuse(key, label, "应是一列文字，且不能有空行")
        if any(len(v) > longest for v in values):
            raise self.refuse(key, label, f"每行最多 {longest} 个字，请精简")
        return tuple(v.strip() for v in values)

    def rows(self, key: str, label: str) -> list["Reader"]:
        rows = self._rows(key, label)
        if not rows:
            return []
        path = f"{self.path}.{key}" if self.path else key
        return [Reader(row, f"{path}.{n}", f"第 {n + 1} 项{label}的") for n, row in enumerate(rows)]

    def pairs(self, key: str, label: str) -> tuple[tuple[str, str], ...]:
        pairs = self._rows(key, label)
        for pair in pairs:
            if not isinstance(pair, Sequence) or len(pair) != 2 or not all(isinstance(t, str) for t in pair):  # noqa: PLR2004
                raise self.refuse(key, label, "每项应是一问一答")
        return tuple((pair[0], pair[1]) for pair in pairs)

    def _rows(self, key: str, label: str) -> Sequence[Any]:
        values = self.data.get(key) or ()
        if values == ():
            return values
        if isinstance(values, str) or not isinstance(values, Sequence):
            raise self.refuse(key, label, "应是一个列表")
        if len(values) > MOST_ROWS:
            raise self.refuse(key, label, f"最多 {MOST_ROWS} 项，现有 {len(values)} 项")
        return values


def check_unique(reader: Reader, key: str, label: str, values: Iterable[str]) -> None:
    twice = next((v for v, n in Counter(values).items() if n > 1), None)
    if twice is not None:
        raise reader.refuse(key, label, f"“{twice}”重复了，请改成不同的")
