"""The page of all parts; only where ALONGSIDE_DEBUG is on."""

from django.urls import path

from alongside.web.style import views

app_name = "style"

urlpatterns = [path("", views.parts, name="parts")]
