"""Telling people. What a deed in the journal leads to is gathered by `tasks`; here is what somebody asks for."""

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from alongside.kit import clock
from alongside.notices.models import Notice
from alongside.people.actions import make_sign_in_link
from alongside.people.models import Person, SignInLink, Token


def welcome(person: Person) -> Notice | None:
    """Send somebody the link with which they sign in for the first time; nothing if one is on its way already.

    Without mail, the console of the server shows it, once: see `first_link`.
    """
    try:
        with transaction.atomic():
            return _tell(Notice.Kind.WELCOME, person, row=person.pk)
    except IntegrityError:
        return None


def tell_of_password(person: Person) -> None:
    """Tell somebody that their password was set, changed or removed: perhaps it was done by who sat at their device."""
    _tell(Notice.Kind.PASSWORD, person, row=person.pk)


def tell_of_token(token: Token) -> None:
    """Tell the person for whom a program can act from now on."""
    if token.person is not None:
        _tell(Notice.Kind.TOKEN, token.person, row=token.pk)


def _tell(kind: Notice.Kind, person: Person, *, row: UUID) -> Notice:
    now = clock.now()
    return Notice.objects.create(kind=kind, to=person, row=row, made_at=now, next_try_at=now)


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
