"""How allauth behaves here: nobody signs themselves up; people are invited or imported."""

import logging
from datetime import timedelta
from smtplib import SMTPException
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.kit.refusal import Refusal
from alongside.people.actions import find_time_zone, make_sign_in_link
from alongside.people.models import Person

MINUTES = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
"""How long a code, and the link beside it, are good for."""

QUIET = {"account/messages/logged_in.txt", "account/messages/logged_out.txt", "account/messages/login_code_sent.txt"}
"""What the page says anyway."""

log = logging.getLogger(__name__)


class DoorAdapter(DefaultAccountAdapter):
    """Signing in for people who are already known."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account by themselves."""
        return False

    def pre_login(self, request: HttpRequest, user: Person, **more: Any) -> HttpResponse | None:
        """On the way in, by whichever door: notice where somebody is when they come for the first time."""
        find_time_zone(user, request.POST.get("time_zone", ""))
        return cast("HttpResponse | None", super().pre_login(request, user, **more))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whose tries are counted: the address that the outermost of our proxies saw.

        A request that names fewer addresses than we have proxies did not come through all of them. It counts for
        whoever is really connected, as one without the list does: nothing that a visitor writes is believed.
        """
        try:
            return cast(str, super().get_client_ip(request))
        except ImproperlyConfigured:
            log.warning("a request came past a proxy, or ALONGSIDE_PROXIES is too high")
            peer = clean_client_ip(request.META.get("REMOTE_ADDR", ""))
            if peer is None:
                raise PermissionDenied from None
            return cast(str, peer)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's mails. The one with the code has a link, too, for another device.

        Raises:
            Refusal: the mail server does not answer. It is the same sentence whether the address is known or not.
        """
        context = {"minutes": MINUTES, "place": settings.BASE_URL} | context
        if template_prefix == "account/email/login_code":
            person = Person.objects.get_by_natural_key(email)
            secret = make_sign_in_link(person, lasts=timedelta(minutes=MINUTES))
            context |= {"link": settings.BASE_URL + reverse("door:welcome", args=[secret]), "person": person}
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as problem:
            log.error("the mail server did not take a mail", extra={"facts": {"problem": type(problem).__qualname__}})
            raise Refusal(
                _("The mail could not be sent just now. Try again in a few minutes."), code="mail-away"
            ) from problem

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:
        """Say what allauth has to say, but what the page shows anyway."""
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **more)
