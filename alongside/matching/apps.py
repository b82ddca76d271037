from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "alongside.matching"
    label = "matching"

    def ready(self) -> None:
        """Let the workers know what comes round every day."""
        from alongside.matching import suggesting  # noqa: F401 (it registers itself)
