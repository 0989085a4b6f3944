from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.kernel.numbering"
    label = "ch_numbering"
    verbose_name = "编号"
