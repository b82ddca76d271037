"""Addresses of one's own notes."""

from django.urls import path

from alongside.web.reflect import views

app_name = "reflect"

urlpatterns = [
    path("", views.start, name="start"),
    path("begin/", views.begin, name="begin"),
    path("typing/<uuid:pk>/", views.save, name="save"),
    path("talks/", views.of_talks, name="of_talks"),
    path("talks/<uuid:pk>/delete/", views.delete_of_talk, name="delete_of_talk"),
    path("shown/<uuid:pk>/take-back/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/", views.notes, name="notes"),
    path("<uuid:pk>/show/", views.choose, name="choose"),
    path("<uuid:pk>/delete/", views.delete, name="delete"),
    path("<uuid:pk>/<slug:slug>/", views.card, name="card"),
]
