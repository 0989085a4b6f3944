"""内置的一件事 as a form: which organ of the city does what, which items it has already, under which names."""

from typing import Any

from django import forms

from cityhall.doors.setup.forms.administration import named
from cityhall.joint.queries import ShippedPlan

ORGAN, ITEM = "organ_", "item_"


class LoadForm(forms.Form):
    """One line a role, filled in with the organ that seems to be meant; one a item, empty where a draft is to be made."""

    def __init__(self, plan: ShippedPlan, data: Any = None) -> None:
        super().__init__(data)
        for role in plan.roles:
            self.fields[f"{ORGAN}{role.key}"] = forms.CharField(
                label=role.name, initial=named(role.organ) if role.organ else "", required=False,
                widget=forms.TextInput(attrs={"list": "organs", "autocomplete": "off"}),
            )  # fmt: skip
        for line in plan.items:
            self.fields[f"{ITEM}{line.item.key}"] = forms.CharField(
                label=line.item.name, required=False, max_length=300, widget=forms.TextInput(attrs={"placeholder": "不填则新建草稿"}),
            )  # fmt: skip
        if plan.shipped.variants:
            known = [("", "按数据里的名称"), *((v.key, v.name) for v in plan.shipped.variants)]
            self.fields["variant"] = forms.ChoiceField(label="阶段名称", choices=known, required=False)

    @property
    def told(self) -> dict[str, Any]:
        """对照表, as the act takes it."""
        typed = {name: value for name, value in self.cleaned_data.items() if value}
        return {
            "organs": {n.removeprefix(ORGAN): v for n, v in typed.items() if n.startswith(ORGAN)},
            "items": {n.removeprefix(ITEM): v for n, v in typed.items() if n.startswith(ITEM)},
            "variant": typed.get("variant", ""),
        }

    def rows(self, plan: ShippedPlan) -> tuple[list[Any], list[Any]]:
        """Each role and each item beside its box; that no role may stay empty is marked from here on."""
        for line in plan.roles:
            self.fields[f"{ORGAN}{line.key}"].required = True
        roles = [(line, self[f"{ORGAN}{line.key}"]) for line in plan.roles]
        return roles, [(line, self[f"{ITEM}{line.item.key}"]) for line in plan.items]
