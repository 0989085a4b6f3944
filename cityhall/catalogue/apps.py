from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.catalogue"
    label = "ch_catalogue"
    verbose_name = "事项"
