from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.supervision"
    label = "ch_supervision"
    verbose_name = "监察"
