"""Addresses of the check-in: where would you place the last two months?"""

from django.urls import path

from alongside.web.checkins import views

app_name = "checkins"

urlpatterns = [
    path("with/<uuid:pair>/", views.begin, name="begin"),
    path("team/<uuid:pk>/", views.axes, name="axes"),
    path("<uuid:pk>/", views.where, name="page"),
    path("<uuid:pk>/take-back/", views.take_back, name="take_back"),
    path("<uuid:pk>/delete/", views.discard, name="discard"),
]
