"""Addresses of my data."""

from django.urls import path

from alongside.web.mydata import views

app_name = "mydata"

urlpatterns = [
    path("", views.data, name="page"),
    path("take/", views.take, name="take"),
    path("forget/", views.leave, name="forget"),
]
