"""Finding items as people ask: sayings, words, pairs of characters, pinyin, short code. Only what is published is found.

The index proposes, `rules.ranking` puts in order: one statement reads the sayings in the question, one what answers it,
and where nothing does one more what nearly does."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cityhall.catalogue.rules import asking, ranking, words
from cityhall.catalogue.rules.asking import Asked
from cityhall.catalogue.rules.ranking import Candidate, Score
from cityhall.catalogue.rules.recoding import is_code
from cityhall.catalogue.terms import TOPICS, Audience
from cityhall.kernel.prepared import planned_once

from .listing import ItemRow, coded, row_of

EACH, EACH_LOOSELY, RANKED, SOUGHT, CHOICES, COMPARED = 300, 100, 40, 20, 8, 12
AT_ALL = 1_200  # rows the index gives for one question, however many ways it is put: each of them is ranked
CODED = 1000.0  # a code is no guess
WEAK = 20.0  # what is nearly an answer with fewer points is none
LAST = "\uffff"  # after whatever a short code goes on with: a range is planned once for all, a LIKE is not
SHOWN = 12  # columns of a row in a list; what follows is for the ranking


@dataclass(frozen=True)
class Topic:
    """人生事件: a life event of a person or an enterprise."""

    name: str
    audience: Audience


@dataclass(frozen=True)
class Hit:
    """One item found, how well it answers, why, and what may have been meant by what was typed."""

    row: ItemRow
    points: float
    why: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Found:
    """What answers a question: the hits, best first; `nearly` where nothing answers it as it was typed, `instead` then
    says what may have been meant; and by which organs and life events the answer can be narrowed."""

    text: str
    core: str
    hits: Sequence[Hit] = ()
    nearly: bool = False
    instead: str = ""
    organs: Sequence[tuple[int, str, int]] = ()
    topics: Sequence[Topic] = ()


Ranked = tuple[Score, Sequence[Any]]


@dataclass(frozen=True)
class Group:
    """A group of words that may be in the question."""

    id: int
    said: list[str]
    meanings: list[str]
    items: list[int]
    audience: Audience
    name: str


SAYINGS = """
SELECT id, said, meanings, items, audience, name FROM ch_catalogue_saying
 WHERE active AND (
   EXISTS (SELECT 1 FROM unnest(said) AS s WHERE strpos(%(core)s::text, s) > 0)
   OR EXISTS (SELECT 1 FROM unnest(sounds) AS s WHERE strpos(%(sound)s::text, s) > 0)
   OR %(letters)s::text = ANY(typed)
   OR audience = ANY(%(audiences)s::text[]))
 ORDER BY id
"""
OPEN = """
   i.published_version_id IS NOT NULL
   AND (%(organs)s::bigint[] IS NULL OR i.organ_id = ANY(%(organs)s::bigint[]) OR i.id = ANY(%(entrusted)s::bigint[]))
   AND (%(procedure)s::text = '' OR i.procedure = %(procedure)s::text)
   AND (%(topic)s::text = '' OR i.words @@ %(topic)s::text::tsquery OR i.id = ANY(%(topic_items)s::bigint[]))
"""
HIT = "i.id, i.name, i.initials, i.short_code, ts_rank(i.words, %(rank)s::text::tsquery, 1) AS near"
ANSWERS = f"""
WITH hits AS (
  SELECT h.* FROM unnest(%(words)s::text[]) AS w CROSS JOIN LATERAL (
    SELECT {HIT} FROM ch_catalogue_item i WHERE i.words @@ w::tsquery AND {OPEN} LIMIT %(each)s::int) h
  UNION
  SELECT h.* FROM unnest(%(pairs)s::text[]) AS w CROSS JOIN LATERAL (
    SELECT {HIT} FROM ch_catalogue_item i WHERE i.pairs @@ w::tsquery AND {OPEN} LIMIT %(each)s::int) h
  UNION
  (SELECT {HIT} FROM ch_catalogue_item i WHERE i.name = %(text)s::text AND {OPEN} LIMIT {RANKED})
  UNION
  (SELECT {HIT} FROM ch_catalogue_item i
    WHERE i.short_code ~>=~ %(code)s::text AND i.short_code ~<~ %(code_end)s::text AND i.short_code <> '' AND {OPEN}
    LIMIT {RANKED})
  UNION
  (SELECT {HIT} FROM ch_catalogue_item i WHERE i.id = ANY(%(pinned)s::bigint[]) AND {OPEN})),
best AS (
  SELECT id FROM hits
   ORDER BY name = %(text)s::text DESC, id = ANY(%(pinned)s::bigint[]) DESC, short_code = %(text)s::text DESC,
            (%(letters)s::text <> '' AND starts_with(initials, %(letters)s::text)) DESC, near DESC, length(name), id
   LIMIT {RANKED})
SELECT i.id, i.published_version_id, i.name, i."group", i.short_code, i.organ_id, o.name, i.procedure,
       c.pace, c.promised, c.online, c.visits, c.keywords, i.initials
  FROM best b
  JOIN ch_catalogue_item i ON i.id = b.id
  JOIN ch_catalogue_itemversion v ON v.id = i.published_version_id
  JOIN ch_organs_organ o ON o.id = i.organ_id,
       jsonb_to_record(v.content) AS c(pace text, promised jsonb, online jsonb, visits jsonb, keywords jsonb)
"""  # noqa: S608 - constants only


@dataclass(frozen=True)
class Answer:
    """What came of a question inside here: how it was understood, by which groups, and whether only nearly."""

    asked: Asked
    groups: Sequence[Group]
    ranked: Sequence[Ranked]
    nearly: bool

    def hits(self, limit: int) -> list[Hit]:
        """The first of what was found, as lists show them."""
        return [Hit(row_of(row[:SHOWN]), score.points, score.why, score.instead) for score, row in self.ranked[:limit]]


def search(text: str, *, organ_id: int | None = None, procedure: str = "", limit: int = SOUGHT) -> list[ItemRow]:
    """The best items for a question, as people ask it. A code, of today or of before, finds its item."""
    if is_code(text) and (rows := coded(text, limit)):
        return rows
    organs = None if organ_id is None else [organ_id]
    return [hit.row for hit in _find(text, organs, procedure).hits(limit)]


def find(text: str, *, organ_id: int | None = None, topic: str = "", limit: int = SOUGHT) -> Found:
    """The best items for a question or in a life event, each with its reason; and by what they can be narrowed. A code, of
    today or of before, finds its item."""
    if is_code(text) and (rows := coded(text, limit)):
        return Found(text, text, [Hit(row, CODED, "事项编码相符") for row in rows])
    got = _find(text or topic, None if organ_id is None else [organ_id], "", topic, TOPICS)
    hits = got.hits(limit)
    instead = hits[0].instead if hits else ""
    topics = [Topic(g.name, g.audience) for g in got.groups if g.audience in TOPICS and _within(g, hits)]
    return Found(text, got.asked.core, hits, got.nearly, instead, _organs(got.ranked), topics[:CHOICES])


def find_short(
    text: str, organ_ids: Collection[int] | None = None, limit: int = 12, entrusted: Collection[int] = ()
) -> list[ItemRow]:
    """The window's quick finder: short code, pinyin, initials or name, among the organs this window serves (None: all
    of them) and the items it was entrusted with beside these; each with its reason where the name is not what was typed."""
    within = None if organ_ids is None else list(organ_ids)
    hits = _find(text, within, "", entrusted=entrusted).hits(limit)
    return [replace(hit.row, why=hit.why) for hit in hits]


def item_ids(text: str, limit: int = 12) -> list[int]:
    """The items somebody means by a name or a short code, without what each is like: one statement."""
    asked = asking.understand(text)
    return [row[0] for _, row in _answer(asked, _given(asked, None, "", None))[:limit]] if asked.text else []


def _find(
    text: str, organs: Sequence[int] | None, procedure: str, topic: str = "", shown: Sequence[Audience] = (), *,
    entrusted: Collection[int] = (),
) -> Answer:  # fmt: skip
    asked = asking.understand(text)
    if not asked.text:
        return Answer(asked, (), (), nearly=False)
    groups = _groups(asked, shown)
    asked = asking.with_sayings(asked, [(g.id, g.said, g.meanings, g.items, g.audience) for g in groups])
    given = _given(asked, organs, procedure, next((g for g in groups if topic and g.name == topic), None))
    given["entrusted"] = list(entrusted)
    ranked = _answer(asked, given)
    if asked.letters or (ranked and ranking.answers(asked, ranked[0][0])):
        return Answer(asked, groups, ranked, nearly=False)
    near = _answer(asked, given, loosely=True)
    have = {row[0] for _, row in near}
    both = sorted([*near, *(one for one in ranked if one[1][0] not in have)], key=_order)
    return Answer(asked, groups, both, nearly=not ranked)


def _groups(asked: Asked, shown: Sequence[Audience]) -> list[Group]:
    given: dict[str, Any] = {
        "core": asked.core, "sound": asking.sound(asked.core), "letters": asked.letters, "audiences": list(shown),
    }  # fmt: skip
    with planned_once() as cursor:
        cursor.execute(SAYINGS, given)
        return [Group(key, said, means, items, Audience(who), name) for key, said, means, items, who, name in cursor]


def _given(asked: Asked, organs: Sequence[int] | None, procedure: str, topic: Group | None) -> dict[str, Any]:
    """The values of the statement that answers."""
    letters, told = asked.letters, asking.queries(asked)
    within = words.any_query([words.all_named(asking.cut(m)) for m in topic.meanings]) if topic else ""
    return {
        "words": told, "pairs": asking.typed(letters) if letters else asking.same_sound(asked),
        "rank": asking.rank_query(asked), "text": asked.text, "letters": letters,
        "code": letters, "code_end": f"{letters}{LAST}" if letters else "", "pinned": [n for m in asked.meant for n in m.items],
        "organs": None if organs is None else list(organs), "procedure": procedure,
        "entrusted": [], "each": min(EACH, AT_ALL // max(len(told), 1)), "topic": within, "topic_items": topic.items if topic else [],
    }  # fmt: skip


def _answer(asked: Asked, given: dict[str, Any], *, loosely: bool = False) -> list[Ranked]:
    """Ask the index, then put in order what it found. What is nearly meant is compared sign by sign, and only the most
    alike: that takes its time."""
    if loosely:
        told, pairs = asking.looser(asked)
        given = {**given, "words": told, "pairs": pairs, "each": EACH_LOOSELY}
    with planned_once() as cursor:
        cursor.execute(ANSWERS, given)
        rows = cursor.fetchall()
    if loosely:
        signs = set(asked.core)
        rows.sort(key=lambda row: -len(signs.intersection(row[2])))
    found = [
        (ranking.score(asked, _candidate(row), loosely=loosely and n < COMPARED), row) for n, row in enumerate(rows)
    ]
    return sorted((one for one in found if not loosely or one[0].points >= WEAK), key=_order)


def _candidate(row: Sequence[Any]) -> Candidate:
    return Candidate(row[0], row[2], row[6], tuple(json.loads(row[SHOWN] or "[]")), row[4], row[SHOWN + 1])


def _order(one: Ranked) -> tuple[float, int, int]:
    score, row = one
    return -score.points, len(row[2]), row[0]


def _organs(ranked: Sequence[Ranked]) -> list[tuple[int, str, int]]:
    """The organs of what was found, with how many each has; nothing to choose where there is only one."""
    counted = Counter((row[5], row[6]) for _, row in ranked)
    return [(key, name, n) for (key, name), n in counted.most_common(CHOICES)] if len(counted) > 1 else []


def _within(group: Group, hits: Sequence[Hit]) -> bool:
    """Is one of the first hits of this life event?"""
    meanings = [asking.cut(m) for m in group.meanings[:1]]
    return any(h.row.id in group.items or any(all(w in h.row.name for w in m) for m in meanings) for h in hits[:3])
