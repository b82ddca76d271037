"""The chairs of the demo."""

from django.urls import path

from alongside.web.chairs import views

app_name = "chairs"

urlpatterns = [
    path("", views.everybody, name="all"),
    path("<slug:slug>/", views.sit, name="sit"),
]
