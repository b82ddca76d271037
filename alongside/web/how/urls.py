"""Addresses of the open page about this place, and of the words the organisation adds to it."""

from django.urls import path

from alongside.web.how import views

app_name = "how"

urlpatterns = [
    path("", views.how, name="page"),
    path("words/", views.words, name="words"),
    path("words/<uuid:pk>/agree/", views.agree, name="agree"),
    path("words/<uuid:pk>/take-back/", views.take_back, name="take_back"),
]
