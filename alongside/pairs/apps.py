from django.apps import AppConfig


class PairsConfig(AppConfig):
    name = "alongside.pairs"
    label = "pairs"

    def ready(self) -> None:
        """Let the workers know what comes round every day."""
        from alongside.pairs import actions  # noqa: F401 (it registers itself)
