"""The world outside: gateways for messages, fonts and PDF for papers. No database."""

from .fonts import prepare as prepare_fonts

__all__ = ["prepare_fonts"]
