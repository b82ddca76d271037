"""The door for those who come by a link."""

from django.urls import path

from alongside.web.door import views

app_name = "door"

urlpatterns = [path("<str:secret>/", views.welcome, name="welcome")]
