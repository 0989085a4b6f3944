"""A form with nothing to fill in: the button says it all."""

from django import forms


class Blank(forms.Form):
    pass


class ReasonForm(forms.Form):
    """An act that wants to know why, and nothing else."""

    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2, "cols": False}))
