"""办理规则: the city's rules of each procedure, changed within the law, kept with their history, never overwritten."""

from dataclasses import replace
from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Regime, RegimeVersion
from cityhall.catalogue.rules.content import plain
from cityhall.catalogue.rules.regimes import check_regime, regimes
from cityhall.catalogue.terms import Can, Procedure
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import DomainError, InvalidInputError, NotAllowedError, NotFoundError, StaleError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

from . import given

LICENCE, SERVICE = regimes()[Procedure.LICENCE], regimes()[Procedure.SERVICE]
CALLED = {"stop": "特别程序", "extend": "延长办理期限", "ask_more": "补充说明"}
WHY = "依据样例市政务服务条例第三条"


def keeper() -> Actor:
    return organs.staff(organs.organ(), Can.SET_REGIMES, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)


def a_limit(amount: int, unit: Unit = Unit.WORKDAYS, basis: str = "样例规定第一条") -> Limit:
    return Limit(amount, unit, basis)


def test_the_law_s_own_table_may_be_had() -> None:
    for procedure, regime in regimes().items():
        assert check_regime(procedure, plain(regime)) == regime


@pytest.mark.parametrize(("change", "field"), [
    ({"notice": a_limit(6)}, "regime.notice.amount"),  # 第三十二条: five working days at most
    ({"notice": a_limit(5, Unit.DAYS)}, "regime.notice.amount"),
    ({"notice": None}, "regime.notice"),
    ({"delivery": a_limit(11)}, "regime.delivery.amount"),  # 第四十四条
    ({"extension": a_limit(15)}, "regime.extension.amount"),  # 第四十二条第一款
    ({"silence_accepts": False}, "regime.silence_accepts"),
    ({"refused": ""}, "regime.refused"),
    ({"moves": LICENCE.moves - {"hearing"}}, "regime.moves"),
    ({"moves": LICENCE.moves - {"deliver"}}, "regime.moves"),
    ({"moves": LICENCE.moves - {"resume"}}, "regime.moves"),
    ({"moves": LICENCE.moves | {"dance"}}, "regime.moves"),
    ({"notice": a_limit(3, basis="")}, "regime.notice.basis"),
    ({"remedies": ""}, "regime.remedies"),
    ({"basis": ""}, "regime.basis"),
    ({"silence_basis": ""}, "regime.silence_basis"),
])  # fmt: skip
def test_a_city_may_be_quicker_than_the_licence_law_and_never_slower(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        check_regime(Procedure.LICENCE, plain(replace(LICENCE, **change)))
    assert refused.value.field == field


def test_three_moves_follow_from_what_else_is_said() -> None:
    quicker = check_regime(Procedure.LICENCE, plain(replace(LICENCE, notice=a_limit(2), extension=None)))
    assert "extend" not in quicker.moves
    kinder = replace(SERVICE, silence_accepts=True, silence_basis="样例规定", extension=a_limit(5), refused="")
    told = check_regime(Procedure.SERVICE, plain(kinder))
    assert {"deem_accepted", "extend"} <= told.moves
    assert "refuse" not in told.moves


@pytest.mark.django_db
def test_a_change_takes_effect_at_the_next_publishing_and_is_kept_with_its_reason() -> None:
    actor = keeper()
    item = given.published_item(actor.organ_id or 0, procedure=Procedure.SERVICE)
    pinned = queries.published(item)
    changed = plain(replace(SERVICE, notice=a_limit(2), moves=SERVICE.moves - {"ask_more"}))
    assert queries.items_behind(actor, "service").rows == []
    assert actions.save_regime(actor, "service", changed, WHY) == 2
    assert queries.published(item) == pinned
    assert [row.id for row in queries.items_behind(actor, "service").rows] == [item]
    told = queries.changes(actor, item, CALLED)
    assert {c.place for c in told} == {"公共服务的办理规则 · 受理告知时限", "公共服务的办理规则 · 办理环节"}
    latest, first = queries.regime_history(actor, "service", CALLED)
    assert (latest.number, latest.by, latest.why, first.number, first.from_at) == (2, actor.name, WHY, 1, None)
    assert (
        "受理告知时限",
        f"5 个工作日（{SERVICE.notice.basis if SERVICE.notice else ''}）",
        "2 个工作日（样例规定第一条）",
    ) in [(c.place, c.before, c.after) for c in latest.changes]
    assert "不再有：补充说明" in [c.before for c in latest.changes]
    line = Entry.objects.get(event="regime.saved")
    assert (line.ref, line.account_id, line.values["reason"]) == ("regime:service", actor.account_id, WHY)
    actions.save_draft(HOUSE, item, given.content())
    actions.publish(HOUSE, item)
    now = queries.published(item)
    assert now is not None
    assert (now.regime.notice, "ask_more" in now.regime.moves) == (a_limit(2), False)
    assert queries.items_behind(actor, "service").rows == []
    actions.save_regime(actor, "service", plain(SERVICE), "恢复")
    assert [line.number for line in queries.regime_history(actor, "service", CALLED)] == [3, 2, 1]


@pytest.mark.django_db
def test_who_looks_after_one_organ_changes_no_rule_of_the_city() -> None:
    local = organs.staff(organs.organ(), Can.SET_REGIMES, Can.EDIT_ITEMS)
    stranger = organs.staff(organs.organ(), Can.EDIT_ITEMS, reach=Reach.EVERYWHERE)
    changed = plain(replace(SERVICE, notice=a_limit(2)))
    for actor in (local, stranger):
        with pytest.raises(NotAllowedError):
            actions.save_regime(actor, "service", changed, WHY)
    with pytest.raises(NotAllowedError):
        queries.regime_views(organs.staff(organs.organ()))
    assert not RegimeVersion.objects.exists()
    assert not Entry.objects.filter(event="regime.saved").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("procedure", "why", "code"), [
    ("service", " ", "catalogue.why_missing"),
    ("nothing", WHY, "catalogue.no_regime"),
])  # fmt: skip
def test_a_change_names_its_procedure_and_its_reason(procedure: str, why: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        actions.save_regime(keeper(), procedure, plain(replace(SERVICE, notice=a_limit(2))), why)
    assert refused.value.code == code


@pytest.mark.django_db
def test_two_keepers_do_not_overwrite_each_other_and_no_change_is_no_version() -> None:
    actor, changed = keeper(), plain(replace(SERVICE, notice=a_limit(2)))
    with calling(seen=1):
        actions.save_regime(actor, "service", changed, WHY)
    with calling(seen=1), pytest.raises(StaleError):
        actions.save_regime(actor, "service", plain(SERVICE), WHY)
    with pytest.raises(DomainError) as same:
        actions.save_regime(actor, "service", changed, WHY)
    assert same.value.code == "catalogue.regime_unchanged"
    assert RegimeVersion.objects.count() == 2


@pytest.mark.django_db
def test_a_preview_is_checked_as_saving_checks_and_changes_nothing() -> None:
    actor = keeper()
    terms, told = queries.regime_preview(actor, "service", plain(replace(SERVICE, extension=a_limit(5))), CALLED)
    assert "extend" in terms.moves
    assert [(c.place, c.after) for c in told] == [
        ("延长办理期限", "5 个工作日（样例规定第一条）"), ("办理环节", "新增：延长办理期限"),
    ]  # fmt: skip
    with pytest.raises(InvalidInputError):
        queries.regime_preview(actor, "licence", plain(replace(LICENCE, notice=a_limit(9))), CALLED)
    with pytest.raises(NotFoundError):
        queries.regime_preview(actor, "nothing", {}, CALLED)
    assert queries.regime_view(actor, "service").terms == SERVICE


@pytest.mark.django_db
def test_sowing_again_adds_what_the_law_s_table_has_learnt_and_overwrites_nothing() -> None:
    """A city founded before 转报 and 视为准予延续 were in the table, whose own words and omissions stay."""
    old = plain(replace(LICENCE, moves=LICENCE.moves - {"report_up", "deem_renewed", "ask_more"}, granted="同意许可"))
    Regime.objects.filter(procedure="licence").update(content=old, known=None)
    assert actions.seed_regimes(HOUSE) == 1
    now = queries.regime_of(Procedure.LICENCE)
    assert {"report_up", "deem_renewed"} <= now.moves
    assert ("ask_more" in now.moves, now.granted) == (False, "同意许可")
    assert [r.number for r in RegimeVersion.objects.filter(procedure="licence")] == [1, 2]
    assert actions.seed_regimes(HOUSE) == 0


@pytest.mark.django_db
def test_a_move_the_city_left_out_is_not_sown_back() -> None:
    actor = keeper()
    actions.save_regime(actor, "service", plain(replace(SERVICE, moves=SERVICE.moves - {"report_up"})), WHY)
    assert actions.seed_regimes(HOUSE) == 0
    assert "report_up" not in queries.regime_of(Procedure.SERVICE).moves
