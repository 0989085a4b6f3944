"""What applicants are told by message beside each paper, for whoever words it anew."""

from cityhall.cases.rules.papers import WORDS
from cityhall.messages.terms import MESSAGE_HOLES


def message_words() -> dict[str, str]:
    """The built-in sentence of each kind, with the placeholders a template may use."""
    holes = {name: f"{{{hole}}}" for hole, name in MESSAGE_HOLES.items()}
    return {kind.value: words.format(**holes) for kind, words in WORDS.items()}
