"""Addresses of oneself."""

from django.urls import path

from alongside.web.me import views

app_name = "me"

urlpatterns = [
    path("", views.me, name="page"),
    path("password/", views.password, name="password"),
    path("password/remove/", views.remove_password, name="remove_password"),
    path("devices/", views.sessions, name="sessions"),
    path("devices/sign-out/", views.sign_out, name="sign_out"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", views.revoke, name="revoke"),
]
