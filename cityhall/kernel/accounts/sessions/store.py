"""Where sessions lie: Django's own way, with the account beside each, so that one's own can be found and a single one ended."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Plain

DEVICE, NETWORK, ACCOUNT = "device", "network", "_auth_user_id"


class SessionStore(Plain):
    @classmethod
    def get_model_class(cls) -> Any:
        from cityhall.kernel.accounts.models import SignedIn

        return SignedIn

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """No statement more: the row is written as it was, with three columns from what it holds."""
        row: Any = super().create_model_instance(data)
        account = str(data.get(ACCOUNT, ""))
        row.account_id = int(account) if account.isdecimal() else None
        row.device, row.network = str(data.get(DEVICE, "")), str(data.get(NETWORK, ""))
        return row
