"""Tables of the catalogue: items and their versions, the regimes of the nine procedures, what people ask for."""

from .items import Item, ItemVersion, Regime, RegimeVersion
from .questions import Question, Saying

__all__ = ["Item", "ItemVersion", "Question", "Regime", "RegimeVersion", "Saying"]
