from django.apps import AppConfig


class FocusConfig(AppConfig):
    name = "alongside.focus"
    label = "focus"
