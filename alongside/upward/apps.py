from django.apps import AppConfig


class UpwardConfig(AppConfig):
    name = "alongside.upward"
    label = "upward"

    def ready(self) -> None:
        """Let the workers know that what was written without names goes out on Mondays."""
        from alongside.upward import nameless  # noqa: F401 (it registers itself)
