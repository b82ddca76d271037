"""Addresses of the open page about this place."""

from django.urls import path

from alongside.web.how import views

app_name = "how"

urlpatterns = [path("", views.how, name="page")]
