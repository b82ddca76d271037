from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "alongside.evaluations"
    label = "evaluations"
