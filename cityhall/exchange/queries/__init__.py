"""What can be asked about clients of the open API, and about what they are told."""

from .clients import Admitted, ClientRow, ClientView, SecretRow, client, clients
from .hooks import DeliveryRow, SubscriptionRow, deliveries, subscription, subscriptions

__all__ = [
    "Admitted",
    "ClientRow",
    "ClientView",
    "DeliveryRow",
    "SecretRow",
    "SubscriptionRow",
    "client",
    "clients",
    "deliveries",
    "subscription",
    "subscriptions",
]
