"""Words to find items by: cut Chinese, pairs of characters, pinyin; and what of these a question asks for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import rjieba
from pypinyin import lazy_pinyin

DOMAIN_WORDS = (
    "一件事", "一窗通办", "即办件", "承诺件", "不动产", "不动产权证", "不动产登记", "营业执照", "经营许可",
    "经营许可证", "道路运输证", "从业资格证", "施工许可", "规划许可", "用地规划", "工程规划", "竣工验收",
    "消防验收", "食品经营", "食品生产", "公共场所", "卫生许可", "医师执业", "护士执业", "教师资格", "社会保险",
    "社保卡", "医疗保险", "生育保险", "工伤认定", "失业保险", "灵活就业", "公租房", "住房公积金", "居住证",
    "身份证", "老年人", "残疾人", "残疾人证", "低保", "特困人员", "临时救助", "结婚登记", "离婚登记", "收养登记",
    "民办学校", "社会团体", "民办非企业", "烟草专卖", "危险化学品", "安全生产", "特种设备", "排污许可", "环境影响",
    "取水许可", "水土保持", "林木采伐", "动物防疫", "农药经营", "兽药经营", "种子生产", "企业投资项目", "技术改造",
    "个体工商户", "有限公司", "开办企业", "注销登记", "变更登记", "设立登记",
)  # fmt: skip
STOP = frozenset(
    (*"的了和与及或在对为是我要想去办吗呢啊", "怎么", "怎么办", "如何", "哪里", "哪儿", "请问", "一个", "想要", "办理")
)
HAN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+")
RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
SHORT_CODE = re.compile(r"[a-z0-9]{1,12}")
LONGEST_QUESTION = 60
MOST_PAIRS, STRETCHES = 20, 4
LEAST_TYPED, MOST_ASKED_OR = 2, 6
LONGEST_SOUND = 24
NAME, KEYWORD, GROUP = "A", "B", "C"  # weights: its name, what people call it, the names of its group and organ

for _word in DOMAIN_WORDS:
    rjieba.add_word(_word, 20000, "n")


@dataclass(frozen=True)
class Question:
    """What was typed, made ready: the text itself, its words, its pairs of characters, and letters if it has only
    those."""

    text: str
    words: tuple[str, ...]
    pairs: tuple[str, ...]
    letters: str


def plain(text: str) -> str:
    """Narrow, lower case, without blanks at the ends."""
    return unicodedata.normalize("NFKC", text).lower().strip()


def cut(text: str) -> list[str]:
    """The words of a text, long ones also in their parts, in order."""
    return [w for w in (p.strip() for p in rjieba.cut_for_search(plain(text))) if RUNS.search(w)]


def pairs_of(text: str) -> list[str]:
    """Every two neighbouring characters; a run of letters or digits stays whole."""
    found: list[str] = []
    for run in RUNS.findall(plain(text)):
        if HAN.match(run) and len(run) > 1:
            found += [run[n : n + 2] for n in range(len(run) - 1)]
        else:
            found.append(run)
    return found


def initials_of(text: str) -> str:
    """First letters of the pinyin: 食品经营许可 → spjyxk."""
    spoken = (w if LATIN.fullmatch(w) else "".join(s[0] for s in _sounds(w)[0]) for w in _runs(text))
    return _letters("".join(spoken))


def sounds_of(text: str) -> set[str]:
    """Pinyin and initials of the text from each of its words on, so that any word may be typed first."""
    syllables: list[str] = []
    starts: set[int] = set()
    for word in _runs(text):
        sounds, within = _sounds(word)
        starts |= {len(syllables) + n for n in within}
        syllables += sounds
    whole = {"".join(syllables[n:]) for n in starts}
    initials = {"".join(s[0] for s in syllables[n:]) for n in starts}
    return {"~" + _letters(sound)[:LONGEST_SOUND] for sound in whole | initials} - {"~"}


def _runs(text: str) -> list[str]:
    return [w for w in rjieba.cut(plain(text)) if RUNS.search(w)]


@lru_cache(maxsize=20_000)
def _sounds(word: str) -> tuple[list[str], frozenset[int]]:
    """A word's syllables, and at which of them its parts begin."""
    sounds = lazy_pinyin(word, errors="default")
    parts = rjieba.cut_for_search(word) if len(sounds) == len(word) else ()
    return sounds, frozenset({0, *(word.find(part) for part in parts)})


def index(name: str, group: str, organ: str, keywords: Iterable[str] = ()) -> tuple[str, str]:
    """Two tsvector texts for one item: its words, and its pairs of characters with its sounds."""
    called = list(keywords)
    spoken = [w for k in called for w in cut(k)]
    words = _vector([(cut(name), NAME), (spoken, KEYWORD), (cut(group) + cut(organ), GROUP)])
    near = [p for k in called for p in pairs_of(k)]
    pairs = _vector([(pairs_of(name), NAME), (near, KEYWORD), (sorted(sounds_of(name)), GROUP)])
    return words, pairs


def ask(text: str) -> Question:
    """What a question asks for. Little words that name nothing are left out unless nothing else is there."""
    asked = plain(text)[:LONGEST_QUESTION]
    words = _smallest(dict.fromkeys(cut(asked)))
    telling = [w for w in words if w not in STOP] or words
    letters = asked if LATIN.fullmatch(asked.replace(" ", "")) else ""
    return Question(asked, tuple(telling), tuple(dict.fromkeys(pairs_of(asked))), letters.replace(" ", ""))


def _smallest(words: Iterable[str]) -> list[str]:
    """Without words made up of others: 食品经营 is asked for as 食品 and 经营, however the item's own name was cut."""
    kept = list(words)
    return [w for w in kept if not _made_of(w, [v for v in kept if v != w and v in w])]


def _made_of(word: str, parts: list[str]) -> bool:
    covered = [False] * len(word)
    for part in parts:
        at = word.find(part)
        covered[at : at + len(part)] = [True] * len(part)
    return all(covered)


def all_of(lexemes: Iterable[str]) -> str:
    return " & ".join(_quoted(w) for w in lexemes)


def all_named(lexemes: Iterable[str]) -> str:
    """All of them in an item's own name, or in what people call it."""
    return " & ".join(f"{_quoted(w)}:{NAME}{KEYWORD}" for w in lexemes)


def any_of(lexemes: Iterable[str]) -> str:
    return " | ".join(_quoted(w) for w in lexemes)


def any_query(queries: Iterable[str]) -> str:
    return " | ".join(f"({one})" for one in queries)


def nearly(pairs: tuple[str, ...]) -> list[str]:
    """Ways of asking for all pairs but those of a stretch, each of the index by itself: one mistyped character spoils the
    two pairs it stands in, and lies in one of the stretches."""
    told = pairs[:MOST_PAIRS]
    if len(told) < 3:  # noqa: PLR2004
        return [all_of(told)] if told else []
    signs = len(told) + 1
    ends = [signs * n // STRETCHES for n in range(STRETCHES + 1)]
    left = [told[: max(begin - 1, 0)] + told[end:] for begin, end in pairwise(ends) if begin < end]
    return [all_of(some) for some in dict.fromkeys(left) if some]


def sounding(letters: str) -> str:
    """Items one of whose words sounds, or begins with letters, like this."""
    return f"{_quoted('~' + letters[:LONGEST_SOUND])}:*"


def _letters(text: str) -> str:
    return "".join(LATIN.findall(text))


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _vector(groups: Iterable[tuple[Iterable[str], str]]) -> str:
    at: dict[str, list[str]] = {}
    place = 0
    for words, weight in groups:
        for word in words:
            place += 1
            at.setdefault(word, []).append(f"{place}{weight}")
    return " ".join(f"{_quoted(word)}:{','.join(places)}" for word, places in at.items())
