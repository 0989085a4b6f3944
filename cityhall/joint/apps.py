from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.joint"
    label = "ch_joint"
    verbose_name = "一件事"
