from django.apps import AppConfig


class SealedConfig(AppConfig):
    name = "alongside.sealed"
    label = "sealed"

    def ready(self) -> None:
        """Let the workers know that answers go back when the days are over."""
        from alongside.sealed import actions  # noqa: F401
