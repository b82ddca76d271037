from django.apps import AppConfig


class UpwardConfig(AppConfig):
    name = "alongside.upward"
    label = "upward"

    def ready(self) -> None:
        """Let the workers know what goes out on Mondays, and how long things are kept."""
        from alongside.upward import keeping, nameless  # noqa: F401 (they register themselves)
