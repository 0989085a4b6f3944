from django.urls import path

from . import batches, fees, joint, lists, pre_review, views, visit

urlpatterns = [
    path("", lists.desk, name="office"),
    path("filters/", lists.keep, name="office_keep"),
    path("filters/<int:filter_id>/drop/", lists.drop, name="office_drop"),
    path("file/", lists.export, name="office_export"),
    path("batch/", batches.choose, name="office_choose"),
    path("batch/run/", batches.run, name="office_run"),
    path("batch/<uuid:batch_id>/", batches.report, name="office_batch"),
    path("batch/<uuid:batch_id>/file/", batches.report_file, name="office_batch_file"),
    path("pre-reviews/", pre_review.index, name="office_pre_reviews"),
    path("pre-reviews/<uuid:draft>/", pre_review.page, name="office_pre_review"),
    path("pre-reviews/<uuid:draft>/files/<int:file_id>/", pre_review.file, name="office_pre_review_file"),
    path("joint/", joint.index, name="office_joint"),
    path("joint/<slug:number>/<slug:part>/", joint.part, name="office_joint_part"),
    path("joint/<slug:number>/<slug:part>/files/<int:file_id>/", joint.file, name="office_joint_file"),
    path("cases/", lists.cases, name="office_cases"),
    path("cases/<slug:number>/", views.case, name="office_case"),
    path("cases/<slug:number>/files/<int:file_id>/", views.file, name="office_file"),
    path("cases/<slug:number>/files/<int:file_id>/view/", views.view, name="office_view"),
    path("cases/<slug:number>/papers/<str:paper_number>/", views.paper, name="office_paper"),
    path("cases/<slug:number>/minutes/<int:key>/", views.minutes, name="office_minutes"),
    path("cases/<slug:number>/package/", views.package, name="office_package"),
    path("cases/<slug:number>/clocks/<int:clock_id>/", views.clock, name="office_clock"),
    path("cases/<slug:number>/visit/<str:key>/", visit.sheet, name="office_visit"),
    path("cases/<slug:number>/fee/", fees.page, name="office_fee"),
    path("cases/<slug:number>/why/", views.why, name="office_why"),
    path("cases/<slug:number>/<slug:name>/", views.act, name="office_act"),
    path("cases/<slug:number>/<slug:name>/<str:key>/", views.act, name="office_act_on"),
]
