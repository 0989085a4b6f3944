"""By which channels a message can go, what an address must look like, what a provider may say of it. Pure."""

import re
from collections.abc import Collection, Sequence

from cityhall.kernel.errors import InvalidInputError
from cityhall.messages.terms import Channel, MessageState

MOBILE = re.compile(r"1[3-9]\d{9}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
EVERY = frozenset(Channel)
DIGITS = re.compile(r"\d{5,}")
CLIP = 120
AGAIN = frozenset({MessageState.FAILED, MessageState.UNDELIVERED})
WAITING = frozenset({MessageState.QUEUED, MessageState.FAILED})


def channels_for(
    account_id: int | None, phone: str, email: str, asked: Sequence[Channel] | None, have: Collection[Channel] = EVERY
) -> list[Channel]:
    """The channels asked for, each with somewhere to go; not asked: every one that has, of those this city has."""
    reachable = {
        Channel.IN_APP: account_id is not None,
        Channel.SMS: bool(MOBILE.fullmatch(phone)),
        Channel.EMAIL: bool(EMAIL.fullmatch(email)),
    }
    if asked is None:
        return [channel for channel, can in reachable.items() if can and channel in have]
    for channel in asked:
        if channel not in have:
            raise InvalidInputError("message.no_channel", f"本系统没有开通{channel.label}，请改用其他方式告知")
        if not reachable[channel]:
            raise InvalidInputError(
                "message.no_address", f"没有可用的{channel.label}地址，请核对账号、手机号码或邮箱后再发送"
            )
    return list(dict.fromkeys(asked))


def told(reason: str) -> str:
    """A provider's reason fit to keep: one line, short, without the number it was about."""
    return DIGITS.sub("…", " ".join(reason.split()))[:CLIP]
