"""Addresses of people and teams."""

from django.urls import path

from alongside.web.people import keeping, teams, views

app_name = "people"

urlpatterns = [
    path("", views.people, name="list"),
    path("add/", keeping.add, name="add"),
    path("teams/", teams.teams, name="teams"),
    path("teams/add/", teams.add, name="add_team"),
    path("teams/<uuid:pk>/", teams.team, name="team"),
    path("teams/<uuid:pk>/change/", teams.change, name="change_team"),
    path("teams/<uuid:pk>/end/", teams.end, name="end_team"),
    path("lines/<uuid:pk>/end/", keeping.end_line, name="end_line"),
    path("<uuid:pk>/", views.person, name="person"),
    path("<uuid:pk>/change/", keeping.change, name="change"),
    path("<uuid:pk>/place/", keeping.place, name="place"),
    path("<uuid:pk>/also-reports/", keeping.also_reports, name="also_reports"),
    path("<uuid:pk>/keeper/", keeping.keeper, name="keeper"),
    path("<uuid:pk>/welcome/", keeping.welcome, name="welcome"),
    path("<uuid:pk>/left/", keeping.left, name="left"),
]
