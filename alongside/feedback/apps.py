from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "alongside.feedback"
    label = "feedback"
