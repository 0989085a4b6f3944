"""Where sessions lie: Django's own way, with the account beside each, so that one's own can be found and a single one ended."""

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as Plain
from django.db import InterfaceError, OperationalError

DEVICE, NETWORK, ACCOUNT = "device", "network", "_auth_user_id"


class SessionStore(Plain):
    @classmethod
    def get_model_class(cls) -> Any:
        from cityhall.kernel.accounts.models import SignedIn

        return SignedIn

    def save(self, must_create: bool = False) -> None:
        """A database that went away is no session that ended: whoever asks is told to ask again, not to sign in."""
        try:
            super().save(must_create)
        except UpdateError as ended:
            if isinstance(ended.__context__, (OperationalError, InterfaceError)):
                raise ended.__context__ from None
            raise

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """No statement more: the row is written as it was, with three columns from what it holds."""
        row: Any = super().create_model_instance(data)
        account = str(data.get(ACCOUNT, ""))
        row.account_id = int(account) if account.isdecimal() else None
        row.device, row.network = str(data.get(DEVICE, "")), str(data.get(NETWORK, ""))
        return row
