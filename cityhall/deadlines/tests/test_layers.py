"""Layers, office hours, changes of unit and rules of warning: the pure law, and what publishing them moves."""

from datetime import date, datetime, time
from typing import Any

import pytest

from cityhall.deadlines import actions, queries, rules
from cityhall.deadlines.models import Deadline
from cityhall.deadlines.terms import Can, Clock, Kind, LayerKind, Light, Limit, Unit
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.workdays import ZONE, OfficeHours, SpecialDay, WorkCalendar
from cityhall.organs.tests import given as organs

from . import given, samples

MORNING, AFTERNOON = (time(8, 30), time(12)), (time(14, 30), time(17, 30))
OFFICE = OfficeHours(date(2000, 1, 1), dict.fromkeys(range(5), (MORNING, AFTERNOON)))
GROUND = WorkCalendar(
    {date(2026, 9, 20): SpecialDay(True, "国庆节"), date(2026, 9, 25): SpecialDay(False, "中秋节")},
    frozenset({2026}),
    hours=(OFFICE,),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


# Work hours: Friday 18 September 2026 is followed by a make-up Sunday (20th), the 25th is a holiday


@pytest.mark.parametrize(("start", "hours", "due"), [
    ("2026-09-14 09:00", 2, "2026-09-14 11:00"),
    ("2026-09-14 11:00", 2, "2026-09-14 15:30"),  # over the midday break
    ("2026-09-14 12:30", 1, "2026-09-14 15:30"),  # asked while doors are closed
    ("2026-09-14 17:00", 1, "2026-09-15 09:00"),
    ("2026-09-18 17:00", 1, "2026-09-20 09:00"),  # the Sunday is worked, with the hours of a weekday
    ("2026-09-24 17:00", 1, "2026-09-28 09:00"),  # over a holiday and a weekend
    ("2026-09-14 08:00", 6, "2026-09-14 17:00"),
    ("2026-09-14 08:00", 0, "2026-09-14 08:30"),
])  # fmt: skip
def test_working_hours_run_inside_the_office_hours(start: str, hours: int, due: str) -> None:
    told = rules.reckon(rules.Timing(at(start), Limit(hours, Unit.WORK_HOURS)), GROUND)
    assert told.at == at(due)
    assert not told.provisional


def test_working_hours_skip_paused_days_and_say_what_is_spent() -> None:
    pause = rules.Pause(date(2026, 9, 15), date(2026, 9, 16), "检测", "a")
    timing = rules.Timing(at("2026-09-14 16:30"), Limit(3, Unit.WORK_HOURS), pauses=(pause,))
    due = rules.reckon(timing, GROUND)
    assert due.at == at("2026-09-17 10:30")
    gone = rules.spent(timing, due, GROUND, at("2026-09-17 09:30"))
    assert (gone.used, gone.left, gone.paused_days) == (2, 1, 2)
    lines = rules.explain(timing, due, GROUND, date(2026, 9, 17))
    assert [line.counted for line in lines] == [False, False, False, True]
    assert "办公时间 08:30–12:00、14:30–17:30" in lines[-1].reason


def test_working_hours_into_an_unpublished_year_are_provisional_and_without_hours_refused() -> None:
    timing = rules.Timing(at("2026-12-31 17:00"), Limit(2, Unit.WORK_HOURS))
    assert rules.reckon(timing, GROUND).provisional
    with pytest.raises(WrongStateError, match="还没有设置办公时间"):
        rules.reckon(timing, WorkCalendar({}, frozenset({2026})))


# Layers


def test_a_weekly_rule_leaves_the_states_days_alone_and_single_days_do_not() -> None:
    hall = rules.Layer(
        "办事大厅", (rules.Week(date(2026, 9, 1), frozenset({0, 1, 2, 3, 4, 5})),),
        {date(2026, 9, 26): rules.OwnDay(False, "设备检修")},
    )  # fmt: skip
    made = rules.laid_over(GROUND, hall)
    assert made.is_workday(date(2026, 9, 19))  # a Saturday
    assert not made.is_workday(date(2026, 8, 29))  # before the rule began
    assert not made.is_workday(date(2026, 9, 25))  # the State Council's holiday stands
    assert not made.is_workday(date(2026, 9, 26))  # a Saturday of its own
    assert not GROUND.is_workday(date(2026, 9, 19))


def test_a_campaign_ends_and_gives_its_days_and_hours_back() -> None:
    long = {day: ((time(8), time(20)),) for day in range(7)}
    campaign = rules.Layer(
        "百日攻坚", (rules.Week(date(2026, 1, 1), frozenset(range(7)), long),),
        first=date(2026, 9, 14), last=date(2026, 9, 30),
    )  # fmt: skip
    made = rules.laid_over(GROUND, campaign)
    assert made.is_workday(date(2026, 9, 19))
    assert not made.is_workday(date(2026, 9, 12))
    assert not made.is_workday(date(2026, 10, 3))
    assert made.shifts(date(2026, 9, 19)) == [(at("2026-09-19 08:00"), at("2026-09-19 20:00"))]
    assert made.shifts(date(2026, 10, 8))[0] == (at("2026-10-08 08:30"), at("2026-10-08 12:00"))
    assert made.shifts(date(2026, 9, 11))[0] == (at("2026-09-11 08:30"), at("2026-09-11 12:00"))
    timing = rules.Timing(at("2026-09-18 10:00"), Limit(1, Unit.WORKDAYS), layer=7)
    due = rules.reckon(timing, WorkCalendar(GROUND.special, GROUND.published, layers={7: made}))
    assert due.on == date(2026, 9, 19)
    lines = rules.explain(timing, due, WorkCalendar(GROUND.special, GROUND.published, layers={7: made}), due.on)
    assert lines[-1].reason == "百日攻坚：照常办公"


@pytest.mark.parametrize(("text", "code"), [
    ("8点到12点", "calendar.bad_shift"), ("12:00-08:30", "calendar.bad_shift"), ("25:00-26:00", "calendar.bad_shift"),
    ("08:30-12:00,11:00-17:00", "calendar.shifts_overlap"),
    (",".join(["08:00-08:10"] * 7), "calendar.too_many_shifts"),
])  # fmt: skip
def test_unreadable_office_hours_are_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        rules.read_shifts(text)
    assert refused.value.code == code


def test_office_hours_are_read_as_people_write_them() -> None:
    assert rules.read_shifts("8:30–12:00；14:30至17:30") == (MORNING, AFTERNOON)
    assert rules.read_shifts(" ") == ()


# A change of unit keeps what was spent


def test_what_was_spent_before_a_campaign_stays_spent() -> None:
    timing = rules.Timing(
        at("2026-09-14 10:00"), Limit(10, Unit.WORKDAYS),
        switches=(rules.Switch(date(2026, 9, 19), Unit.DAYS, None, "百日攻坚", "campaign:1"),),
    )  # fmt: skip
    due = rules.reckon(timing, GROUND)  # four working days are gone by Friday the 18th, six calendar days are left
    assert due.on == date(2026, 9, 24)
    assert rules.spent(timing, due, GROUND, at("2026-09-20 09:00")) == rules.Spent(6, 4, 0)
    reasons = [line.reason for line in rules.explain(timing, due, GROUND, date(2026, 9, 20))]
    assert reasons[-1] == "自然日（百日攻坚）"


@pytest.mark.parametrize(("on", "unit", "code"), [
    ("2026-09-13", Unit.DAYS, "deadline.switch_day"), ("2026-09-14", Unit.DAYS, "deadline.switch_day"),
    ("2026-09-21", Unit.HOURS, "deadline.switch_unit"),
])  # fmt: skip
def test_a_change_of_unit_that_makes_no_sense_is_refused(on: str, unit: Unit, code: str) -> None:
    timing = rules.Timing(at("2026-09-14 10:00"), Limit(10, Unit.WORKDAYS))
    with pytest.raises(InvalidInputError) as refused:
        rules.check_switch(timing, rules.Switch(date.fromisoformat(on), unit), date(2026, 9, 14))
    assert refused.value.code == code


# Publishing


@pytest.mark.django_db
def test_a_day_of_the_citys_own_moves_every_open_due_date() -> None:
    ref, organ = given.ref(), given.organ()
    with clock.frozen("2026-09-14 10:00"):
        given.started(given.a_clock(organ, Kind.PROMISED, given.FIVE, of=ref))
    city = given.city_layer()
    with clock.frozen("2026-09-15 10:00"):
        assert queries.clocks_of([ref])[0].due_on == date(2026, 9, 20)
        moved = actions.set_layer_day(HOUSE, city, date(2026, 9, 16), False, "台风停工", "市防指令第 3 号")
        assert moved == 1
        assert queries.clocks_of([ref])[0].due_on == date(2026, 9, 21)
        told = queries.explain(queries.clocks_of([ref])[0].id)
        assert "全市工作日历：不办公（台风停工）" in [line.reason for line in told.days]
        assert actions.set_layer_day(HOUSE, city, date(2026, 9, 16), None, "", "台风未登陆，恢复上班") == 1
        assert queries.clocks_of([ref])[0].due_on == date(2026, 9, 20)
        with pytest.raises(NotFoundError, match="没有单独的安排"):
            actions.set_layer_day(HOUSE, city, date(2026, 9, 16), None, "", "再恢复一次")


@pytest.mark.django_db
def test_a_promise_runs_by_the_calendar_of_its_centre_and_others_do_not() -> None:
    organ, centre = given.organ(), organs.centre()
    given.city_layer()
    layer = actions.save_layer(HOUSE, LayerKind.CENTRE, "市中心办公日历", centre_id=centre)
    assert actions.save_layer(HOUSE, LayerKind.CENTRE, "改名", centre_id=centre) == layer
    actions.set_week(HOUSE, layer, date(2026, 1, 1), [0, 1, 2, 3, 4, 5], {5: "09:00-12:00"}, "周六延时服务方案")
    with clock.frozen("2026-09-11 10:00"):
        ours, theirs, hours = given.ref(), given.ref(), given.ref()
        given.started(
            Clock(ours, Kind.PROMISED, organ, clock.now(), given.FIVE, "样例", layer=layer),
            Clock(theirs, Kind.PROMISED, organ, clock.now(), given.FIVE, "样例"),
            Clock(hours, Kind.GRIEVANCE, organ, clock.now(), Limit(12, Unit.WORK_HOURS), "样例", layer=layer),
        )
        assert queries.clocks_of([ours])[0].due_on == date(2026, 9, 17)
        assert queries.clocks_of([theirs])[0].due_on == date(2026, 9, 18)
        told = queries.clocks_of([hours])[0]
        assert (told.limit, told.due_text) == ("12 个工作小时", "2026年9月14日 15:00")
    view = queries.layer(HOUSE, layer)
    assert (view.weeks[0].works, view.weeks[0].hours) == (
        "周一、周二、周三、周四、周五、周六",
        (("周六", "09:00–12:00"),),
    )


@pytest.mark.django_db
def test_a_calendar_that_comes_in_leaves_an_end_that_does_not_roll() -> None:
    ref, organ = given.ref(), given.organ()
    with clock.frozen("2026-12-30 10:00"):
        given.started(Clock(ref, Kind.EXPIRY, organ, clock.now(), Limit(3, Unit.DAYS), "样例", rolls=False))
        assert queries.clocks_of([ref])[0].due_on == date(2027, 1, 2)
        actions.import_calendar(HOUSE, [samples.notice(2027, ("2027-01-02", "元旦", True))])
        assert queries.clocks_of([ref])[0].due_on == date(2027, 1, 2)


@pytest.mark.django_db
def test_campaigns_need_dates_and_a_document_and_run_between_them() -> None:
    days: dict[str, Any] = {"first_on": date(2026, 9, 14), "last_on": date(2026, 12, 22)}
    for wrong, code in (
        ({**days, "last_on": date(2026, 9, 1), "document": "文"}, "calendar.campaign_dates"),
        ({**days, "document": " "}, "calendar.campaign_document"),
        ({**days, "document": "文", "switches_to": "hours"}, "calendar.campaign_unit"),
    ):
        with pytest.raises(InvalidInputError) as refused:
            actions.save_layer(HOUSE, LayerKind.CAMPAIGN, "百日攻坚", **wrong)
        assert refused.value.code == code
    made = actions.save_layer(
        HOUSE, LayerKind.CAMPAIGN, "百日攻坚", document="样政办〔2026〕8号", switches_to="days", **days
    )
    assert [one.id for one in queries.campaigns(date(2026, 9, 14))] == [made]
    assert queries.campaigns(date(2026, 12, 23)) == []
    with pytest.raises(InvalidInputError, match="不在“百日攻坚”的起止日期内"):
        actions.set_layer_day(HOUSE, made, date(2027, 1, 1), True, "加班", "样例")


@pytest.mark.django_db
def test_calendars_and_rules_of_warning_are_kept_by_those_who_may() -> None:
    stranger = organs.staff(given.organ(), Can.SWEEP)
    city = given.city_layer()
    for act in (
        lambda: actions.set_layer_day(stranger, city, date(2026, 9, 16), False, "停工", "样例"),
        lambda: actions.set_week(stranger, city, date(2026, 9, 16), [0], None, "样例"),
        lambda: actions.save_layer(stranger, LayerKind.CITY, "样例"),
        lambda: actions.set_light_rule(stranger, part=1, whole=2, least=1, reason="样例"),
        lambda: queries.layers(stranger),
        lambda: queries.light_rules(stranger),
    ):
        with pytest.raises(NotAllowedError):
            act()


# Rules of warning


@pytest.mark.django_db
def test_a_rule_of_warning_changes_the_light_of_what_is_open_and_is_versioned() -> None:
    licence, other, organ = given.ref(), given.ref(), given.organ()
    with clock.frozen("2026-09-14 10:00"):
        given.started(
            Clock(licence, Kind.PROMISED, organ, clock.now(), given.TWENTY, "样例", sort="licence", item_id=5),
            Clock(other, Kind.PROMISED, organ, clock.now(), given.TWENTY, "样例", sort="benefit"),
        )
    with clock.frozen("2026-09-28 10:00"):  # ten working days are gone
        assert {c.light for c in queries.clocks_of([licence, other])} == {Light.GREEN}
        assert actions.set_light_rule(HOUSE, part=1, whole=2, least=1, reason="试行", sort="licence") == 1
        lights = {c.ref: c.light for c in queries.clocks_of([licence, other])}
        assert (lights[licence], lights[other]) == (Light.YELLOW, Light.GREEN)
        with pytest.raises(WrongStateError, match="不需要重新发布"):
            actions.set_light_rule(HOUSE, part=1, whole=2, least=1, reason="再发", sort="licence")
        # an item's rule goes before its procedure's
        assert actions.set_light_rule(HOUSE, part=1, whole=5, least=1, reason="单项", item_id=5) == 1
        assert {c.light for c in queries.clocks_of([licence, other])} == {Light.GREEN}
        rule = next(one for one in queries.light_rules(HOUSE) if one.item_id == 5)
        assert actions.end_light_rule(HOUSE, rule.id, "试行结束") == 1
        assert {c.ref: c.light for c in queries.clocks_of([licence, other])}[licence] is Light.YELLOW
        with pytest.raises(WrongStateError, match="已经停用"):
            actions.end_light_rule(HOUSE, rule.id, "再停")
    with clock.frozen("2026-09-29 10:00"):
        actions.set_light_rule(HOUSE, part=1, whole=4, least=2, reason="调整", sort="licence")
    versions = [(r.number, r.until_at is None) for r in queries.light_rules(HOUSE) if r.sort == "licence"]
    assert versions == [(2, True), (1, False)]


@pytest.mark.django_db
@pytest.mark.parametrize(("values", "code"), [
    ({"part": 2, "whole": 1, "least": 1, "reason": "样例"}, "deadline.bad_margin"),
    ({"part": 1, "whole": 3, "least": 1, "reason": "样例", "kind": "nothing"}, "deadline.no_kind"),
    ({"part": 1, "whole": 3, "least": 1, "reason": "  "}, "deadline.reason_missing"),
])  # fmt: skip
def test_a_rule_of_warning_that_makes_no_sense_is_refused(values: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        actions.set_light_rule(HOUSE, **values)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert queries.light_rules(HOUSE) == []


# Crossing into yellow


def warned() -> list[str]:
    return list(Entry.objects.filter(event="deadline.warned").order_by("id").values_list("ref", flat=True))


@pytest.mark.django_db
def test_coming_close_is_recorded_once_and_again_after_an_extension() -> None:
    ref, short, organ = given.ref(), given.ref(), given.organ()
    with clock.frozen("2026-09-14 10:00"):
        given.started(
            given.a_clock(organ, Kind.STATUTORY, given.TWENTY, of=ref),
            given.a_clock(organ, Kind.COMPLETION, Limit(1, Unit.WORKDAYS), of=short),  # close from its first moment on
        )
        actions.sweep(HOUSE)
        assert warned() == []
    with clock.frozen("2026-10-12 08:00"):
        actions.sweep(HOUSE)
        actions.sweep(HOUSE)
        assert warned() == [ref]
        given.acting(HOUSE, lambda: actions.extend(HOUSE, ref, Kind.STATUTORY, 10))
        assert queries.clocks_of([ref])[0].light is Light.GREEN
    with clock.frozen("2026-10-23 08:00"):
        actions.sweep(HOUSE)
    assert warned() == [ref, ref]


@pytest.mark.django_db
def test_after_an_outage_both_lines_are_crossed_once() -> None:
    ref, organ = given.ref(), given.organ()
    with clock.frozen("2026-09-14 10:00"):
        given.started(given.a_clock(organ, Kind.STATUTORY, given.TWENTY, of=ref))
    with clock.frozen("2026-11-20 10:00"):
        assert actions.sweep(HOUSE) == 1
        assert actions.sweep(HOUSE) == 0
    events = list(
        Entry.objects.filter(ref=ref, event__startswith="deadline.").order_by("id").values_list("event", flat=True)
    )
    assert events == ["deadline.warned", "deadline.breached"]
    assert Deadline.objects.filter(ref=ref, warned_at=None).count() == 0
