"""支付渠道: what every provider must be able to do, and the sandbox, which does it without money. No database: the book a provider
keeps is handed in.

A message of the sandbox is JSON, its keys sorted, signed with HMAC-SHA256 under the key both sides hold (`CITYHALL_PAYMENTS_KEY`);
its daily statement is CSV under the same signature. A real provider is another class with these methods."""

import base64
import csv
import hashlib
import hmac
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from cityhall.kernel.errors import InvalidInputError, NotAllowedError
from cityhall.payments.terms import Entry, Notice

NAME, PAGE = "sandbox", "/sandbox-pay/"
HEAD = ["order", "refund", "amount", "transaction"]
LONGEST = 4096


@dataclass(frozen=True)
class Signed:
    """A message and its signature, as they travel."""

    body: bytes
    signature: str


class Gateway(Protocol):
    name: str

    def ask(self, order: str, amount: int, title: str) -> str:
        """The address of the provider's pay page for this order."""

    def read(self, message: Signed) -> Notice:
        """What a notice says; refused where the signature is not the provider's (NotAllowedError)."""

    def refund(self, order: str, refund: str, amount: int) -> None:
        """Send money back; the same number twice sends it once."""

    def statement(self, day: date) -> list[Entry]:
        """Everything the provider moved on that day."""


@dataclass(frozen=True)
class Book:
    """What the sandbox keeps, handed in by who may write."""

    entries: Callable[[date], Iterable[Entry]]
    send_back: Callable[[str, str, int], None]


class Sandbox:
    """沙箱渠道: a provider of its own, down to its book and its signature; only the money is missing."""

    name = NAME

    def __init__(self, key: bytes, book: Book) -> None:
        self._key, self._book = key, book

    def ask(self, order: str, amount: int, title: str) -> str:
        message = self.sign({"order": order, "amount": amount, "title": title})
        return f"{PAGE}?{urlencode({'m': base64.urlsafe_b64encode(message.body).decode(), 's': message.signature})}"

    @staticmethod
    def asked(m: str, s: str) -> Signed:
        """The message of such an address."""
        try:
            return Signed(base64.urlsafe_b64decode(m.encode()), s)
        except ValueError:
            return Signed(b"", "")

    def sign(self, said: dict[str, Any]) -> Signed:
        body = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        return Signed(body, self._of(body))

    def _of(self, body: bytes) -> str:
        return hmac.new(self._key, body, hashlib.sha256).hexdigest()

    def check(self, message: Signed) -> dict[str, Any]:
        """The words of a message that is truly signed."""
        good = message.signature.isascii() and hmac.compare_digest(self._of(message.body), message.signature)
        if not good or len(message.body) > LONGEST:
            raise NotAllowedError("payments.bad_signature", "签名不对，这条支付通知没有采用；请核对双方的密钥")
        try:
            said = json.loads(message.body)
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise InvalidInputError("payments.unreadable", "支付通知的内容无法读取，请对照接口文档")
        return said

    def read(self, message: Signed) -> Notice:
        said = self.check(message)
        try:
            at = datetime.fromisoformat(said["paid_at"])
            order, amount, transaction = str(said["order"])[:40], int(said["amount"]), str(said["transaction"])[:64]
        except (KeyError, TypeError, ValueError) as wrong:
            raise InvalidInputError(
                "payments.unreadable", "支付通知缺少订单号、金额、流水号或时间，请对照接口文档"
            ) from wrong
        if at.tzinfo is None or not transaction:
            raise InvalidInputError("payments.unreadable", "支付通知缺少订单号、金额、流水号或时间，请对照接口文档")
        return Notice(order, amount, transaction, at)

    def refund(self, order: str, refund: str, amount: int) -> None:
        self._book.send_back(order, refund, amount)

    def statement(self, day: date) -> list[Entry]:
        return self.read_statement(self.write_statement(self._book.entries(day)))

    def write_statement(self, entries: Iterable[Entry]) -> Signed:
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(HEAD)
        rows.writerows([e.order, e.refund, e.amount, e.transaction] for e in entries)
        body = out.getvalue().encode()
        return Signed(body, self._of(body))

    def read_statement(self, file: Signed) -> list[Entry]:
        if not hmac.compare_digest(self._of(file.body), file.signature):
            raise NotAllowedError("payments.bad_statement", "对账单的签名不对，没有采用；请重新下载或联系渠道")
        rows = csv.DictReader(io.StringIO(file.body.decode()))
        return [Entry(r["order"], int(r["amount"]), r["transaction"], r["refund"]) for r in rows]
