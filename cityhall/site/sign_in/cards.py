"""The demo's people, one for each role: who comes in by which card, and what to try first."""

from dataclasses import dataclass

from cityhall.kernel.accounts import queries as accounts
from cityhall.people import queries as people


@dataclass(frozen=True)
class Card:
    """`login` is a staff account's name; a citizen's card has her sample phone instead."""

    key: str
    role: str
    sentence: str
    home: str
    login: str = ""
    phone: str = ""

    @property
    def account(self) -> str:
        return self.login or people.login_of(self.phone)


CARDS = (
    Card("citizen", "申请人", "在手机上找事项、填表、传材料，看办到哪一步", "/", phone="13800000001"),
    Card("window", "综合窗口人员", "收件、一次性告知、受理，把结果交到群众手里", "/window/", login="demo-window"),
    Card("reviewer", "部门审查人员", "按时限处理本单位的办件，提出审查意见", "/office/", login="demo-reviewer"),
    Card("approver", "部门负责人", "作出准予或不予的决定", "/office/", login="demo-approver"),
    Card("setup", "系统管理员", "维护机构、人员、事项和工作日历", "/setup/", login="demo-setup"),
)


def shown() -> list[Card]:
    """The cards whose people this city has."""
    there = accounts.open_among([card.account for card in CARDS])
    return [card for card in CARDS if card.account in there]


def named(key: str) -> Card | None:
    return next((card for card in CARDS if card.key == key), None)
