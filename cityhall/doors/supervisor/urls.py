from django.urls import path

from .views import board, findings, orders

app_name = "supervisor"
urlpatterns = [
    path("", board.page, name="board"),
    path("file/", board.export, name="export"),
    path("clocks/<int:clock_id>/", board.clock, name="clock"),
    path("pace/", board.pace, name="pace"),
    path("orders/", orders.index, name="orders"),
    path("orders/new/", orders.new, name="new"),
    path("orders/<slug:number>/", orders.page, name="order"),
    path("orders/<slug:number>/print/", orders.sheet, name="sheet"),
    path("orders/<slug:number>/files/", orders.attach, name="attach"),
    path("orders/<slug:number>/files/<int:file_id>/", orders.file, name="file"),
    path("orders/<slug:number>/<slug:move>/", orders.act, name="act"),
    path("appeals/", orders.appeals, name="appeals"),
    path("appeals/new/", orders.appeal, name="appeal"),
    path("appeals/<int:appeal_id>/", orders.decide, name="decide"),
    path("findings/", findings.index, name="findings"),
    path("findings/<int:finding_id>/", findings.page, name="finding"),
    path("rules/", findings.rules, name="rules"),
    path("rules/<slug:key>/", findings.rule, name="rule"),
]
