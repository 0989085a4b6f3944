"""django-allauth as a library: its models must be known for its flow to be imported; its tables and its start are not wanted
(decision 24)."""

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "allauth.account"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Nothing begins: no middleware, no checks, no receivers."""


class SocialAccounts(AppConfig):
    name = "allauth.socialaccount"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Nothing begins: no provider is registered."""
