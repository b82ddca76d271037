"""Addresses of the two of you."""

from django.urls import path

from alongside.web.pairs import agreeing, allowing, inviting, views

app_name = "pairs"

urlpatterns = [
    path("", views.pairs, name="list"),
    path("invite/", inviting.invite, name="invite"),
    path("invitation/<uuid:pk>/", inviting.invitation, name="invitation"),
    path("invitation/<uuid:pk>/yes/", inviting.say_yes, name="accept"),
    path("invitation/<uuid:pk>/not-now/", inviting.not_now, name="not_now"),
    path("invitation/<uuid:pk>/somebody-else/", inviting.somebody_else, name="somebody_else"),
    path("invitation/<uuid:pk>/take-back/", inviting.take_back, name="withdraw"),
    path("agreement/<uuid:pk>/sign/", agreeing.sign, name="sign"),
    path("agreement/<uuid:pk>/set-aside/", agreeing.set_aside, name="set_aside"),
    path("<uuid:pk>/", views.pair_page, name="page"),
    path("<uuid:pk>/shown/", views.shown, name="shown"),
    path("<uuid:pk>/agreement/", agreeing.agreement, name="agreement"),
    path("<uuid:pk>/agreement/our-words/", agreeing.our_words, name="our_words"),
    path("<uuid:pk>/permissions/", allowing.permissions, name="permissions"),
    path("<uuid:pk>/permissions/close/", allowing.close, name="disallow"),
    path("<uuid:pk>/pause/", views.pause, name="pause"),
    path("<uuid:pk>/resume/", views.resume, name="resume"),
    path("<uuid:pk>/end/", views.end, name="end"),
]
