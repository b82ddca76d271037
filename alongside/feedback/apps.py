from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "alongside.feedback"
    label = "feedback"

    def ready(self) -> None:
        """Let the workers know that proposals are decided when their days are over."""
        from alongside.feedback import agreeing  # noqa: F401
