from django.urls import path

from .views import acts, case, counter, handover, lists, papers, supplement

app_name = "window"
urlpatterns = [
    path("", counter.page, name="counter"),
    path("items/", counter.items, name="items"),
    path("tray/", lists.tray, name="tray"),
    path("register/", lists.register, name="register"),
    path("cases/", lists.search, name="search"),
    path("handover/", handover.waiting, name="handover"),
    path("handover/labels/", handover.labels, name="labels"),
    path("handover/<slug:number>/", handover.deliver, name="deliver"),
    path("handover/<slug:number>/slip/", handover.slip, name="slip"),
    path("handover/<slug:number>/originals/<slug:key>/", handover.original, name="original"),
    path("handover/<slug:number>/<slug:name>/", handover.act, name="hand"),
    path("cases/<slug:number>/", case.page, name="case"),
    path("cases/<slug:number>/accept/", case.accept, name="accept"),
    path("cases/<slug:number>/on-spot/", case.on_spot, name="on_spot"),
    path("cases/<slug:number>/materials/<slug:key>/", case.check, name="check"),
    path("cases/<slug:number>/materials/<slug:key>/file/", case.attach, name="attach"),
    path("cases/<slug:number>/files/<int:file_id>/", case.file, name="file"),
    path("cases/<slug:number>/files/<int:file_id>/remove/", case.remove, name="remove"),
    path("cases/<slug:number>/supplement/", supplement.tell, name="supplement"),
    path("cases/<slug:number>/supplemented/", supplement.take, name="supplemented"),
    path("cases/<slug:number>/refer/", acts.refer, name="refer"),
    path("cases/<slug:number>/correct/", acts.correct, name="correct"),
    path("cases/<slug:number>/withdraw/", acts.withdraw, name="withdraw"),
    path("cases/<slug:number>/void/", acts.void, name="void"),
    path("cases/<slug:number>/reveal/", acts.reveal, name="reveal"),
    path("cases/<slug:number>/papers/", papers.ask, name="ask_paper"),
    path("cases/<slug:number>/papers/<str:paper>/", papers.show_paper, name="paper"),
    path("cases/<slug:number>/papers/<str:paper>/printed/", papers.printed, name="printed"),
    path("cases/<slug:number>/papers/<str:paper>/stamp/", papers.stamp, name="stamp"),
]
