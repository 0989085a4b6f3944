from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.anywhere"
    label = "ch_anywhere"
    verbose_name = "通办"
