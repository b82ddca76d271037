"""Being forgotten: the notes, the name, the keys. What a destroyed key had sealed nobody reads again."""

from uuid import UUID

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from alongside.evaluations.models import NamelessAnswer, Reading, ReadingGroups
from alongside.feedback.actions import forget_what_was_said
from alongside.feedback.agreeing import forget_slips
from alongside.journal.models import Deed
from alongside.kit import clock
from alongside.lifecycle.ending import end_together
from alongside.lifecycle.meeting import stop_meeting
from alongside.lifecycle.roster_import import drop_imports_naming
from alongside.pairs.models import Agreement, InPair, Pair
from alongside.people.actions import close_ways_in
from alongside.people.models import Line, Membership, Person, Team
from alongside.sealed.actions import return_of
from alongside.upward.keeping import forget_what_went_up
from alongside.vault import masters
from alongside.vault.actions import destroy_keys, scrub
from alongside.vault.sessions import contents


def forget(person: Person) -> None:
    """Forget a person for good; what stays is a row without a name, so that the other's own words keep their place.

    Their private texts go in every case. Their words in a pair go too, and the notes both wrote, unless what the two
    had agreed says that they stay with the other. Nobody, not even with the master key or a backup, brings them back.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        pairs = list(with_words_stay(Pair.objects.filter(Q(performer=person) | Q(coach=person))))
        for pair in pairs:
            if pair.ended_at is None:
                end_together(pair, by=person)
        return_of(person)
        stop_meeting([person.pk])
        going = [pair.pk for pair in pairs if not pair.words_stay]  # type: ignore[attr-defined]
        forget_what_went_up(person)
        forget_what_was_said(person)
        forget_slips(person)
        _delete_private_rows(person)
        _end_sessions(person)
        drop_imports_naming(person)
        _empty_name(person)
        masters.note_forgotten([str(person.pk)])  # first: a key that is made meanwhile goes with these, or by this note
        destroy_keys([person.pk])
        destroy_keys(going, voices=[person.pk, *going])
    scrub()


def forget_again() -> int:
    """After a backup was restored: forget everybody in the log whom the backup still knew. Returns how many."""
    known = Person.objects.filter(pk__in=[UUID(line) for line in masters.forgotten()], forgotten_at=None)
    for person in known:
        forget(person)
    return len(known)


def with_words_stay(pairs: "QuerySet[Pair]") -> "QuerySet[Pair]":
    """The same pairs, each with `.words_stay`: whether what they agreed keeps the words of one who is forgotten."""
    latest = Agreement.objects.filter(pair=OuterRef("pk")).signed().values("keeps_words")[:1]
    return pairs.annotate(words_stay=Coalesce(Subquery(latest), False))  # noqa: FBT003 (what holds without one)


def private_models() -> list[type[models.Model]]:
    """Models whose rows belong to one author alone."""
    return [model for model in _ours() if not issubclass(model, InPair) and _has(model, "author")]


def _ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("alongside.")]


def _has(model: type[models.Model], name: str) -> bool:
    return name in {field.name for field in model._meta.fields}


def _delete_private_rows(person: Person) -> None:
    for model in private_models():
        model._base_manager.filter(author=person).delete()
    for about_them in (NamelessAnswer, Reading, ReadingGroups):
        about_them._base_manager.filter(coach=person).delete()
    close_ways_in([person.pk])
    Membership.objects.filter(person=person).delete()
    Line.objects.filter(Q(person=person) | Q(lead=person)).delete()
    Team.objects.filter(lead=person).update(lead=None)
    Deed.objects.filter(by=person.pk).delete()


def _end_sessions(person: Person) -> None:
    """Every session of this person, and those in which somebody only typed their address at the door.

    One that can't be opened, of a version before sessions were sealed or under another secret, lets nobody in, but may
    name them: it goes, too.
    """
    for session in Session.objects.iterator(chunk_size=1000):
        known = contents(session.session_data)
        if not known or str(person.pk) in str(known) or person.email in str(known):
            session.delete()


def _empty_name(person: Person) -> None:
    person.email = f"{person.pk}@forgotten.invalid"
    person.name = person.given_name = person.external_key = person.proposed_email = ""
    person.started_on = person.last_login = None
    person.is_active = person.keeps_people = False
    person.ended_at = person.ended_at or clock.now()
    person.forgotten_at = clock.now()
    person.set_unusable_password()
    person.save()
