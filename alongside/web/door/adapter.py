"""How allauth behaves here: nobody signs themselves up; people are invited or imported."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class DoorAdapter(DefaultAccountAdapter):
    """Signing in for people who are already known."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves."""
        return False
