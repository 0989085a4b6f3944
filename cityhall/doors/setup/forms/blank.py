"""A form with nothing to fill in: the button says it all."""

from django import forms


class Blank(forms.Form):
    pass
