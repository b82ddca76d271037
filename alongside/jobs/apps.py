from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "alongside.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Let the daily works of this floor be known."""
        from alongside.jobs import progress, worker  # noqa: F401 (they register themselves)
