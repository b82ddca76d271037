from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "alongside.notices"
    label = "notices"

    def ready(self) -> None:
        """Let the workers know what comes with every turn and every day."""
        from alongside.notices import tasks  # noqa: F401 (it registers itself)
