"""Joining, signing in by link, teams and lines, tokens."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.people.models import Line, Membership, Organisation, Person, SignInLink, Team, Token

LINK_LASTS = timedelta(days=14)
"""How long an invitation to sign in is good for."""
MOST_TOKENS = 25
"""How many programs one person lets act for them."""


def organisation() -> Organisation:
    """The one organisation; made at the first call."""
    return Organisation.objects.get_or_create(pk=1, defaults={"made_on": clock.today()})[0]


def add_person(
    email: str,
    name: str,
    *,
    given_name: str = "",
    time_zone: str = "",
    keeps_people: bool = False,
    key: str = "",
    by: Person | None = None,
) -> Person:
    """Add somebody who works here. They sign in by e-mail; no password is needed.

    Without a time zone they get the organisation's, until they come in for the first time.

    Raises:
        Refusal: somebody has this address or this key already, or there is no name.
    """
    name, given_name = on_one_line(name), on_one_line(given_name)
    if not name:
        raise Refusal(_("Write the name."), field="name")
    for field, said in (("name", name), ("given_name", given_name), ("email", email)):
        _must_fit(Person, field, said)
    person = Person(
        email=email.lower(),
        name=name,
        given_name=given_name or name.split()[0][:60],
        time_zone=time_zone or settings.TIME_ZONE,
        keeps_people=keeps_people,
        external_key=key,
    )
    person.set_unusable_password()
    with transaction.atomic():
        _save_person(person, force_insert=True)
        if by:
            record(by, "person.added", person)
    return person


def _must_fit(model: type[Model], field: str, said: str) -> None:
    """Refuse what is longer than its column: SQLite would take it, and PostgreSQL break off."""
    most = cast(int, model._meta.get_field(field).max_length)  # type: ignore[union-attr]
    if len(said) > most:
        raise Refusal(_("This is too long: %(most)d letters at most.") % {"most": most}, field=field)


def on_one_line(name: str) -> str:
    """A name as it can stand anywhere, in the subject of a mail, too."""
    return " ".join(name.split())


def _save_person(person: Person, *, force_insert: bool = False) -> None:
    """Save; of two people with one address or one key the second is refused, also when both come at once."""
    try:
        with transaction.atomic():
            person.save(force_insert=force_insert)
    except IntegrityError:
        _refuse_taken(person.email, person)
        if Person.objects.filter(external_key=person.external_key).exclude(pk=person.pk).exists():
            raise Refusal(
                _("Somebody with this key is here already."), field="external_key", code="key-taken"
            ) from None
        raise


def _refuse_taken(email: str, person: Person) -> None:
    if Person.objects.filter(email=email).exclude(pk=person.pk).exists():
        raise Refusal(
            _("Somebody with this e-mail address is here already."), field="email", code="email-taken"
        ) from None


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


def find_time_zone(person: Person, zone: str) -> None:
    """Whoever comes in for the first time is where their browser says, unless somebody said where they are."""
    if person.last_login is None and person.time_zone == settings.TIME_ZONE and zone in clock.zones():
        person.time_zone = zone
        person.save(update_fields=["time_zone"])


def unused_links(person: Person) -> "QuerySet[SignInLink]":
    """The links in mails to this person that still let somebody in."""
    return SignInLink.objects.filter(person=person, used_at=None, expires_at__gt=clock.now())


def drop_links(person: Person) -> None:
    """None of them lets anybody in any more, wherever the mails went."""
    unused_links(person).delete()


def hash_secret(secret: str) -> str:
    """How links and tokens are stored: SHA-256 of 256 random bits, which nobody guesses back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_line(person: Person, lead: Person, *, additional: bool = False, on: date | None = None) -> Line:
    """`person` reports to `lead` from that day; the former main line ends. The same line again changes nothing.

    An additional lead may become the main one; the main one is no additional one besides.
    """
    on = on or clock.today()
    if person.pk == lead.pk:
        raise Refusal(_("Nobody reports to themselves."), field="lead")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        standing = Line.objects.filter(person=person, ended_on=None)
        same = standing.filter(lead=lead).first()
        if same and (additional or not same.additional):
            return same
        if not additional:
            _refuse_circle(person, lead)
            for line in [*standing.main(), *([same] if same else [])]:
                end(line, on=on)
        return Line.objects.create(person=person, lead=lead, additional=additional, started_on=on)


def _refuse_circle(person: Person, lead: Person) -> None:
    above = lead.pk
    for _step in range(100):
        line = Line.objects.main().filter(person=above).first()
        if line is None:
            return
        if line.lead_id == person.pk:
            raise Refusal(
                _("%(lead)s reports to %(name)s already, directly or through others.") % {"lead": lead, "name": person},
                field="lead",
                code="circle",
            )
        above = line.lead_id


def end(standing: Line | Membership, *, on: date | None = None) -> None:
    """End a reporting line, or a place in a team, on that day. What has ended already stays as it is."""
    if standing.ended_on is not None:
        return
    standing.ended_on = max(on or clock.today(), standing.started_on)
    standing.save(update_fields=["ended_on"])


def put_in_team(person: Person, team: Team, *, on: date | None = None) -> Membership:
    """`person` works in this team from that day; the former membership ends."""
    on = on or clock.today()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        standing = Membership.objects.filter(person=person, ended_on=None).first()
        if standing and standing.team_id == team.pk:
            return standing
        if standing:
            end(standing, on=on)
        return Membership.objects.create(person=person, team=team, started_on=on)


def make_token(*, name: str, scopes: list[str], person: Person | None, lasts_days: int = 365) -> tuple[Token, str]:
    """A token and its secret, which is shown once. Without a person it is a service's, for people data only.

    Raises:
        Refusal: a service's would reach further, or has no name of its own; a person has MOST_TOKENS already.
    """
    people_only = {Token.Scope.PEOPLE_READ, Token.Scope.PEOPLE_WRITE}
    if person is None and not set(scopes) <= people_only:
        raise Refusal(_("A service's token can reach people and teams only, never what somebody wrote."))
    name = name.strip()
    _must_fit(Token, "name", name)
    if person is None and (not name or Token.objects.filter(person=None, name=name).exists()):
        raise Refusal(_("Give the service's token a name of its own, by which it can be revoked."))
    today = clock.today()
    if person and Token.objects.filter(person=person, expires_on__gte=today).count() >= MOST_TOKENS:
        raise Refusal(_("You have %(number)d of them. Revoke one that you no longer use.") % {"number": MOST_TOKENS})
    secret = f"along_{secrets.token_urlsafe(32)}"
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
    person.given_name = on_one_line(given_name) or person.given_name
    person.time_zone, person.language = time_zone, language
    person.save(update_fields=["given_name", "time_zone", "language"])


def remove_password(person: Person) -> None:
    """Back to codes and links by mail alone."""
    person.set_unusable_password()
    person.save(update_fields=["password"])


# --- Keeping the list -------------------------------------------------------------------------------------------------


def change_person(person: Person, *, name: str, email: str, by: Person | None) -> Person:
    """Give somebody another name or address. With another address, links sent to the old one no longer let anybody in.

    Whoever has been here keeps the address they sign in with: another one waits for their yes (`accept_address`).

    Raises:
        Refusal: somebody else has this address, or there is no name.
    """
    name = on_one_line(name)
    if not name:
        raise Refusal(_("Write the name."), field="name")
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        before = (person.name, person.email, person.proposed_email)
        if waits := email.lower() != person.email and is_theirs(person):
            _refuse_taken(email.lower(), person)
        sign_in, proposed = (person.email, email.lower()) if waits else (email.lower(), "")
        if before == (name, sign_in, proposed):
            return person
        moved = sign_in != person.email
        person.name, person.email, person.proposed_email = name, sign_in, proposed
        _save_person(person)
        if moved:
            close_ways_in([person.pk])
        if by:
            record(by, "person.changed", person)
    return person


def theirs() -> Q:
    """Accounts that are somebody's: they have signed in. A key alone may have been made for what others asked them."""
    return Q(last_login__isnull=False)


def is_theirs(person: Person) -> bool:
    """Whether this account has been used, so that only its person changes the address it is opened with."""
    return Person.objects.filter(theirs(), pk=person.pk).exists()


def accept_address(person: Person, address: str) -> None:
    """Say yes to a new address: from now on one signs in with it, and with nothing that was there before.

    Every device is signed out, a password and programs' tokens end: who got in by an address that was never this
    person's stays out.

    Args:
        person: whose address it is; nobody else can say yes.
        address: the one they were shown.

    Raises:
        Refusal: it isn't the one that waits (any more), or somebody else has it by now.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if not address or person.proposed_email != address:
            raise Refusal(_("This is not the address that waits for you. Look once more."), code="address-over")
        person.email, person.proposed_email = address, ""
        person.set_unusable_password()
        _save_person(person)
        close_ways_in([person.pk])
        record(person, "person.changed", person)


def keep_address(person: Person) -> None:
    """Say no to a new address."""
    Person.objects.filter(pk=person.pk).update(proposed_email="")


def close_ways_in(people: Iterable[UUID]) -> None:
    """Sign these persons' devices out, and end their links, their programs' tokens and what allauth knows of them."""
    ids = list(people)
    sessions = UserSession.objects.filter(user__in=ids)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()
    Token.objects.filter(person__in=ids).delete()
    SignInLink.objects.filter(person__in=ids).delete()
    EmailAddress.objects.filter(user__in=ids).delete()


def let_keep_people(person: Person, *, keeps: bool, by: Person | None = None) -> None:
    """Let somebody import and change the list of people, or no longer. It opens nothing that anybody wrote.

    Raises:
        Refusal: nobody would be left who keeps the list.
    """
    with transaction.atomic():
        keepers = list(Person.objects.select_for_update().filter(keeps_people=True, is_active=True).order_by("pk"))
        if not keeps and [keeper.pk for keeper in keepers] == [person.pk]:
            raise Refusal(
                _("Somebody has to keep the list of people. Let another person do so first."), code="last-keeper"
            )
        Person.objects.filter(pk=person.pk).update(keeps_people=keeps)
        if by:
            record(by, "person.changed", person)


def leave_team(person: Person, *, on: date | None = None) -> None:
    """`person` is in no team from that day."""
    for standing in Membership.objects.filter(person=person, ended_on=None):
        end(standing, on=on)


def make_team(name: str, *, parent: Team | None = None, lead: Person | None = None, by: Person | None = None) -> Team:
    """A new team, perhaps a part of another."""
    return change_team(Team(), name=name, parent=parent, lead=lead, by=by)


def change_team(team: Team, *, name: str, parent: Team | None, lead: Person | None, by: Person | None = None) -> Team:
    """Give a team its name, the team it is a part of, and its lead.

    Raises:
        Refusal: no name, another team of that name, or a team that would be a part of itself.
    """
    team.name, team.parent, team.lead = on_one_line(name), parent, lead
    if not team.name:
        raise Refusal(_("Write the name of the team."), field="name")
    with transaction.atomic():
        if Team.objects.filter(name__iexact=team.name, ended_at=None).exclude(pk=team.pk).exists():
            raise Refusal(_("There is a team of this name already."), field="name", code="team-taken")
        above = parent
        for _step in range(50):
            if above is None:
                break
            if above.pk == team.pk:
                raise Refusal(_("A team can't be a part of itself."), field="parent", code="circle")
            above = above.parent
        team.save()
        if by:
            record(by, "team.changed", team)
    return team


def end_team(team: Team, *, by: Person | None = None) -> None:
    """A team that is no more.

    Raises:
        Refusal: somebody is still in it, or in a part of it.
    """
    with transaction.atomic():
        team = Team.objects.select_for_update().get(pk=team.pk)
        parts = Team.objects.filter(parent=team, ended_at=None)
        if Membership.objects.filter(team=team, ended_on=None).exists() or parts.exists():
            raise Refusal(_("Somebody is still in this team or in a part of it."), code="team-in-use")
        team.ended_at = clock.now()
        team.save(update_fields=["ended_at"])
        if by:
            record(by, "team.changed", team)
