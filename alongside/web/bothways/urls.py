"""Addresses of how we're doing, both ways, and of a coach's reading without names."""

from django.urls import path

from alongside.web.bothways import nameless, views

app_name = "both_ways"

urlpatterns = [
    path("with/<uuid:pk>/", views.begin, name="begin"),
    path("with/<uuid:pk>/without-names/", nameless.without_names, name="without_names"),
    path("readings/", nameless.readings, name="readings"),
    path("<uuid:pk>/", views.both_ways, name="page"),
    path("<uuid:pk>/take-back/", views.take_back, name="take_back"),
    path("<uuid:pk>/just-talk/", views.just_talk, name="just_talk"),
    path("<uuid:pk>/write/", views.write, name="write"),
    path("<uuid:pk>/talked-about/", views.talked_about, name="talked_about"),
]
