from django.apps import AppConfig


class PairsConfig(AppConfig):
    name = "alongside.pairs"
    label = "pairs"
