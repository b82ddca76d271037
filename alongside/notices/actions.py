"""Telling people. What a deed in the journal leads to is gathered by `tasks`; here is what somebody asks for."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from alongside.kit import clock
from alongside.notices.models import Notice
from alongside.people.actions import make_sign_in_link
from alongside.people.models import Person, SignInLink


def welcome(person: Person) -> Notice | None:
    """Send somebody the link with which they sign in for the first time; nothing if one is on its way already.

    Without mail, the console of the server shows it, once: see `first_link`.
    """
    now = clock.now()
    try:
        with transaction.atomic():
            return Notice.objects.create(
                kind=Notice.Kind.WELCOME, to=person, row=person.pk, made_at=now, next_try_at=now
            )
    except IntegrityError:
        return None


def first_link(person: Person) -> str | None:
    """The address that lets a new person in, for the console, when no mail is set up.

    Given once, and only for an account that never signed in and never had a link, and so holds no word of theirs:
    whoever runs the server cannot use it to sit in somebody's chair.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        used = person.last_login or not person.is_active or person.has_usable_password()
        if used or SignInLink.objects.filter(person=person).exists():
            return None
        return link_in(person)


def link_in(person: Person, *, to: str = "") -> str:
    """A fresh address that lets this person in once, by a button. `to` is a query such as "invite=<id>"."""
    path = reverse("door:welcome", urlconf=settings.ROOT_URLCONF, args=[make_sign_in_link(person)])
    return f"{settings.BASE_URL}{path}{'?' if to else ''}{to}"
