"""Why the house said no. Each kind is an HTTP status; the code names the reason, the sentence is for people."""

from collections.abc import Callable, Mapping
from typing import ClassVar, ParamSpec

P = ParamSpec("P")


class DomainError(Exception):
    """A refusal: `code` is `room.reason`, `message` says in Chinese what is wrong and what to do."""

    status: ClassVar[int]
    title: ClassVar[str]
    line: tuple[str, str] | None = None  # event and ref, of a refusal that is itself to be on record

    def __init__(
        self, code: str, message: str, field: str | None = None, errors: Mapping[str, str] | None = None
    ) -> None:
        """`errors` names every wrong field with its own sentence, where there is more than one."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.errors = dict(errors or ({field: message} if field else {}))


class NotSignedInError(DomainError):
    status, title = 401, "请先登录"


class NotAllowedError(DomainError):
    status, title = 403, "无权办理"


class NotFoundError(DomainError):
    status, title = 404, "没有找到"


class WrongMethodError(DomainError):
    status, title = 405, "不能这样请求"


class WrongStateError(DomainError):
    status, title = 409, "当前状态不能这样办"


class StaleError(DomainError):
    status, title = 412, "内容已被他人更新"


class TooLargeError(DomainError):
    status, title = 413, "内容过大"


class InvalidInputError(DomainError):
    status, title = 422, "填写有误"


class VersionNeededError(DomainError):
    status, title = 428, "缺少版本信息"


class TooManyError(DomainError):
    """`retry_after`: in how many seconds it may be tried again, where that is known."""

    status, title = 429, "操作过于频繁"
    retry_after: int | None = None


class BusyError(DomainError):
    status, title = 503, "请稍后再试"


def sentence_of(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str:
    """The sentence this check refuses with, or nothing: why a button is grey, in the words the act would say."""
    try:
        check(*args, **kwargs)
    except DomainError as no:
        return no.message
    return ""
