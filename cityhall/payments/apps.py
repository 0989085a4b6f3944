from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.payments"
    label = "ch_payments"
    verbose_name = "缴费"
