"""What a question is about: without its little words, with the act it asks for and the sayings it uses."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pypinyin import lazy_pinyin

from cityhall.catalogue.rules import words
from cityhall.catalogue.terms import Audience

FILLERS = """
需要准备什么材料 需要什么材料 需要哪些材料 要带什么材料 需要什么手续 需要哪些手续 要什么手续 哪些手续 什么手续
要办什么证 要办啥证 办什么证 办啥证 需要什么证 要什么证 什么证 啥证 要办什么 办什么 什么材料 哪些材料 怎么办理
怎么申请 怎么办 怎么弄 怎么领 怎么交 怎么用 怎么考 怎样 怎么 如何 咋办 咋 在哪里 在哪儿 在哪办 在哪 去哪里 去哪儿
去哪领 去哪办 去哪 哪里 哪儿 请问 你好 您好 我想要 我想 我要 想要 想办 我们 多少钱 多久 要多长时间 流程 办理
可以吗 可以 能不能 能领钱吗 需要 吗 呢 啊 了
"""
FILLER = re.compile("|".join(sorted(FILLERS.split(), key=len, reverse=True)))
MEASURE = re.compile(r"(?<=[办开领做换买])一?[个家间张本](?![体人税])")
LEADING = re.compile(r"^[我想要请去办申]{1,3}(?=[\u3400-\u9fff]{2})")
BLANKS = re.compile(r"\s+")
COMMON_WORDS = """
许可 许可证 登记 备案 申请 审批 核发 经营 管理 办理 证 证明 给付
认定 申领 服务 市 县级 行使 变更 注销 延续 补办
"""
GENERIC = frozenset(COMMON_WORDS.split())
SYLLABLE = re.compile(
    "(zh|ch|sh|[b-df-hj-np-tw-z])?"
    "(iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|[aeiouv])?"
)
MOST_SAYINGS, LEAST_SYLLABLES, LEAST_LETTERS = 4, 3, 3


@dataclass(frozen=True)
class Act:
    """What is to be done with a thing that exists, or that does not yet: as people say it, as items name it."""

    key: str
    said: tuple[str, ...]
    named: tuple[str, ...]


ACTS = (
    Act("cancel", ("注销", "不开了", "不做了", "不干了", "关门", "取消", "不开", "不做", "解押", "还清"), ("注销", "终止")),
    Act("replace", ("弄丢", "丢了", "丢失", "遗失", "补办", "补领", "补发", "补证", "不见了", "挂失", "丢", "补"),
        ("补办", "补领", "补发", "遗失", "补换", "补证", "挂失")),
    Act("renew", ("延续", "延期", "到期", "续期", "续证", "期满", "换证", "过期", "换新", "续"),
        ("延续", "延期", "换发", "换证", "到期", "换领", "期满", "续期")),
    Act("change", ("变更", "换老板", "换法人", "换负责人", "过户", "改名", "搬家", "更改", "修改", "改", "换"), ("变更", "过户")),
)  # fmt: skip
NEW = ("新办", "核发", "首次", "新增", "初次", "申领", "设立", "成立", "签发", "给付", "发放")


@dataclass(frozen=True)
class Meant:
    """A group of words the question uses: by which words, and what these mean."""

    id: int
    said: str
    meanings: tuple[str, ...]
    items: tuple[int, ...]
    audience: Audience
    by_sound: bool = False


@dataclass(frozen=True)
class Asked:
    """A question, understood: `core` without little words, `bare` also without the act, `rest` what no saying says."""

    text: str
    core: str
    bare: str
    act: Act | None
    words: tuple[str, ...]
    letters: str
    meant: tuple[Meant, ...] = ()
    rest: tuple[str, ...] = ()


@lru_cache(maxsize=4_000)
def understand(text: str) -> Asked:
    """What a question asks for, before anyone has looked at what the city calls things."""
    said = words.ask(text)
    core = _core(said.text)
    act = next((a for a in ACTS if any(s in core for s in a.said)), None)
    bare = _without_act(core, act)
    return Asked(
        said.text, core, bare, act, words.ask(core).words if core else (), said.letters, (), words.ask(bare).words
    )


def _core(text: str) -> str:
    bare = MEASURE.sub("", FILLER.sub(" ", text))
    bare = BLANKS.sub(" ", bare).strip(" ，。？?!！、,.")
    return LEADING.sub("", bare) or text


def _without_act(core: str, act: Act | None) -> str:
    if act is None:
        return core
    bare = core
    for said in act.said:
        bare = bare.replace(said, " ")
    return BLANKS.sub(" ", bare).strip() or core


def _letter_by_letter(run: str) -> Any:
    return list(run.replace(" ", ""))


@lru_cache(maxsize=8_000)
def sound(text: str) -> str:
    """Its syllables, each between blanks: one text is heard in another only from syllable to syllable."""
    return " " + " ".join(lazy_pinyin(words.plain(text), errors=_letter_by_letter)) + " "


def letters_of(said: str) -> tuple[str, str]:
    """A saying as it is typed in letters: whole, and by its initials."""
    spoken = sound(said).split()
    return "".join(spoken), "".join(s[0] for s in spoken)


def heard(said: Iterable[str]) -> tuple[list[str], list[str]]:
    """What a group's sayings sound like, long ones only; and how they are typed in letters."""
    kept = list(said)
    sounds = [sound(one) for one in kept if len(one) >= LEAST_SYLLABLES]
    typed = {form for one in kept for form in letters_of(one) if len(form) >= LEAST_LETTERS}
    return sounds, sorted(typed)


def with_sayings(asked: Asked, groups: Sequence[tuple[int, Sequence[str], Sequence[str], Sequence[int], str]]) -> Asked:
    """The question with the groups of words it uses: of sayings within one another the longest; by their sound only
    where none is written."""
    told = [(said, g) for g in groups for said in g[1] if said in asked.core]
    spoken = not told
    if spoken:
        told = [(said, g) for g in groups for said in g[1] if _sounds_in(said, asked)]
    told.sort(key=lambda one: -len(one[0]))
    meant: list[Meant] = []
    left = asked.core
    for said, (key, _, meanings, items, audience) in told:
        if (spoken and not meant) or said in left:
            left = left.replace(said, " ")
            meant.append(Meant(key, said, tuple(meanings), tuple(items), Audience(audience), spoken))
        elif any(m.said == said for m in meant):
            meant.append(Meant(key, said, tuple(meanings), tuple(items), Audience(audience), spoken))
    if not meant:
        return asked
    rest = words.ask(_without_act(left, asked.act)).words if left.strip() and not spoken else ()
    return replace(asked, meant=tuple(meant[:MOST_SAYINGS]), rest=tuple(w for w in rest if w.strip()))


def _sounds_in(said: str, asked: Asked) -> bool:
    if asked.letters:
        return asked.letters in letters_of(said)
    return len(said) >= LEAST_SYLLABLES and sound(said) in sound(asked.core)


def queries(asked: Asked) -> list[str]:
    """What to ask the index of words for, all at once: every word; the thing and its act; each meaning."""
    act = words.any_of(asked.act.named) if asked.act else ""
    bare = words.all_of(words.ask(asked.bare).words)
    found = [words.all_of(asked.words), bare]
    if act:
        found.append(f"{bare} & ({act})")
    rest = words.any_of(asked.rest)
    found += most_of([w for w in asked.rest if w not in GENERIC])
    for meant in asked.meant:
        organ = meant.audience is Audience.ORGAN
        for meaning in meant.meanings:
            thing = words.all_of(cut(meaning)) if organ else words.all_named(thing_of(meaning, asked))
            if organ and rest:
                found.append(f"{thing} & {words.all_of(asked.rest)}")
            else:
                found += [f"{thing} & ({more})" for more in (act, rest) if more] + [thing]
    return list(dict.fromkeys(f for f in found if f))


def rank_query(asked: Asked) -> str:
    """By what the index orders what it found, before it is looked at more closely."""
    meanings = [w for m in asked.meant for one in m.meanings[:3] for w in cut(one)]
    acts = asked.act.named if asked.act else NEW
    return words.any_of(dict.fromkeys([*asked.words, *asked.rest, *meanings, *acts]))


@lru_cache(maxsize=8_000)
def cut(meaning: str) -> tuple[str, ...]:
    """The smallest words of a meaning."""
    return words.ask(meaning).words


def thing_of(meaning: str, asked: Asked) -> tuple[str, ...]:
    """The words of a meaning; where another act than beginning is asked for, without the word for that."""
    told = cut(meaning)
    return tuple(w for w in told if w not in NEW) or told if asked.act else told


def most_of(told: Sequence[str]) -> list[str]:
    """All of the words, and all but one."""
    if len(told) < 3:  # noqa: PLR2004
        return [words.all_of(told)]
    return [words.all_of(told), *(words.all_of([w for w in told if w != left]) for left in told)]


def looser(asked: Asked) -> tuple[list[str], list[str]]:
    """What to ask for where nothing answered: of the words, all but one, then any; of the pairs, what sounds the same
    and all but for one slip."""
    told = asked.words[: words.MOST_ASKED_OR]
    telling = [w for w in told if w not in GENERIC and len(w) > 1] or list(told)
    by_sound = words.sounding(_spelling(asked.core))
    pairs = words.nearly(tuple(dict.fromkeys(words.pairs_of(asked.core))))
    typed = [words.sounding(words.initials_of(asked.core))] if words.LATIN.search(asked.core) else []
    return [*most_of(told), *(words.all_of([w]) for w in telling)], [by_sound, *typed, *pairs]


def same_sound(asked: Asked) -> list[str]:
    """What sounds as the whole question does: a word written by its sound finds the one that is meant."""
    return [words.sounding(_spelling(asked.core))] if len(asked.core) >= LEAST_SYLLABLES else []


def _spelling(core: str) -> str:
    return "".join(words.LATIN.findall(sound(core)))


def typed(letters: str) -> list[str]:
    """What letters alone ask the index of sounds for: as they are; and the initials of what is half spelt out."""
    if len(letters) < words.LEAST_TYPED:
        return []
    parts = [p for p in (m.group() for m in SYLLABLE.finditer(letters)) if p]
    initials = "".join(p[0] for p in parts)
    mixed = [initials] if len(parts) > words.LEAST_TYPED and initials != letters else []
    return [words.sounding(one) for one in (letters, *mixed)]
