"""Addresses of talks."""

from django.urls import path

from alongside.web.talks import views

app_name = "talks"

urlpatterns = [
    path("primer/", views.primer, name="primer"),
    path("with/<uuid:pk>/", views.begin, name="begin"),
    path("with/<uuid:pk>/start/", views.start, name="start"),
    path("with/<uuid:pk>/plan/", views.plan, name="plan"),
    path("with/<uuid:pk>/topics/", views.topics, name="topics"),
    path("with/<uuid:pk>/this-month/", views.theme, name="theme"),
    path("year/<uuid:pk>/", views.year, name="year"),
    path("topics/<uuid:pk>/", views.topic, name="topic"),
    path("cards/<uuid:pk>/answer/", views.answer, name="answer"),
    path("cards/<uuid:pk>/skip/", views.skip, name="skip"),
    path("cards/<uuid:pk>/phrase/", views.phrase, name="phrase"),
    path("<uuid:pk>/", views.talk, name="page"),
    path("<uuid:pk>/move/", views.move, name="move"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("<uuid:pk>/leaf/", views.leaf, name="leaf"),
    path("<uuid:pk>/part/", views.part, name="part"),
    path("<uuid:pk>/mode/", views.mode, name="mode"),
    path("<uuid:pk>/pulse/", views.pulse, name="pulse"),
    path("<uuid:pk>/notes/", views.notes, name="notes"),
    path("<uuid:pk>/shared/", views.shared, name="shared"),
    path("<uuid:pk>/private/", views.private, name="private"),
    path("<uuid:pk>/close/", views.close, name="close"),
]
