"""Addresses of an import: choose a file, look, say yes."""

from django.urls import path

from alongside.web.roster import views

app_name = "roster"

urlpatterns = [
    path("", views.start, name="start"),
    path("<uuid:pk>/", views.look, name="look"),
    path("<uuid:pk>/again/", views.again, name="again"),
    path("<uuid:pk>/apply/", views.apply, name="apply"),
    path("<uuid:pk>/drop/", views.drop, name="drop"),
    path("<uuid:pk>/not-taken.csv", views.not_taken, name="not_taken"),
]
