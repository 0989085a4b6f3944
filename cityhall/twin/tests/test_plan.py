import pytest

from cityhall.kernel.files.sniff import media_type
from cityhall.twin import files, samples
from cityhall.twin.deeds import unknown
from cityhall.twin.plan import DAYS, Cast, Story, plan

CAST = Cast({i.short_code: i for i in files.items()}, files.persons(), files.entities())


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    return plan(CAST)


def test_the_same_city_every_time(stories: list[Story]) -> None:
    assert plan(CAST) == stories
    assert plan(CAST, seed=7) != stories


def test_there_is_enough_going_on_on_every_day(stories: list[Story]) -> None:
    assert 160 <= len(stories) <= 260
    begun = [story.acts[0].day for story in stories]
    assert set(begun) == set(range(DAYS))


def test_time_moves_forward_in_every_story(stories: list[Story]) -> None:
    for story in stories:
        moments = [(act.day, act.minute) for act in story.acts]
        assert moments == sorted(moments)


def test_everything_planned_can_be_done(stories: list[Story]) -> None:
    assert not unknown(act.verb for story in stories for act in story.acts)


def test_old_people_ask_for_what_is_theirs_and_companies_for_theirs(stories: list[Story]) -> None:
    for story in stories:
        if story.item.short_code == "GLJT":
            assert story.who.person.id_number[6:10] <= "1945"
        if story.item.short_code == "TZBA":
            assert story.who.entity is not None


def test_only_people_with_an_account_apply_online(stories: list[Story]) -> None:
    assert all(story.who.person.online for story in stories if story.online)


def test_samples_are_what_they_claim_to_be() -> None:
    assert media_type(samples.pdf("Sample (1)", ["a line"])) == "application/pdf"
    assert media_type(samples.png(1)) == "image/png"
    assert samples.png(1) != samples.png(2)
