"""How the parts of every paper are said: days, names, places, lists, reasons."""

from dataclasses import dataclass
from datetime import date, datetime

from cityhall.messages.rules.sheet import Grid, Listing, Part, Prose
from cityhall.messages.terms import MaterialLine, PaperFacts, Point

BLANK_MOMENT = "　　年　月　日　时　分"
EXCLUDED = {  # what does not count towards the limit, and who says so
    "licence": "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在上述期限内，"
    "本机关将把所需时间书面告知你（单位）（《中华人民共和国行政许可法》第四十五条）。",
}
EXCLUDED_ELSE = "法律、法规、规章规定不计入办理期限的时间，不计算在上述期限内，本机关将书面告知你（单位）。"


@dataclass(frozen=True)
class Body:
    """The text of a paper. A centre may put its own words for `opening`, `closing` and `notes`; `core` is what the law
    wants in it and stays."""

    opening: str
    core: tuple[Part, ...] = ()
    closing: str = ""
    notes: str = ""


def day(text: str) -> str:
    """“2026-09-14” as a paper writes it (GB/T 9704: Arabic figures, no leading nought)."""
    d = date.fromisoformat(text)
    return f"{d.year}年{d.month}月{d.day}日"


def moment(text: str) -> str:
    t = datetime.fromisoformat(text)
    return f"{t.year}年{t.month}月{t.day}日{t.hour}时{t.minute:02d}分"


def day_or_note(known: str, note: str) -> str:
    """The day; or, where its year is not published yet, what stands for it."""
    return (day(known) + ("（暂定）" if note else "")) if known else note


def until(f: PaperFacts) -> str:
    return day_or_note(f.get("until_on", ""), f.get("until_note", ""))


def due(f: PaperFacts) -> str:
    return day_or_note(f.get("due_on", ""), f.get("due_note", ""))


def before(known: str) -> str:
    """“2026年10月10日前”; a sentence that stands for the day is put as one."""
    return f"{known}前" if known.endswith("日") else f"规定期限（{known}）内"


def asked(f: PaperFacts) -> str:
    return f"“{f['item']}”申请（办件编号：{f['case_number']}）"


def applicant(f: PaperFacts) -> str:
    return f"{f['applicant']}（代办人：{f['agent']}）" if f.get("agent") else f["applicant"]


def place(f: PaperFacts) -> str:
    return " ".join(text for text in (f.get("centre", ""), f.get("window", ""), f.get("address", "")) if text)


def grid(*pairs: tuple[str, str]) -> Grid:
    return Grid(tuple((label, value) for label, value in pairs if value))


def blanks(*labels: str) -> Grid:
    """Cells to be signed in by hand."""
    return Grid(tuple((label, "　\n　") for label in labels))


def materials(lines: list[MaterialLine]) -> Listing:
    rows = tuple(
        (str(n), line["name"], line.get("form", ""), line.get("copies", ""), line.get("note", ""))
        for n, line in enumerate(lines, 1)
    )
    return Listing(("序号", "材料名称", "形式", "份数", "备注"), (8, 47, 15, 9, 21), rows)


def points(found: list[Point]) -> Listing:
    rows = tuple((str(n), point["material"], point["problem"], point["how"]) for n, point in enumerate(found, 1))
    return Listing(("序号", "材料名称", "存在的问题", "补正要求"), (8, 26, 33, 33), rows)


def numbered(head: str, names: list[str]) -> Listing:
    return Listing(("序号", head), (8, 92), tuple((str(n), name) for n, name in enumerate(names, 1)))


def reasons(f: PaperFacts) -> tuple[Part, ...]:
    told = f["reasons"]
    if len(told) == 1:
        return (Prose(told[0]),)
    return tuple(Prose(f"{n}. {reason}") for n, reason in enumerate(told, 1))


def prose(text: str) -> tuple[Part, ...]:
    """Each line of somebody's text as a paragraph of its own; nothing for an empty one."""
    return tuple(Prose(line.strip()) for line in text.splitlines() if line.strip())


def elsewhere(f: PaperFacts) -> tuple[Part, ...]:
    return (Prose(f"请向{f['other_organ']}提出申请。"),) if f.get("other_organ") else ()


def handling(f: PaperFacts) -> Grid:
    return grid(
        ("办件编号", f.get("case_number", "")), ("承办人", f.get("handler", "")), ("咨询电话", f.get("organ_phone", ""))
    )


def clerk(f: PaperFacts) -> Grid:
    return grid(("承办人", f["handler"]), ("咨询电话", f.get("organ_phone", "")))


def mine(f: PaperFacts) -> str:
    return f"你（单位）提出的{asked(f)}"
