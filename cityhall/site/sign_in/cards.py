"""The demo's people, one for each role: who comes in by which card, and what to try first."""

from dataclasses import dataclass

from cityhall.kernel.accounts import queries as accounts
from cityhall.people import queries as people
from cityhall.twin import demo


@dataclass(frozen=True)
class Card:
    """`key` is a staff account's login, or the sample phone of a citizen."""

    key: str
    role: str
    name: str
    sentence: str
    home: str

    @property
    def account(self) -> str:
        return people.login_of(self.key) if self.key.isdigit() else self.key


def all_cards() -> list[Card]:
    """Those the demo city tells of."""
    return [Card(c["login"], c["role"], c["name"], c["try"], c["path"]) for c in demo.cards()]


def shown() -> list[Card]:
    """The cards whose people this city has."""
    cards = all_cards()
    there = accounts.open_among([card.account for card in cards])
    return [card for card in cards if card.account in there]


def named(key: str) -> Card | None:
    return next((card for card in all_cards() if card.key == key), None)
