from django.urls import path

from .views import books, floor, items, registers

app_name = "hall"
urlpatterns = [
    path("", floor.page, name="floor"),
    path("windows/<int:window_id>/", floor.window, name="window"),
    path("windows/<int:window_id>/items/<int:item_id>/", items.switch, name="switch"),
    path("items/", items.matrix, name="items"),
    path("register/", registers.register, name="register"),
    path("consultations/", registers.consultations, name="consultations"),
    path("grievances/", registers.grievances, name="grievances"),
    path("back-entries/", registers.back_entries, name="back_entries"),
    path("trust/", registers.trust, name="trust"),
    path("payments/", books.page, name="books"),
    path("payments/run/", books.run, name="books_run"),
    path("payments/differences/<int:difference_id>/", books.clear, name="books_clear"),
    path("payments/late/<slug:order>/", books.send_back, name="books_send_back"),
    path("uncollected/", registers.uncollected, name="uncollected"),
]
