"""问过的话: what may be kept of a question, and what a group of words must be like."""

import re
from collections.abc import Sequence

import rjieba

from cityhall.catalogue.rules import asking, words
from cityhall.kernel.errors import InvalidInputError

LONGEST_KEPT, SHORTEST_KEPT = 12, 2
LONGEST_SAID, LONGEST_MEANING, MOST_SAID, MOST_MEANINGS = 30, 60, 40, 12
NUMBERS = re.compile(r"\d{5,}|\d+[a-z]+\d+|@|[a-z]\d{4,}")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟崔廖汪陆金"
)
KNOWN = frozenset(
    [
        "许可",
        "许可证",
        "余额",
        "金额",
        "程序",
        "任职",
        "任命",
        "于是",
        "何时",
        "钟点",
        "马路",
        "马上",
        "黄金",
        "田地",
        "林业",
        "林木",
        "林地",
        "金融",
        "周岁",
        "周边",
        "高龄",
        "陆地",
    ]
)
SAVED = [
    "name", "said", "meanings", "items", "audience", "sounds", "typed", "active", "changed_at", "changed_by", "version",
]  # fmt: skip


def keepable(text: str) -> str:
    """A question as it may be kept: without its little words; empty where it is too long to be one, or may hold a
    number or a name of somebody."""
    core = asking.understand(text).core
    if not SHORTEST_KEPT <= len(core) <= LONGEST_KEPT or NUMBERS.search(words.plain(text)):
        return ""
    return "" if any(_a_name(word) for word in rjieba.cut(core)) or _a_name(core) else core


def _a_name(word: str) -> bool:
    """May this be a person's name? Two or three characters that begin with a common surname and are no word of ours."""
    return len(word) in {2, 3} and word[0] in SURNAMES and bool(words.HAN.fullmatch(word)) and word not in KNOWN


def read_said(said: Sequence[str]) -> list[str]:
    """What people say, made ready to be looked for in a question."""
    told = list(dict.fromkeys(w for w in (words.plain(one) for one in said) if w))
    if not told or len(told) > MOST_SAID:
        raise InvalidInputError("catalogue.said_missing", f"请写至少一个说法，最多 {MOST_SAID} 个", "said")
    bad = [w for w in told if not 2 <= len(w) <= LONGEST_SAID]  # noqa: PLR2004
    if bad:
        raise InvalidInputError(
            "catalogue.said_length", f"“{bad[0][:10]}”的长度不合适：每个说法 2—{LONGEST_SAID} 个字", "said"
        )
    return told


def read_meanings(meanings: Sequence[str]) -> list[str]:
    """The names of what is meant."""
    told = list(dict.fromkeys(w for w in (one.strip() for one in meanings) if w))
    if len(told) > MOST_MEANINGS or any(len(w) > LONGEST_MEANING for w in told):
        raise InvalidInputError(
            "catalogue.meanings_length", f"最多 {MOST_MEANINGS} 个，每个最多 {LONGEST_MEANING} 个字", "meanings"
        )
    return told


def refuse_empty(meanings: Sequence[str], items: Sequence[int]) -> None:
    if not meanings and not items:
        raise InvalidInputError("catalogue.meaning_missing", "请写明要办什么，或者指定事项", "meanings")
