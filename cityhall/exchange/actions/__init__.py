"""The verbs of the exchange with other systems."""

from .clients import (
    create_client,
    edit_client,
    end_secret,
    fresh_key,
    fresh_secret,
    resume_client,
    rotate_secret,
    suspend_client,
)
from .hooks import (
    edit_subscription,
    end_former_signing,
    fresh_signing_secret,
    give_up,
    replay_subscription,
    resume_subscription,
    rotate_signing,
    stop_subscription,
    subscribe,
    unsubscribe,
)
from .telling import forget_old_deliveries, tell_subscribers, try_subscription
from .tokens import admit, check_given, forget_old_tokens, issue_token

__all__ = [
    "admit",
    "check_given",
    "create_client",
    "edit_client",
    "edit_subscription",
    "end_former_signing",
    "end_secret",
    "forget_old_deliveries",
    "forget_old_tokens",
    "fresh_key",
    "fresh_secret",
    "fresh_signing_secret",
    "give_up",
    "issue_token",
    "replay_subscription",
    "resume_client",
    "resume_subscription",
    "rotate_secret",
    "rotate_signing",
    "stop_subscription",
    "subscribe",
    "suspend_client",
    "tell_subscribers",
    "try_subscription",
    "unsubscribe",
]
