from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.deadlines"
    label = "ch_deadlines"
    verbose_name = "时限"
