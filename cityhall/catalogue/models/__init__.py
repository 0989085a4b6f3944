"""Tables of the catalogue: items and their versions, the regimes of the nine procedures."""

from .items import Item, ItemVersion, Regime, RegimeVersion

__all__ = ["Item", "ItemVersion", "Regime", "RegimeVersion"]
