"""By which channels a message can go, and what an address must look like. Pure."""

import re
from collections.abc import Sequence

from cityhall.kernel.errors import InvalidInputError
from cityhall.messages.terms import Channel

MOBILE = re.compile(r"1[3-9]\d{9}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def channels_for(account_id: int | None, phone: str, email: str, asked: Sequence[Channel] | None) -> list[Channel]:
    """The channels asked for, each with somewhere to go; not asked: every one that has."""
    reachable = {
        Channel.IN_APP: account_id is not None,
        Channel.SMS: bool(MOBILE.fullmatch(phone)),
        Channel.EMAIL: bool(EMAIL.fullmatch(email)),
    }
    if asked is None:
        return [channel for channel, can in reachable.items() if can]
    for channel in asked:
        if not reachable[channel]:
            raise InvalidInputError(
                "message.no_address", f"没有可用的{channel.label}地址，请核对账号、手机号码或邮箱后再发送"
            )
    return list(dict.fromkeys(asked))
