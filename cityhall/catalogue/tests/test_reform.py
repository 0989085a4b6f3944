"""改革台账: what an entry must say, what follows from it, what it forbids, and its measured effect."""

from datetime import date
from typing import Any

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Item, ItemVersion, Plan, ReformEntry
from cityhall.catalogue.rules import reforming
from cityhall.catalogue.rules.content import read_content
from cityhall.catalogue.rules.reforming import Effect, InForce, Said, Sums
from cityhall.catalogue.terms import Can, PlanState, ReformKind, VersionStatus
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.organs.tests import given as organs

from . import given

TODAY = date(2026, 11, 20)
PAPER = "样例政发〔2026〕18 号"
PAPERS: list[dict[str, Any]] = list(given.MATERIALS)  # type: ignore[arg-type]


def said(**told: Any) -> Said:
    usual: dict[str, Any] = {"kind": ReformKind.CANCELLED, "title": "取消", "document": PAPER, "effective_on": TODAY}
    return Said(**{**usual, **told})


@pytest.mark.parametrize(
    ("told", "items", "code"),
    [
        ({}, 1, ""),
        ({"outside": ("早已取消的事项",)}, 0, ""),
        ({}, 0, "reform.no_item"),
        ({"title": " "}, 1, "reform.no_title"),
        ({"document": ""}, 1, "reform.no_document"),
        ({"effective_on": date(2126, 1, 1)}, 1, "reform.bad_day"),
        ({"kind": ReformKind.PROOF}, 1, "reform.no_subject"),
        ({"kind": ReformKind.PROOF, "subjects": ("户口证明",), "everywhere": True}, 0, ""),
        ({"kind": ReformKind.PRECONDITION, "subjects": ("环评批复前置",)}, 0, ""),
        ({"kind": ReformKind.SIMPLIFIED, "everywhere": True}, 1, "reform.not_everywhere"),
        ({"kind": ReformKind.MERGED}, 1, "reform.no_into"),
        ({"kind": ReformKind.MERGED, "into": True}, 1, ""),
        ({"kind": ReformKind.PROOF, "subjects": tuple(map(str, range(201)))}, 1, "reform.too_many"),
    ],
)
def test_what_an_entry_must_say(told: dict[str, Any], items: int, code: str) -> None:
    if not code:
        reforming.check_entry(said(**told), items, TODAY)
        return
    with pytest.raises(InvalidInputError) as refused:
        reforming.check_entry(said(**told), items, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("asked", "dropped", "hit"),
    [
        ("无犯罪记录证明", "无犯罪记录证明", True),
        ("无犯罪记录证明（原件）", "无犯罪记录证明", True),
        ("无犯罪 记录证明", "无犯罪记录证明(复印件)", True),
        ("犯罪记录证明", "无犯罪记录证明", False),
        ("身份证明", "无犯罪记录证明", False),
    ],
)
def test_a_dropped_proof_is_known_however_it_is_written(asked: str, dropped: str, hit: bool) -> None:
    content = {"pace": "promised", "materials": [{"key": "a", "name": asked}, {"key": "b", "name": "申请表"}]}
    entries = [InForce(ReformKind.PROOF, PAPER, (dropped,))]
    told = reforming.problems(read_content(content), entries)
    assert [p.field for p in told] == (["materials.0.name"] if hit else [])
    left = reforming.without(content, [dropped])
    assert (left is not None) is hit
    if left is not None:
        assert [m["name"] for m in left["materials"]] == ["申请表"]


def test_what_a_pledge_spared_goes_with_the_paper() -> None:
    content = {"materials": [{"key": "a", "name": "证明"}], "pledge": {"spares": ["a"], "text": "…"}}
    left = reforming.without(content, ["证明"])
    assert left is not None
    assert left["pledge"]["spares"] == []


def test_effects_add_up_and_say_what_is_not_in_them() -> None:
    one = Effect(measured=1, before=Sums(8, 20.0, 2, 4, 1), after=Sums(5, 10.0, 1, 4, 0))
    told = reforming.together([one, one, Effect(ended=1), Effect(waiting=2), Effect(unknown=1)])
    assert told.lines[0] == ("必须提交的材料", "16 份", "10 份", "-6（-37.5%）")
    assert told.lines[3][3] == "不变"
    assert told.said == "1 项已经停止办理；2 项还没有发布新的版本，暂不能测算；1 项登记时没有已发布的版本，无从比较"
    assert Effect(waiting=1).lines == []


def register(kind: ReformKind, items: list[int], **told: Any) -> int:
    usual: dict[str, Any] = {"title": "第四轮简政放权", "document": PAPER, "effective_on": clock.today()}
    kept = {**usual, **told}
    head = [kept.pop(key) for key in ("title", "document", "effective_on")]
    return actions.register_reform(kept.pop("actor", HOUSE), kind, *head, items=items, **kept)


@pytest.mark.django_db
def test_what_is_cancelled_is_out_of_service_and_stays_so_until_lifted() -> None:
    item_id = given.published_item(organs.organ())
    entry = register(ReformKind.CANCELLED, [item_id])
    assert queries.published(item_id) is None
    assert Entry.objects.filter(ref=f"item:{item_id}", event="item.retired").exists()
    assert queries.once_list(queries_city()).rows == []
    actions.save_draft(HOUSE, item_id, given.content())
    with pytest.raises(InvalidInputError) as refused:
        actions.publish(HOUSE, item_id)
    assert "由“样例政发〔2026〕18 号”取消，不能再发布" in refused.value.message
    assert any("不能再发布" in p.sentence for p in queries.draft(HOUSE, item_id).problems)
    assert (queries.reform(entry).effect.ended, queries.reform(entry).effect.lines) == (1, [])
    actions.lift_reform(HOUSE, entry, "样例政发〔2026〕30 号恢复")
    actions.publish(HOUSE, item_id)
    assert queries.published(item_id) is not None
    with pytest.raises(WrongStateError):
        actions.lift_reform(HOUSE, entry, "再次")


def queries_city() -> Any:
    from cityhall.catalogue.terms import Within

    return Within()


@pytest.mark.django_db
def test_what_ends_on_a_day_to_come_is_planned_for_it_and_the_plan_goes_with_the_entry() -> None:
    with clock.frozen("2026-11-20T10:00"):
        kept, gone = given.published_item(organs.organ()), given.published_item(organs.organ())
        day = date(2027, 1, 1)
        register(ReformKind.SUSPENDED, [gone], effective_on=day)
        lifted = register(ReformKind.CANCELLED, [kept], effective_on=day)
        assert queries.guide(gone).ends_on == day
        actions.lift_reform(HOUSE, lifted, "暂缓执行")
        assert Plan.objects.get(item=kept).state == PlanState.DROPPED
        actions.save_draft(HOUSE, kept, given.content())
        actions.publish(HOUSE, kept)  # not forbidden before its day, nor after it was lifted
    with clock.frozen("2027-01-01T00:10"):
        assert actions.run_plans(HOUSE) == 1
        assert queries.published(gone) is None
        assert queries.published(kept) is not None


@pytest.mark.django_db
def test_a_dropped_proof_leaves_the_drafts_and_is_not_asked_for_again() -> None:
    organ = organs.organ()
    fresh = given.published_item(organ)  # no draft: its next one begins without the paper
    open_draft = given.draft_item(organ)
    planned = given.published_item(organ)
    actions.save_draft(HOUSE, planned, given.content())
    with clock.frozen(clock.now()):
        actions.plan_publication(HOUSE, planned, clock.today().replace(year=clock.today().year + 1))
    names = [str(PAPERS[1]["name"])]
    register(ReformKind.PROOF, [fresh, open_draft, planned], subjects=names)
    for item_id, number in ((fresh, 2), (open_draft, 1)):
        draft = ItemVersion.objects.get(item=item_id, status=VersionStatus.DRAFT)
        assert (draft.number, [m["key"] for m in draft.content["materials"]]) == (number, ["form", "premises"])
        actions.publish(HOUSE, item_id)
    waiting = ItemVersion.objects.get(item=planned, status=VersionStatus.DRAFT)
    assert len(waiting.content["materials"]) == 3
    actions.save_draft(HOUSE, fresh, given.content())
    with pytest.raises(InvalidInputError) as refused:
        actions.publish(HOUSE, fresh)
    assert refused.value.field == "materials.1.name"
    assert "不得再要求提交" in refused.value.message


@pytest.mark.django_db
def test_a_proof_dropped_everywhere_is_asked_for_nowhere() -> None:
    register(ReformKind.PROOF, [], subjects=[str(PAPERS[1]["name"])], everywhere=True)
    item_id = given.draft_item(organs.organ())
    with pytest.raises(InvalidInputError, match="不得再要求提交"):
        actions.publish(HOUSE, item_id)


@pytest.mark.django_db
def test_the_effect_is_measured_from_the_versions_before_and_after() -> None:
    with clock.frozen("2026-10-01T10:00"):
        organ = organs.organ()
        better, later = given.published_item(organ, visits=2), given.published_item(organ)
        never = given.draft_item(organ)
        entry = register(ReformKind.SIMPLIFIED, [better, later, never], effective_on=date(2026, 10, 10))
    with clock.frozen("2026-10-20T10:00"):
        assert queries.reform(entry).effect.waiting == 2
        changed = given.content(visits=0, materials=given.MATERIALS[:1], promised={"amount": 4, "unit": "workdays"})
        actions.save_draft(HOUSE, better, changed)
        actions.publish(HOUSE, better)
    with clock.frozen("2026-11-20T10:00"):
        actions.save_draft(HOUSE, better, given.content(visits=1))  # another change is not this entry's
        actions.publish(HOUSE, better)
        told = queries.reform(entry).effect
    assert (told.measured, told.waiting, told.unknown) == (1, 1, 1)
    assert (told.before, told.after) == (Sums(2, 10.0, 2, 2, 0), Sums(1, 4.0, 0, 2, 0))


@pytest.mark.django_db
def test_a_round_counts_items_proofs_and_preconditions_each_its_own_way() -> None:
    made = actions.open_round(HOUSE, "第四轮简政放权", PAPER, date(2026, 6, 1))
    organ = organs.organ()
    one, two, three = (given.published_item(organ) for _ in range(3))
    register(ReformKind.CANCELLED, [one], outside=["早已取消的事项"], round_id=made)
    register(ReformKind.PROOF, [two], subjects=["户籍证明", "婚姻证明"], round_id=made)
    register(ReformKind.PRECONDITION, [], subjects=["环评批复", "规划意见", "用地预审"], round_id=made)
    register(ReformKind.MERGED, [two], into=three, round_id=made)
    [row] = queries.rounds().rows
    assert dict(row.counts) == {
        ReformKind.CANCELLED: 2, ReformKind.PROOF: 2, ReformKind.PRECONDITION: 3, ReformKind.MERGED: 1,
    }  # fmt: skip
    whole, effect = queries.round_of(made)
    assert (whole.entries, effect.ended) == (4, 2)  # an item in two entries counts once
    assert queries.ledger_counts()[ReformKind.MERGED] == 1
    assert [r.kind for r in queries.reforms(round_id=made, kind="merged").rows] == [ReformKind.MERGED]
    assert queries.reforms_of(two)[0].into == Item.objects.get(pk=three).name
    with pytest.raises(InvalidInputError):
        actions.open_round(HOUSE, "第四轮简政放权", PAPER, date(2026, 6, 1))


@pytest.mark.django_db
def test_an_organ_registers_its_own_and_a_stranger_changes_nothing() -> None:
    organ, other = organs.organ(), organs.organ()
    mine, theirs = given.published_item(organ), given.published_item(other)
    editor = organs.staff(organ, Can.REFORM)
    publisher = organs.staff(organ, Can.REFORM, Can.PUBLISH_ITEMS)
    register(ReformKind.SIMPLIFIED, [mine], actor=editor)
    before = Entry.objects.count()
    for actor, kind, wanted in (
        (editor, ReformKind.CANCELLED, [mine]),
        (publisher, ReformKind.CANCELLED, [theirs]),
        (publisher, ReformKind.SIMPLIFIED, [mine, theirs]),
        (organs.staff(organ), ReformKind.SIMPLIFIED, [mine]),
    ):
        before = Entry.objects.count()
        with pytest.raises(NotAllowedError):
            register(kind, wanted, actor=actor)
        assert Entry.objects.count() == before
    with pytest.raises(NotAllowedError):
        register(ReformKind.PROOF, [], subjects=["证明"], everywhere=True, actor=publisher)
    with pytest.raises(NotAllowedError):
        actions.open_round(publisher, "批次", PAPER, date(2026, 6, 1))
    assert queries.published(mine) is not None
    assert ReformEntry.objects.count() == 1
    register(ReformKind.CANCELLED, [mine], actor=publisher)
    assert queries.published(mine) is None


@pytest.mark.django_db
def test_bad_input_leaves_nothing() -> None:
    item_id = given.published_item(organs.organ())
    for told, wrong in (
        ({"items": [987654]}, NotFoundError), ({"round_id": 987654}, NotFoundError), ({"into": item_id}, InvalidInputError),
    ):  # fmt: skip
        kept: dict[str, Any] = {"items": [item_id], "into": given.draft_item(organs.organ()), **told}
        with pytest.raises(wrong):
            register(ReformKind.MERGED, kept.pop("items"), **kept)
    with pytest.raises(InvalidInputError):
        actions.register_reform(HOUSE, "nonsense", "题", PAPER, clock.today(), items=[item_id])
    assert not ReformEntry.objects.exists()
    assert queries.published(item_id) is not None


@pytest.mark.django_db
def test_many_items_cost_no_more_statements_than_few(django_assert_max_num_queries: Any) -> None:
    organ = organs.organ()
    many = [given.published_item(organ) for _ in range(12)]
    entry = register(ReformKind.CANCELLED, many)  # the budget of the action is watched by itself
    with django_assert_max_num_queries(2):
        assert len(queries.reform(entry).items) == 12
    with django_assert_max_num_queries(2):
        queries.reforms()
