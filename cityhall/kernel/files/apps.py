from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.kernel.files"
    label = "ch_files"
    verbose_name = "文件"
