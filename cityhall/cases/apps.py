from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.cases"
    label = "ch_cases"
    verbose_name = "办件"
