from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.exchange"
    label = "ch_exchange"
    verbose_name = "对接"
