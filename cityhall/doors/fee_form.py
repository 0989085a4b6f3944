"""核定收费: one field for each published charge of the item, as the window and the office show it."""

from collections.abc import Callable

from django import forms

from cityhall.cases import actions
from cityhall.cases.queries import FeeView
from cityhall.kernel.actor import Actor

FIELD = "amount-"


class SetFeeForm(forms.Form):
    """Yuan for each published charge; a charge left empty is not charged."""

    def __init__(self, fee: FeeView, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.names = [one.name for one in fee.charges]
        for n, one in enumerate(fee.charges):
            told = "；".join(part for part in (one.standard, one.basis, one.reduction) if part)
            self.fields[f"{FIELD}{n}"] = forms.CharField(
                label=f"{one.name}（元）", required=False, max_length=15, help_text=told,
                initial=one.suggested if fee.standing is None else "",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )  # fmt: skip

    def act(self, actor: Actor, number: str) -> Callable[..., str]:
        """The action, called with what was typed."""

        def run(**typed: str) -> str:
            return actions.set_fee(actor, number, {name: typed[f"{FIELD}{n}"] for n, name in enumerate(self.names)})

        return run
