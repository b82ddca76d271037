"""Joining, signing in by link, teams and lines, tokens."""

import hashlib
import secrets
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.people.models import Line, Membership, Organisation, Person, SignInLink, Team, Token

LINK_LASTS = timedelta(days=14)
"""How long an invitation to sign in is good for."""


def organisation() -> Organisation:
    """The one organisation; made at the first call."""
    return Organisation.objects.get_or_create(pk=1, defaults={"made_on": clock.today()})[0]


def add_person(
    email: str, name: str, *, given_name: str = "", time_zone: str = "UTC", keeps_people: bool = False, key: str = ""
) -> Person:
    """Add somebody who works here. They sign in by e-mail; no password is needed."""
    if Person.objects.filter(email=email.lower()).exists():
        raise Refusal(_("Somebody with this e-mail address is here already."), field="email", code="email-taken")
    person = Person(
        email=email.lower(),
        name=name,
        given_name=given_name or name.split()[0],
        time_zone=time_zone,
        keeps_people=keeps_people,
        external_key=key,
    )
    person.set_unusable_password()
    with transaction.atomic():
        person.save(force_insert=True)
    return person


def make_sign_in_link(person: Person, *, lasts: timedelta = LINK_LASTS) -> str:
    """A secret that lets this person in once. Only its hash is stored; the secret itself is returned once."""
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.create(person=person, hashed=hash_secret(secret), expires_at=clock.now() + lasts)
    return secret


def find_sign_in_link(secret: str) -> SignInLink | None:
    """The link with this secret if it is still good. Looking does not use it up: mail scanners look."""
    return (
        SignInLink.objects.filter(hashed=hash_secret(secret), used_at=None, expires_at__gt=clock.now())
        .filter(person__is_active=True)
        .select_related("person")
        .first()
    )


def use_sign_in_link(secret: str) -> Person:
    """Use a link up and return whom it lets in. Of two requests at once one gets in."""
    link = find_sign_in_link(secret)
    if link is None or not SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=clock.now()):
        raise Refusal(_("This link was used already or has run out. Ask for a new one by e-mail."), code="link-used")
    return link.person


def hash_secret(secret: str) -> str:
    """How links and tokens are stored: SHA-256 of 256 random bits, which nobody guesses back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_line(person: Person, lead: Person, *, additional: bool = False, on: date | None = None) -> Line:
    """`person` reports to `lead` from that day; the former main line ends. The same line again changes nothing."""
    on = on or clock.today()
    if person.pk == lead.pk:
        raise Refusal(_("Nobody reports to themselves."), field="lead")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        standing = Line.objects.filter(person=person, ended_on=None)
        if same := standing.filter(lead=lead).first():
            return same
        if not additional:
            for line in standing.filter(additional=False):
                close_line(line, on=on)
        return Line.objects.create(person=person, lead=lead, additional=additional, started_on=on)


def close_line(line: Line, *, on: date | None = None) -> None:
    """End a reporting line on that day."""
    line.ended_on = max(on or clock.today(), line.started_on)
    line.save(update_fields=["ended_on"])


def put_in_team(person: Person, team: Team, *, on: date | None = None) -> Membership:
    """`person` works in this team from that day; the former membership ends."""
    on = on or clock.today()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        standing = Membership.objects.filter(person=person, ended_on=None).first()
        if standing and standing.team_id == team.pk:
            return standing
        if standing:
            standing.ended_on = max(on, standing.started_on)
            standing.save(update_fields=["ended_on"])
        return Membership.objects.create(person=person, team=team, started_on=on)


def lead_of(person: Person) -> Person | None:
    """Whom this person reports to now."""
    line = Line.objects.filter(person=person, ended_on=None, additional=False).select_related("lead").first()
    return line.lead if line else None


def make_token(*, name: str, scopes: list[str], person: Person | None, lasts_days: int = 365) -> tuple[Token, str]:
    """A token and its secret, which is shown once. Without a person it is a service's, for people data only."""
    people_only = {Token.Scope.PEOPLE_READ, Token.Scope.PEOPLE_WRITE}
    if person is None and not set(scopes) <= people_only:
        raise Refusal(_("A service's token can reach people and teams only, never what somebody wrote."))
    secret = f"along_{secrets.token_urlsafe(32)}"
    today = clock.today()
    token = Token.objects.create(
        person=person,
        name=name,
        scopes=sorted(scopes),
        hashed=hash_secret(secret),
        made_on=today,
        expires_on=today + timedelta(days=lasts_days),
    )
    return token, secret


def find_token(secret: str) -> Token | None:
    """The token with this secret, if it is still good; notes the day it was used."""
    today = clock.today()
    token = (
        Token.objects.select_related("person")
        .filter(Q(person=None) | Q(person__is_active=True), hashed=hash_secret(secret), expires_on__gte=today)
        .first()
    )
    if token and token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


def revoke_token(token: Token) -> None:
    """From now on nothing can be done with it."""
    token.delete()


def change_profile(person: Person, *, given_name: str, time_zone: str, language: str) -> None:
    """How somebody is called, when their day begins and in which language they read."""
    person.given_name, person.time_zone, person.language = given_name.strip() or person.given_name, time_zone, language
    person.save(update_fields=["given_name", "time_zone", "language"])


def remove_password(person: Person) -> None:
    """Back to codes and links by mail alone."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
