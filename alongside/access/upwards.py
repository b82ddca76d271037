"""The branches of the ways upward: to whom one may turn, and who hears."""

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from alongside.access.branches import Branch
from alongside.people.models import HouseAgreement, Line, Person
from alongside.upward.lines import leads_of
from alongside.upward.models import SPEAKS, STANDS, Contact, Representative, Thread


def _nobody() -> "QuerySet[Person]":
    return Person.objects.none()


def _below(lead: UUID) -> "QuerySet[Person]":
    """Those who report to this lead, or to somebody who does."""
    direct = Line.objects.main().filter(lead=lead).values("person")
    further = Line.objects.main().filter(lead__in=direct).values("person")
    return Person.objects.filter(pk__in=direct.union(further), is_active=True).exclude(pk=lead)


@cache
def leading_me(column: str) -> Branch:
    """Rows whose `column` is the person's lead, or their lead's lead."""
    return Branch(
        root=column,
        ids=lambda me: leads_of(me).values("pk"),
        people=lambda row: _below(row.pk if column == "pk" else getattr(row, f"{column}_id")),
    )


@cache
def standing() -> Branch:
    """Contacts that one can turn to; for everybody."""
    return Branch(
        root="pk",
        ids=None,
        where=STANDS,
        people=lambda row: Person.objects.filter(is_active=True) if row.stands else _nobody(),
    )


@cache
def representatives(of: type[Contact | HouseAgreement]) -> Branch:
    """Every row, for those who speak for the employees."""
    speaking = Representative.objects.filter(SPEAKS)
    return Branch(
        root="pk",
        ids=lambda me: of._default_manager.filter(Exists(speaking.filter(person=me))).values("pk"),
        people=lambda row: Person.objects.filter(pk__in=speaking.values("person"), is_active=True),
    )


HEARS = Q(contact=None) | Q(contact__in=Contact.objects.standing())
"""Threads that whoever they went to can read: a lead's, and a contact's as long as they are one."""


def _hearer(thread: Thread) -> "QuerySet[Person]":
    hears = thread.contact is None or thread.contact.stands
    return Person.objects.filter(pk=thread.to_id, is_active=True) if hears else _nobody()


@cache
def hearing() -> Branch:
    """Threads that came to the person."""
    return Branch(root="to", ids=lambda me: Person.objects.filter(pk=me).values("pk"), where=HEARS, people=_hearer)


@cache
def hearing_as_contact() -> Branch:
    """Threads that were brought to the person as a confidential contact."""
    return Branch(
        root="to",
        ids=lambda me: Person.objects.filter(pk=me).values("pk"),
        where=Q(contact__in=Contact.objects.standing()),
        people=lambda row: _hearer(row) if row.contact_id else _nobody(),
    )


@cache
def in_my_thread(column: str) -> Branch:
    """Rows of threads that the person began."""
    return Branch(
        root=column,
        ids=lambda me: Thread.objects.filter(author=me).values("pk"),
        people=lambda row: Person.objects.filter(pk=getattr(row, column).author_id, is_active=True),
    )


@cache
def in_heard_thread(column: str) -> Branch:
    """Rows of threads that came to the person."""

    def people(row: Any) -> "QuerySet[Person]":
        return _hearer(getattr(row, column))

    return Branch(root=column, ids=lambda me: Thread.objects.filter(HEARS, to=me).values("pk"), people=people)
