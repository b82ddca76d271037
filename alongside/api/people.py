"""Who works here: people, teams, who reports to whom."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.db.models import Prefetch, Q
from ninja import Query
from pydantic import Field, StringConstraints

from alongside.access.gate import one
from alongside.api.fields import Day, Flag, Name, Sent, Short, Shown
from alongside.api.frame import Call, M, Noun, Scope, reach
from alongside.api.paging import Listed, Paging, listed
from alongside.kit.refusal import NotHere
from alongside.lifecycle.leaving import let_go
from alongside.people.actions import (
    add_person,
    change_team,
    end,
    end_team,
    leave_team,
    make_team,
    open_line,
    put_in_team,
)
from alongside.people.models import Line, Membership, Person, Team

people = Noun("people", reads=Scope.PEOPLE_READ, writes=Scope.PEOPLE_WRITE)

Email = Annotated[
    str,
    StringConstraints(
        max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,}$"
    ),
]
Key = Annotated[Short, StringConstraints(max_length=80)]


class Named(Shown):
    """Somebody, by name."""

    id: UUID
    name: str

    @classmethod
    def of(cls, person: Person) -> "Named":
        """This person; without a name if they were forgotten."""
        return cls(id=person.pk, name=person.name)


class TeamShown(Shown):
    """People who work together."""

    id: UUID
    name: str
    parent: UUID | None
    lead: UUID | None


class PersonShown(Shown):
    """Somebody who works here, the team they are in and whom they report to."""

    id: UUID
    name: str
    given_name: str
    email: str
    team: UUID | None
    lead: UUID | None

    @classmethod
    def of(cls, person: Person) -> "PersonShown":
        """This person, with `now_in` and `now_under` as `whole` fetched them."""
        now_in, now_under = _now(person)
        return cls.telling(
            person, team=now_in[0].team_id if now_in else None, lead=now_under[0].lead_id if now_under else None
        )


class LineShown(Shown):
    """Who reports to whom, since when and until when."""

    id: UUID
    person: UUID
    lead: UUID
    additional: bool
    started_on: date
    ended_on: date | None


class NewPerson(Sent):
    """Somebody to add. They sign in by e-mail; no password is needed."""

    email: Email
    name: Name
    given_name: Annotated[Short, StringConstraints(max_length=60)] = ""
    external_key: Key = ""


class LeftShown(Shown):
    """Somebody who no longer works here."""

    id: UUID
    name: str


class NewTeam(Sent):
    """A team: its name, the team it is a part of, its lead."""

    name: Name
    parent: UUID | None = None
    lead: UUID | None = None


class InTeam(Sent):
    """The team somebody works in from a day on; today if none is said."""

    team: UUID
    on: Day | None = None


class NewLine(Sent):
    """A reporting line. The former main line ends, unless this one is additional."""

    person: UUID
    lead: UUID
    additional: Flag = False
    on: Day | None = None


class LastDay(Sent):
    """The last day; today if none is said."""

    on: Day | None = None


def _now(person: Person) -> tuple[list[Membership], list[Line]]:
    now_in: list[Membership] = person.now_in  # type: ignore[attr-defined]
    now_under: list[Line] = person.now_under  # type: ignore[attr-defined]
    return now_in, now_under


_TEAM_AND_LEAD = (
    Prefetch("memberships", Membership.objects.filter(ended_on=None), to_attr="now_in"),
    Prefetch("lines", Line.objects.main(), to_attr="now_under"),
)


def found(request: Call, verb: str, kind: type[M], pk: UUID) -> M:
    """The row with this id, if this token may so treat it."""
    if request.auth.person is not None:
        return one(request.auth.person, verb, kind, pk)
    row = reach(request, verb, kind).filter(pk=pk).first()
    if row is None:
        raise NotHere
    return row


def _shown(person: Person) -> PersonShown:
    return PersonShown.of(Person.objects.prefetch_related(*_TEAM_AND_LEAD).get(pk=person.pk))


@people.read("/people", Listed[PersonShown])
def list_people(
    request: Call,
    paging: Query[Paging],
    name: Annotated[Short, Field(description="Begins like this.")] = "",
    team: UUID | None = None,
) -> Listed[PersonShown]:
    """List who works here, by name."""
    here = reach(request, "see", Person).filter(is_active=True)
    if name:
        here = here.filter(Q(name__istartswith=name) | Q(given_name__istartswith=name))
    if team:
        here = here.filter(pk__in=Membership.objects.filter(team=team, ended_on=None).values("person"))

    def shown(rows: Sequence[Person]) -> list[PersonShown]:
        return [PersonShown.of(person) for person in rows]

    return listed(here.prefetch_related(*_TEAM_AND_LEAD), paging, by="name", kind=str, shown=shown)


@people.create("/people", PersonShown)
def create_person(request: Call, sent: NewPerson) -> PersonShown:
    """Add somebody who works here."""
    only_for_keepers(request)
    person = add_person(
        sent.email,
        sent.name,
        given_name=sent.given_name.strip(),
        key=sent.external_key.strip(),
        by=request.auth.person,
    )
    return _shown(person)


@people.read("/people/{uuid:pk}", PersonShown)
def get_person(request: Call, pk: UUID) -> PersonShown:
    """Show somebody who works here."""
    person = found(request, "see", Person, pk)
    if not person.is_active:
        raise NotHere
    return _shown(person)


@people.write("/people/{uuid:pk}/team", PersonShown)
def put_person_in_team(request: Call, pk: UUID, sent: InTeam) -> PersonShown:
    """Put somebody into a team; they leave the one they were in."""
    person = found(request, "keep", Person, pk)
    put_in_team(person, found(request, "see", Team, sent.team), on=sent.on)
    return _shown(person)


@people.remove("/people/{uuid:pk}/team")
def take_person_out_of_team(request: Call, pk: UUID) -> None:
    """Somebody is in no team from today."""
    leave_team(found(request, "keep", Person, pk))


@people.do("/people/{uuid:pk}/leave", LeftShown)
def let_person_go(request: Call, pk: UUID) -> LeftShown:
    """Somebody no longer works here: every way in closes, and their pairs end. Nothing is deleted by it."""
    person = found(request, "keep", Person, pk)
    let_go([person], by=request.auth.person)
    return LeftShown(id=person.pk, name=person.name)


@people.read("/teams", Listed[TeamShown])
def list_teams(request: Call, paging: Query[Paging]) -> Listed[TeamShown]:
    """List the teams, by name."""
    here = reach(request, "see", Team).filter(ended_at=None)

    def shown(rows: Sequence[Team]) -> list[TeamShown]:
        return [TeamShown.telling(team) for team in rows]

    return listed(here, paging, by="name", kind=str, shown=shown)


@people.read("/teams/{uuid:pk}", TeamShown)
def get_team(request: Call, pk: UUID) -> TeamShown:
    """Show a team. Its people are `/people?team=`."""
    return TeamShown.telling(found(request, "see", Team, pk))


@people.create("/teams", TeamShown)
def create_team(request: Call, sent: NewTeam) -> TeamShown:
    """Make a team, perhaps a part of another."""
    only_for_keepers(request)
    team = make_team(sent.name, parent=_team(request, sent.parent), lead=_lead(request, sent), by=request.auth.person)
    return TeamShown.telling(team)


@people.write("/teams/{uuid:pk}", TeamShown)
def write_team(request: Call, pk: UUID, sent: NewTeam) -> TeamShown:
    """Give a team its name, the team it is a part of, and its lead."""
    team = found(request, "keep", Team, pk)
    changed = change_team(
        team, name=sent.name, parent=_team(request, sent.parent), lead=_lead(request, sent), by=request.auth.person
    )
    return TeamShown.telling(changed)


@people.remove("/teams/{uuid:pk}")
def remove_team(request: Call, pk: UUID) -> None:
    """A team that is no more. Refused while somebody is in it ("team-in-use")."""
    end_team(found(request, "keep", Team, pk), by=request.auth.person)


def _team(request: Call, pk: UUID | None) -> Team | None:
    return found(request, "see", Team, pk) if pk else None


def _lead(request: Call, sent: NewTeam) -> Person | None:
    return found(request, "see", Person, sent.lead) if sent.lead else None


@people.read("/lines", Listed[LineShown])
def list_lines(
    request: Call, paging: Query[Paging], person: UUID | None = None, lead: UUID | None = None
) -> Listed[LineShown]:
    """List who reports to whom now, the oldest line first."""
    here = reach(request, "see", Line).filter(ended_on=None)
    here = here.filter(person=person) if person else here
    here = here.filter(lead=lead) if lead else here

    def shown(rows: Sequence[Line]) -> list[LineShown]:
        return [LineShown.telling(line) for line in rows]

    return listed(here, paging, by="started_on", kind=date, shown=shown)


@people.create("/lines", LineShown)
def create_line(request: Call, sent: NewLine) -> LineShown:
    """Have somebody report to a lead. The same line again changes nothing."""
    person, lead = found(request, "keep", Person, sent.person), found(request, "see", Person, sent.lead)
    return LineShown.telling(open_line(person, lead, additional=sent.additional, on=sent.on))


@people.do("/lines/{uuid:pk}/close", LineShown)
def end_line(request: Call, pk: UUID, sent: LastDay) -> LineShown:
    """End a reporting line. What its lead was allowed to see as the lead closes at once."""
    line = found(request, "keep", Line, pk)
    end(line, on=sent.on)
    return LineShown.telling(line)


def only_for_keepers(request: Call) -> None:
    """Adding people is for services, and for those who keep the list."""
    if not reach(request, "keep", Person).exists():
        raise NotHere
