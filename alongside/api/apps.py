from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "alongside.api"
    label = "api"

    def ready(self) -> None:
        """Make the daily work known to the worker."""
        from alongside.api import sweep  # noqa: F401
