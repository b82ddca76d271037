from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "alongside.lifecycle"
    label = "lifecycle"
