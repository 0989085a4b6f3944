from typing import Any

import pytest

from cityhall.catalogue.rules import publishing, regimes, rows, words
from cityhall.catalogue.rules.content import plain, read_content, write_content
from cityhall.catalogue.terms import Pace, Procedure
from cityhall.deadlines.terms import Limit, Unit
from cityhall.kernel.errors import InvalidInputError

from . import given

HEAD = publishing.Head("样例事项", 1)
CASE_MOVES = {
    "receive", "correct_here", "refer", "request_supplement", "supplement", "accept", "not_accept", "grant",
    "decide_on_spot", "deliver", "withdraw", "void", "archive",
}  # fmt: skip


def test_every_procedure_has_a_regime_and_every_regime_the_moves_of_the_first_walk() -> None:
    table = regimes.regimes()
    assert set(table) == set(Procedure)
    for regime in table.values():
        assert regime.moves >= CASE_MOVES
        assert regime.moves <= regimes.MOVES
        assert ("refuse" in regime.moves) == bool(regime.refused)
        assert ("deem_accepted" in regime.moves) == regime.silence_accepts
        assert ("extend" in regime.moves) == (regime.extension is not None)
        assert regime.remedies
        for limit in (regime.notice, regime.supplement, regime.delivery, regime.extension):
            assert limit is None or limit.basis, "a limit without its source"
        assert regimes.read_regime(plain(regime)) == regime


def test_silence_accepts_licences_only() -> None:
    """行政许可法 第三十二条第一款第四项: five working days, then deemed accepted."""
    accepting = [p for p, r in regimes.regimes().items() if r.silence_accepts]
    assert accepting == [Procedure.LICENCE]
    notice = regimes.regimes()[Procedure.LICENCE].notice
    assert notice is not None
    assert (notice.amount, notice.unit) == (5, Unit.WORKDAYS)


@pytest.mark.parametrize(
    ("procedure", "granted", "refused"),
    [
        (Procedure.LICENCE, "准予许可", "不予许可"),
        (Procedure.REGISTRATION, "予以登记", "不予登记"),
        (Procedure.CONFIRMATION, "予以确认", "不予确认"),
        (Procedure.BENEFIT, "准予给付", "不予给付"),
        (Procedure.FILING, "予以备案", ""),
        (Procedure.SERVICE, "办结", "不予办理"),
    ],
)
def test_each_procedure_has_its_own_words_of_outcome(procedure: Procedure, granted: str, refused: str) -> None:
    regime = regimes.regimes()[procedure]
    assert (regime.granted, regime.refused) == (granted, refused)


def test_an_item_may_have_its_own_law() -> None:
    """不动产登记暂行条例: silence on the spot accepts; 市场主体登记管理条例: three days and three more."""
    usual = regimes.regimes()[Procedure.REGISTRATION]
    own = regimes.override(usual, {
        "basis": "市场主体登记管理条例第十九条", "notice": {"amount": 0, "unit": "instant"}, "silence_accepts": True,
        "extension": {"amount": 3, "unit": "workdays"}, "also": ["accept_on_pledge"], "without": ["refer"],
        "granted": "准予登记",
    })  # fmt: skip
    assert own.notice == Limit(0, Unit.INSTANT)
    assert own.extension == Limit(3, Unit.WORKDAYS)
    assert {"deem_accepted", "extend", "accept_on_pledge"} <= own.moves
    assert "refer" not in own.moves
    assert (own.granted, own.refused) == ("准予登记", usual.refused)
    assert regimes.override(usual, None) is usual


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"notice": {"amount": 3, "unit": "workdays"}}, "regime.basis"),
        ({"basis": "条例", "also": ["teleport"]}, "regime.also"),
        ({"basis": "条例", "supplement": None}, "regime.supplement"),
        ({"basis": "条例", "procedure": "licence"}, "regime.procedure"),
        ({"basis": "条例", "granted": " "}, "regime.granted"),
    ],
)
def test_a_rule_of_its_own_without_law_or_sense_is_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        regimes.override(regimes.regimes()[Procedure.REGISTRATION], change)
    assert refused.value.field == field


def test_content_survives_being_written_and_read() -> None:
    parts = read_content(given.content())
    assert read_content(write_content(parts)) == parts
    assert read_content(write_content(read_content({}))) == read_content({})


def test_what_an_item_has_of_its_own_survives_as_well() -> None:
    parts = read_content(given.content() | {
        "gaps": {"amount": 5, "unit": "workdays", "basis": "样例市规定第三条"},
        "pledge": {"text": "本人承诺符合规定条件。", "spares": ["premises"], "basis": "样例市规定第四条"},
        "specials": [{"cause": "experts", "basis": "样例条例第二条"}], "joint": True, "licence_act": "renew",
        "pre_review": {"amount": 1, "unit": "workdays"}, "hearing": "样例条例第五条",
    })  # fmt: skip
    assert parts.gaps == Limit(5, Unit.WORKDAYS, "样例市规定第三条")
    assert parts.pledge is not None
    assert parts.pledge.spares == ("premises",)
    assert (parts.joint, parts.licence_act, parts.hearing) == (True, "renew", "样例条例第五条")
    assert [s.cause for s in parts.specials] == ["experts"]
    assert read_content(write_content(parts)) == parts


def changed(entry: str, n: int, **values: object) -> dict[str, Any]:
    """The usual content with one row of one list changed."""
    content = given.content()
    listed = [dict(row) for row in content[entry]]
    listed[n] |= values
    return content | {entry: listed}


@pytest.mark.parametrize(
    ("content", "field", "word"),
    [
        ([], None, "格式不对"),
        ({"colour": "red"}, "colour", "不认识的项"),
        ({"pace": "slow"}, "pace", "不认识"),
        ({"statutory": {"amount": 0, "unit": "workdays"}}, "statutory.amount", "1 到"),
        ({"statutory": {"amount": 5, "unit": "moons"}}, "statutory.unit", "可选"),
        ({"promised": 5}, "promised", "格式不对"),
        ({"visits": True}, "visits", "整数"),
        ({"online": "yes"}, "online", "“是”或“否”"),
        ({"applicants": ["robot"]}, "applicants", "不认识"),
        ({"questions": [["问"]]}, "questions", "一问一答"),
        ({"summary": "长" * 5000}, "summary", "4000"),
        (changed("materials", 1, key="form"), "materials", "重复"),
        (changed("materials", 1, name="申请表"), "materials", "重复"),
        (changed("materials", 0, name=""), "materials.0.name", "没有填写"),
        (changed("materials", 0, form="hologram"), "materials.0.form", "不认识"),
        (changed("materials", 0, copies=0), "materials.0.copies", "1 到"),
        (changed("fields", 0, kind="hologram"), "fields.0.kind", "不认识"),
        (changed("fields", 1, key="premises_name"), "fields", "重复"),
        (changed("fields", 3, choices=["零售"]), "fields.3.choices", "两个"),
        (changed("steps", 0, desk=""), "steps.0.desk", "没有填写"),
        (changed("steps", 1, key="review"), "steps", "重复"),
        (changed("steps", 1, decides=False), "steps", "最后一个环节"),
        (changed("steps", 0, decides=True), "steps", "最后一个环节"),
        (changed("steps", 0, order=2), "steps", "最后一个环节"),
        (changed("steps", 1, organ_id=7), "steps", "实施单位"),
        ({"materials": ["申请表"]}, "materials.0", "格式不对"),
        ({"result": {"kind": "证照"}}, "result.name", "没有填写"),
    ],
)
def test_content_that_makes_no_sense_is_refused_by_name(content: Any, field: str | None, word: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_content(content)
    assert refused.value.field == field
    assert word in refused.value.message


def test_identity_numbers_phones_and_addresses_are_personal_whatever_was_ticked() -> None:
    fields = [{"key": k, "label": k, "kind": k, "personal": False} for k in ("id_number", "phone", "address", "text")]
    assert [f.personal for f in read_content({"fields": fields}).fields] == [True, True, True, False]


def test_steps_side_by_side_are_fine_before_the_last() -> None:
    steps = [
        {"key": "a", "name": "初审", "desk": "review", "order": 1},
        {"key": "b", "name": "踏勘", "desk": "survey", "order": 1},
        {"key": "c", "name": "决定", "desk": "approve", "order": 2, "decides": True},
    ]
    assert [s.order for s in read_content({"steps": steps}).steps] == [1, 1, 2]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"statutory": None}, ["statutory"]),
        ({"statutory": {"amount": 20, "unit": "workdays"}}, ["statutory.basis"]),
        ({"promised": {"amount": 21, "unit": "workdays"}}, ["promised"]),
        ({"promised": {"amount": 20, "unit": "days"}}, []),
        ({"promised": {"amount": 0, "unit": "instant"}}, ["pace"]),
        ({"pace": "instant"}, ["promised"]),
        ({"promised": {"amount": 4, "unit": "workdays"}, "steps": given.STEPS}, ["steps"]),
        ({"steps": [], "result": None}, ["steps", "result"]),
        ({"fee": "charged"}, ["fee_note"]),
        ({"online": False}, ["visits"]),
        ({"materials": [{"key": "x", "name": "其他材料"}]}, ["materials.0.name"]),
    ],
)
def test_publishing_needs_what_people_must_be_able_to_rely_on(changes: dict[str, Any], fields: list[str]) -> None:
    problems = publishing.publish_problems(read_content(given.content() | changes), HEAD)
    assert [p.field for p in problems] == fields


LATER = {"basis": "样例市规定第三条", "also": ["accept_with_gaps"]}
GAPS = {"amount": 5, "unit": "workdays", "basis": "样例市规定第三条"}
PLEDGE = {"text": "本人承诺符合规定条件。", "spares": ["premises"], "basis": "样例市规定第四条"}
ON_PLEDGE = {"basis": "样例市规定第四条", "also": ["accept_on_pledge"]}
ORIGINAL = [{"key": "deed", "name": "产权证", "form": "original", "original_later": True, "deferrable": True}]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"regime": LATER, "gaps": GAPS}, []),
        ({"regime": LATER}, ["gaps"]),
        ({"regime": LATER, "gaps": {**GAPS, "basis": ""}}, ["gaps.basis"]),
        ({"regime": LATER, "gaps": GAPS, "materials": given.MATERIALS[:2]}, ["materials"]),
        ({"gaps": {**GAPS, "amount": 11}}, ["gaps"]),
        ({"gaps": {**GAPS, "amount": 10}}, []),
        ({"gaps": {**GAPS, "amount": 14, "unit": "days"}}, []),
        ({"pledge": PLEDGE, "regime": ON_PLEDGE}, []),
        ({"regime": ON_PLEDGE}, ["pledge"]),
        ({"pledge": {**PLEDGE, "text": "遵守公共安全规定。"}}, ["pledge.scope"]),
        ({"pledge": {**PLEDGE, "text": "遵守公共安全规定。", "scope": "样例市清单第二条"}}, []),
        ({"materials": ORIGINAL}, ["materials.0.original_later"]),
        ({"regime": {"basis": "条例", "remedies": "可以申请行政复议。"}}, ["regime.remedies"]),
        ({"regime": {"basis": "条例", "remedies": "向本机关反映。", "without": ["refuse", "not_accept"]}}, []),
    ],
)
def test_what_an_item_promises_fits_together(changes: dict[str, Any], fields: list[str]) -> None:
    parts = read_content(given.content() | changes)
    regime = regimes.override(regimes.regimes()[Procedure.LICENCE], parts.regime)
    problems = publishing.publish_problems(parts, publishing.Head("样例事项", 1, "样例局", regime))
    assert [p.field for p in problems] == fields


@pytest.mark.parametrize(
    ("name", "vague"),
    [
        ("其他材料", True), ("其它相关证明材料", True), ("法律法规要求的其他材料", True), ("相关资料", True),
        ("有关材料", True), ("其他", True), ("身份证明", False), ("其他共有人的身份证明", False), ("材料清单", False),
    ],
)  # fmt: skip
def test_a_catch_all_is_no_material(name: str, vague: bool) -> None:
    assert publishing.is_vague(name) is vague


def limit(text: str) -> Limit:
    amount, unit = text.split()
    return Limit(int(amount), Unit(unit))


@pytest.mark.parametrize(
    ("promised", "statutory", "fine"),
    [
        ("10 workdays", "20 workdays", True),
        ("20 workdays", "20 workdays", True),
        ("21 workdays", "20 workdays", False),
        ("20 days", "20 workdays", True),
        ("5 workdays", "20 days", False),
        ("48 hours", "2 workdays", True),
        ("49 hours", "2 days", False),
        ("1 days", "24 hours", False),
        ("0 instant", "0 instant", True),
        ("1 hours", "0 instant", False),
    ],
)
def test_a_promise_is_never_longer_than_the_law(promised: str, statutory: str, fine: bool) -> None:
    assert (publishing.compare(limit(promised), limit(statutory)) == "") is fine


def test_an_instant_item_with_instant_promise_is_ready() -> None:
    assert publishing.publish_problems(read_content(given.content(Pace.INSTANT)), HEAD) == []


def test_an_organ_goes_by_the_code_most_of_its_rows_carry_and_no_two_share_one() -> None:
    def row(organ: str, code: str) -> rows.ItemRow:
        return rows.ItemRow("x", "", "样例", "", organ, Procedure.SERVICE, "990102000000", code)

    listed = [row("甲局", "A"), row("甲局", "A"), row("甲局", "B"), row("乙局", "A"), row("丙局", "")]
    area = "990102000000"
    assert rows.codes_of_organs(listed) == {("甲局", area): "A", ("乙局", area): "", ("丙局", area): ""}


def test_words_pairs_and_sounds() -> None:
    assert words.initials_of("食品经营许可证（新办）A1") == "spjyxkzxba1"
    assert words.pairs_of("食品A1许可") == ["食品", "a1", "许可"]
    assert {"~spsc", "~sc"} <= words.sounds_of("食品生产")
    assert words.ask("怎么办营业执照").words == ("营业", "执照")
    assert words.ask("ＳＰＳＣ").letters == "spsc"
    assert words.ask("怎么办").words
    assert "'" not in words.all_of(["it's"]).replace("''", "").strip("'")
