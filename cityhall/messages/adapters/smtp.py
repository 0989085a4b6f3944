"""E-mail over SMTP: `CITYHALL_SMTP_URL` is smtp://, smtp+starttls:// or smtps://, with user and password."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .gateways import GatewayError, Letter

TIMEOUT = 15
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
FOR_GOOD = range(500, 600)


@dataclass(frozen=True)
class Smtp:
    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str

    @classmethod
    def from_settings(cls) -> "Smtp":
        parts = urlsplit(settings.SMTP_URL)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ImproperlyConfigured("CITYHALL_SMTP_URL is needed: smtp+starttls://user:password@host:587")
        if "@" not in settings.SMTP_FROM:
            raise ImproperlyConfigured("CITYHALL_SMTP_FROM is needed: the address letters come from")
        return cls(
            parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], unquote(parts.username or ""),
            unquote(parts.password or ""), settings.SMTP_FROM,
        )  # fmt: skip

    def deliver(self, letter: Letter) -> str:
        """Send one letter; its Message-ID is the number the provider knows it by."""
        message = written(letter, self.sender)
        try:
            with self._open() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message, self.sender_address(), [letter.address])
        except smtplib.SMTPRecipientsRefused as no:
            code, words = next(iter(no.recipients.values()))
            raise GatewayError(_told(code, words), final=code in FOR_GOOD) from no
        except smtplib.SMTPResponseException as no:
            final = no.smtp_code in FOR_GOOD and not isinstance(no, smtplib.SMTPAuthenticationError)
            raise GatewayError(_told(no.smtp_code, no.smtp_error), final=final) from no
        except (OSError, smtplib.SMTPException) as trouble:
            raise GatewayError(f"邮件服务器连接失败：{type(trouble).__name__}") from trouble
        return str(message["Message-ID"])

    def sender_address(self) -> str:
        return self.sender.rpartition("<")[2].rstrip(">") if "<" in self.sender else self.sender

    def _open(self) -> smtplib.SMTP:
        safe = ssl.create_default_context()
        if self.scheme == "smtps":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=safe)
        server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
        if self.scheme == "smtp+starttls":
            try:
                server.starttls(context=safe)
            except BaseException:
                server.close()
                raise
        return server


def written(letter: Letter, sender: str) -> EmailMessage:
    """The letter as MIME. No header holds a line break: what was typed cannot become a header of its own."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = _one_line(sender), _one_line(letter.address)
    message["Subject"] = _one_line(letter.subject)
    message["Message-ID"] = make_msgid(_one_line(letter.reference), domain="cityhall.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    for name, content in letter.files:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=_one_line(name))
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _told(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"邮件服务器拒收（{code}）：{said}"
