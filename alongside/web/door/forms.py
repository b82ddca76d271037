"""Signing in: an address, and a password for those who set one."""

from typing import Any

from allauth.account.forms import LoginForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from alongside.people.cells import read_email


def _is_an_address(value: str) -> None:
    """As in the list of people: letters beyond a to z may stand on either side of the @."""
    if read_email(value)[1] not in {"", "foreign-email"}:
        raise ValidationError(_("This is not an e-mail address."))


class SignInForm(LoginForm):
    """Without a password a code is sent; with one it has to be right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Your e-mail address at work")
        self.fields["login"].error_messages["required"] = _("Your address is needed here.")
        self.fields["login"].validators = [_is_an_address]
        self.fields["login"].widget.input_type = "text"  # browsers take letters of a to z only for an address
        self.fields["login"].widget.attrs.update({"autocomplete": "email", "inputmode": "email", "placeholder": ""})
        self.fields["password"].required = False
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs["placeholder"] = ""

    def _setup_password_field(self) -> None:
        """Keep it: signing up is closed, but who has a password may use it."""
