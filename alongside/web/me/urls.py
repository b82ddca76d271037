"""Addresses of oneself."""

from django.urls import path

from alongside.web.me import views

app_name = "me"

urlpatterns = [
    path("", views.me, name="page"),
    path("address/", views.address, name="address"),
    path("address/accept/", views.accept_address, name="accept_address"),
    path("address/keep/", views.keep_address, name="keep_address"),
    path("password/", views.password, name="password"),
    path("password/remove/", views.remove_password, name="remove_password"),
    path("devices/", views.sessions, name="sessions"),
    path("devices/sign-out/", views.sign_out, name="sign_out"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", views.revoke, name="revoke"),
]
