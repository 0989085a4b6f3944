"""Tables of the catalogue: items and their versions, the lists above them, what is planned, the regimes."""

from .items import Item, ItemVersion, Regime, RegimeVersion
from .lists import BaseEntry, Plan

__all__ = ["BaseEntry", "Item", "ItemVersion", "Plan", "Regime", "RegimeVersion"]
