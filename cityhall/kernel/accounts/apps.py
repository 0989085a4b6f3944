from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.kernel.accounts"
    label = "ch_accounts"
    verbose_name = "账号"
