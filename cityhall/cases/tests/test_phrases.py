"""常用语: kept by who writes opinions, few and short, each account its own."""

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.rules.review import LONGEST_PHRASE, MOST_PHRASES, check_phrase
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from cityhall.kernel.journal.models import Entry

from . import given

FULL = [f"第 {n} 句" for n in range(MOST_PHRASES)]


@pytest.mark.parametrize(
    ("text", "kept", "code"),
    [
        ("  ", [], "case.phrase_empty"),
        ("长" * (LONGEST_PHRASE + 1), [], "case.phrase_too_long"),
        (" 符合条件。", ["符合条件。"], "case.phrase_kept"),
        ("又一句", FULL, "case.phrase_too_many"),
    ],
)
def test_what_is_not_kept_and_why(text: str, kept: list[str], code: str) -> None:
    with pytest.raises(InvalidInputError) as no:
        check_phrase(text, kept)
    assert (no.value.code, no.value.field) == (code, "text")


def test_what_is_kept_is_kept_without_the_space_around_it() -> None:
    assert check_phrase(f" {'长' * LONGEST_PHRASE}\n", FULL[1:]) == "长" * LONGEST_PHRASE


@pytest.mark.django_db
def test_a_phrase_is_kept_used_and_dropped_by_its_owner_alone() -> None:
    here = given.place()
    kept = actions.keep_phrase(here.reviewer, "经审查，张三提交的材料符合条件。")
    assert [(p.id, p.text) for p in queries.my_phrases(here.reviewer)] == [(kept, "经审查，张三提交的材料符合条件。")]
    assert queries.my_phrases(here.approver) == []
    actions.keep_phrase(here.approver, "经审查，张三提交的材料符合条件。")  # hers, whatever others keep
    with pytest.raises(NotFoundError):
        actions.drop_phrase(here.approver, kept)
    actions.drop_phrase(here.reviewer, kept)
    with pytest.raises(NotFoundError):
        actions.drop_phrase(here.reviewer, kept)
    assert queries.my_phrases(here.reviewer) == []
    lines = list(Entry.objects.filter(event__startswith="phrase.").values_list("event", flat=True).order_by("id"))
    assert lines == ["phrase.kept", "phrase.kept", "phrase.dropped"]
    assert "张三" not in str(list(Entry.objects.values_list("values", flat=True)))


@pytest.mark.django_db
def test_who_writes_no_opinions_keeps_no_phrases_and_nothing_changes() -> None:
    here = given.place()
    for stranger in (here.clerk, here.citizen):
        with pytest.raises(NotAllowedError):
            actions.keep_phrase(stranger, "符合条件。")
        with pytest.raises(NotAllowedError):
            queries.my_phrases(stranger)
    assert not Entry.objects.filter(event__startswith="phrase.").exists()


@pytest.mark.django_db
def test_the_thirty_first_is_refused_and_not_kept() -> None:
    here = given.place()
    for text in FULL:
        actions.keep_phrase(here.reviewer, text)
    with pytest.raises(InvalidInputError, match="最多存 30 条"):
        actions.keep_phrase(here.reviewer, "又一句")
    assert [p.text for p in queries.my_phrases(here.reviewer)] == FULL
