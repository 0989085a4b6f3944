"""The less common ways of a case, each lived once in the demo's thirty days: what the law or a local rule adds to the
walk from receipt to delivery. Pure: what happens on which day; how it is done is in `deeds`."""

from collections.abc import Iterator, Sequence

Steps = Sequence[tuple[str, str, int]]  # verb, with what, so many working days later
Path = tuple[str, int, bool, str, Steps]  # short code, first day, online, material missing at first, steps

REVIEWED = (("finish", "review", 1), ("finish", "survey", 1), ("grant", "decide", 1))
PATHS: tuple[Path, ...] = (
    # 网上预审: asked for, told what is missing, put right, handed in
    ("SPJY", 1, True, "rules", (
        ("draft_whole", "", 0), ("ask_pre_review", "", 0), ("answer_pre_review", "rules", 1), ("add", "rules", 1),
        ("submit", "", 0), ("accept", "", 1), *REVIEWED, ("deliver", "本人", 1),
    )),
    ("GGCS", 19, True, "", (("draft_whole", "", 0), ("ask_pre_review", "", 0))),
    # 容缺受理: kept; broken (decided on what it has: refused); broken (the item's rule: 视为撤回); still open
    ("SPJY", 3, False, "rules", (
        ("receive", "", 0), ("gaps", "rules", 0), ("keep", "rules", 3), *REVIEWED, ("deliver", "本人", 1),
    )),
    ("SPJY", 4, False, "rules", (
        ("receive", "", 0), ("gaps", "rules", 0), ("finish", "review", 2), ("finish", "survey", 1),
        ("refuse", "decide", 5),
    )),
    ("PSXK", 5, True, "test", (("receive", "", 0), ("gaps", "test", 1))),
    ("GGCS", 18, False, "test", (("receive", "", 0), ("gaps", "test", 0))),
    # 告知承诺: decided at once; looked at afterwards and kept; looked at and revoked
    ("GGCS", 2, False, "test", (("receive", "", 0), ("pledge", "", 0), ("grant_reviewed", "", 1), ("deliver", "本人", 1),
                                ("after_check", "kept", 8))),
    ("GGCS", 3, False, "test", (("receive", "", 0), ("pledge", "", 0), ("grant_reviewed", "", 1), ("deliver", "本人", 1),
                                ("after_check", "broken", 7), ("revoke_pledge", "", 2))),
    # 特别程序: ended by result; running now; only proposed
    ("SPJY", 4, True, "", (
        ("receive", "", 0), ("accept", "", 1), ("stop", "experts", 1), ("approve_stop", "", 0), ("resume", "", 4),
        *REVIEWED, ("choose_mail", "", 0),
    )),
    ("PSXK", 15, True, "", (("receive", "", 0), ("accept", "", 1), ("stop", "testing", 1), ("approve_stop", "", 0))),
    ("SPJY", 18, True, "", (("receive", "", 0), ("accept", "", 1), ("stop", "visit", 1))),
    # 延长: approved; refused; a joint one by the government's head
    ("SPJY", 1, False, "", (("receive", "", 0), ("accept", "", 0), ("extend", "", 5), ("approve_extension", "yes", 1))),
    ("XFJC", 2, True, "", (("receive", "", 0), ("accept", "", 1), ("extend", "", 3), ("approve_extension", "no", 1))),
    ("LSZY", 6, True, "", (("receive", "", 0), ("accept", "", 1), ("extend_joint", "", 3), ("approve_joint", "", 1))),
    # 听证 the law wants; a right told and asked for; told and waived
    ("QSXK", 0, True, "", (
        ("receive", "", 0), ("accept", "", 1), ("tell_hearing", "", 1), ("set_hearing", "", 1), ("hold_hearing", "", 9),
        ("finish", "review", 1), ("finish", "survey", 1), ("grant", "decide", 1),
        ("deliver", "本人", 1),
    )),
    ("SPJY", 12, True, "", (("receive", "", 0), ("accept", "", 1), ("tell_hearing", "", 2), ("ask_hearing", "", 2))),
    ("PSXK", 9, True, "", (("receive", "", 0), ("accept", "", 1), ("tell_hearing", "", 1), ("waive_hearing", "", 1))),
    # 利害关系人, 补充说明, 征求意见, 会签, 转报, 中止, 终止
    ("QSXK", 14, True, "", (("receive", "", 0), ("accept", "", 1), ("tell_neighbour", "", 1))),
    ("SPJY", 13, True, "", (("receive", "", 0), ("accept", "", 1), ("ask_more", "", 1), ("answer_more", "", 1))),
    ("PSXK", 17, True, "", (("receive", "", 0), ("accept", "", 1), ("ask_more", "", 1))),
    ("LSZY", 12, True, "", (
        ("receive", "", 0), ("accept", "", 1), ("ask_opinion", "zjj", 1), ("answer_opinion", "zjj", 2),
    )),
    ("LSZY", 17, True, "", (("receive", "", 0), ("accept", "", 1), ("countersign", "swj", 1))),
    ("WXHY", 11, True, "", (("receive", "", 0), ("accept", "", 1), ("report_up", "", 1))),
    ("QSXK", 8, True, "", (("receive", "", 0), ("accept", "", 1), ("suspend", "", 2))),
    ("XFJC", 6, True, "", (("receive", "", 0), ("accept", "", 1), ("terminate", "", 3))),
    # 专项行动: the promise counts calendar days from the next day on
    ("SPJY", 20, True, "", (("receive", "", 0), ("accept", "", 1), ("join_campaign", "", 1))),
    # 转送, 断网补录
    ("GTSL", 8, False, "", (("receive", "", 0), ("transfer", "", 0))),
    ("GTSL", 16, False, "", (("back_entry", "", 0), ("confirm_back_entry", "", 1))),
    ("GTSL", 20, False, "", (("back_entry", "", 0),)),
    # 部分准予 under conditions; 更正; 责令重做
    ("LSZY", 4, False, "", (
        ("receive", "", 0), ("accept", "", 0), ("finish", "review", 1), ("finish", "survey", 1), ("grant_part", "decide", 1),
    )),
    ("SPJY", 5, False, "", (
        ("receive", "", 0), ("accept", "", 0), *REVIEWED, ("deliver", "本人", 1), ("correct_decision", "", 3),
    )),
    ("PSXK", 3, False, "", (
        ("receive", "", 0), ("accept", "", 0), ("oppose", "review", 1), ("oppose", "survey", 1), ("refuse", "decide", 1),
        ("deliver", "本人", 1), ("order_again", "", 5),
    )),
    # 送达: by mail, sent back, uncollected; 先审后验 that does not match
    ("PSXK", 6, True, "", (
        ("receive", "", 0), ("choose_mail", "", 0), ("accept", "", 1), *REVIEWED, ("dispatch", "", 1), ("arrived", "", 2),
    )),
    ("PSXK", 8, True, "", (
        ("receive", "", 0), ("choose_mail", "", 0), ("accept", "", 1), *REVIEWED, ("dispatch", "", 1), ("returned", "", 4),
    )),
    ("PSXK", 12, True, "", (("receive", "", 0), ("choose_mail", "", 0), ("accept", "", 1), *REVIEWED, ("dispatch", "", 1))),
    ("SPJY", 7, True, "", (
        ("receive", "", 0), ("accept", "", 1), *REVIEWED, ("choose_window", "", 0), ("mismatch", "business_licence", 2),
    )),
    ("PSXK", 2, False, "", (("receive", "", 0), ("accept", "", 0), *REVIEWED)),
    # 变更, 延续, 注销 of a licence that is older than the city's register
    ("SPYX", 7, True, "", (("renew", "45", 0), ("accept", "", 1), ("finish", "review", 1), ("grant", "decide", 1))),
    ("SPYX", 16, True, "", (("renew", "60", 0), ("accept", "", 1))),
    ("SPBG", 10, True, "", (("renew", "400", 0), ("accept", "", 1), ("finish", "review", 1))),
    ("SPZX", 13, True, "", (("renew", "200", 0), ("accept", "", 1), ("grant", "decide", 1))),
)  # fmt: skip


def paths() -> Iterator[Path]:
    """Each way once."""
    yield from PATHS
