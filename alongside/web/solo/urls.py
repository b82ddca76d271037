"""Addresses of one thing alone."""

from django.urls import path

from alongside.web.solo import views

app_name = "solo"

urlpatterns = [
    path("", views.alone, name="page"),
    path("<uuid:pk>/", views.one_alone, name="one"),
    path("<uuid:pk>/words/", views.words, name="words"),
    path("<uuid:pk>/carry-on/", views.carry_on, name="carry_on"),
    path("<uuid:pk>/steps/", views.add_step, name="add_step"),
    path("step/<uuid:pk>/done/", views.finish_step, name="finish_step"),
    path("step/<uuid:pk>/dropped/", views.drop_step, name="drop_step"),
    path("<uuid:pk>/looking-back/", views.look_back, name="look_back"),
    path("<uuid:pk>/delete/", views.delete, name="delete"),
]
