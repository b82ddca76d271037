"""Signing in: an address, and a password for those who set one."""

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):
    """Without a password a code is sent; with one it has to be right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Your e-mail address at work")
        self.fields["login"].error_messages["required"] = _("Your address is needed here.")
        self.fields["login"].widget.attrs.update({"autocomplete": "email", "placeholder": ""})
        self.fields["password"].required = False
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs["placeholder"] = ""

    def _setup_password_field(self) -> None:
        """Keep it: signing up is closed, but who has a password may use it."""
