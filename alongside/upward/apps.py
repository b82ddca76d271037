from django.apps import AppConfig


class UpwardConfig(AppConfig):
    name = "alongside.upward"
    label = "upward"
