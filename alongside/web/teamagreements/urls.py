"""Addresses of what a team agrees on."""

from django.urls import path

from alongside.web.teamagreements import views

app_name = "team_agreements"

urlpatterns = [
    path("of/<uuid:pk>/", views.agreements, name="list"),
    path("of/<uuid:pk>/propose/", views.propose, name="propose"),
    path("<uuid:pk>/", views.agreement, name="page"),
    path("<uuid:pk>/say/", views.say, name="say"),
    path("<uuid:pk>/slip/", views.slip, name="slip"),
    path("<uuid:pk>/set-aside/", views.set_aside, name="set_aside"),
    path("slips/<uuid:pk>/remove/", views.remove_slip, name="remove_slip"),
]
