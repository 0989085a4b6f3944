from django.apps import AppConfig


class Config(AppConfig):
    name = "cityhall.site"
    label = "ch_site"
    verbose_name = "门厅"

    def ready(self) -> None:
        from cityhall.kernel.jobs.fan_out import listen

        from .reactions import FIRST, WHEN

        listen(WHEN, FIRST)
