"""Amounts as the doors read and show them."""

from cityhall.payments.rules import fen, suggested, yuan

__all__ = ["fen", "suggested", "yuan"]
