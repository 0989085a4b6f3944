from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.helping"
    label = "ch_helping"
    verbose_name = "帮办代办"
