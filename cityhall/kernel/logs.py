"""Logs: one line an event, for people or as JSON for programs, with the number of the request; what looks like an identity
number, a phone or a code is masked in every line as the last line of defence; files by day, kept at least half a year."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

from . import trace
from .errors import InvalidInputError
from .secrets import masking

LEAST_DAYS = 183
"""网络安全法 第二十一条: the logs of a network are kept for no less than six months."""
SECRETS = re.compile(
    r"(?i)\b(code|token|password|secret|authorization|cookie|sessionid)(['\"]?\s*[=:]\s*['\"]?)[^\s'\"&;,]+"
)
FIELDS = ("route", "method", "status", "ms", "kind", "account", "organ")


def masked(text: str) -> str:
    """The text with everything that looks personal made unreadable."""
    return masking.redacted(SECRETS.sub(r"\1\2***", text))


class Numbered(logging.Filter):
    """Every line knows which request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.trace = trace.current() or "-"
        return True


class Line(logging.Formatter):
    """For people: when, how grave, where, which request, what."""

    def format(self, record: logging.LogRecord) -> str:
        told = (
            f"{_when(record)} {record.levelname} {record.name} [{getattr(record, 'trace', '-')}] {record.getMessage()}"
        )
        more = " ".join(f"{key}={getattr(record, key)}" for key in FIELDS if hasattr(record, key))
        return masked("\n".join(part for part in (f"{told} {more}".rstrip(), _fault(record)) if part))


class Structured(logging.Formatter):
    """For programs: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": _when(record), "level": record.levelname, "logger": record.name,
            "trace": getattr(record, "trace", "-"), "message": masked(record.getMessage()),
        }  # fmt: skip
        told |= {key: getattr(record, key) for key in FIELDS if hasattr(record, key)}
        fault = _fault(record)
        if fault:
            told["fault"] = masked(fault)
        return json.dumps(told, ensure_ascii=False)


def _when(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _fault(record: logging.LogRecord) -> str:
    return "".join(traceback.format_exception(*record.exc_info)).rstrip() if record.exc_info else ""


class Daily(logging.Handler):
    """A file a day, opened for appending line by line: several processes write to the same one, a line is one write. The
    oldest are deleted once their days are over."""

    terminator = "\n"

    def __init__(self, folder: str, days: int) -> None:
        super().__init__()
        self.folder, self.days, self.day = Path(folder), check_days(days), ""
        self.folder.mkdir(parents=True, exist_ok=True)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = (self.format(record) + self.terminator).encode("utf-8", "backslashreplace")
            day = f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%d}"
            with (self.folder / f"cityhall-{day}.log").open("ab", buffering=0) as file:
                file.write(line)
            if day != self.day:
                self.day = day
                self._forget(datetime.fromtimestamp(record.created, UTC))
        except Exception:
            self.handleError(record)

    def _forget(self, now: datetime) -> None:
        oldest = f"cityhall-{now - timedelta(days=self.days):%Y-%m-%d}.log"
        for file in self.folder.glob("cityhall-????-??-??.log"):
            if file.name < oldest:
                file.unlink(missing_ok=True)


def check_days(days: int) -> int:
    """Refused where logs would be kept for less than the law wants."""
    if days < LEAST_DAYS:
        raise InvalidInputError(
            "logs.too_short",
            f"CITYHALL_LOG_DAYS 不能少于 {LEAST_DAYS} 天：网络日志至少保存六个月（网络安全法第二十一条）",
        )
    return days
