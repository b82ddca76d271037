from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "alongside.lifecycle"
    label = "lifecycle"

    def ready(self) -> None:
        """Make the daily work known to the worker."""
        from alongside.lifecycle import keeping, meeting, roster_import  # noqa: F401
