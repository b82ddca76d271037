"""What a list of people would change here: who joins, who changes, who may have left. Worked out, nothing written."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from alongside.people.actions import theirs
from alongside.people.cells import folded, plain_key
from alongside.people.columns import Says
from alongside.people.models import Line, Membership, Person, Team
from alongside.people.problems import Problem
from alongside.people.roster import Entry, Known, Left, Roster, read_roster
from alongside.people.taken import Taken

Told = Callable[[int, int], None]
"""Told how much of how much is done."""


def nobody(done: int, total: int) -> None:
    """Told nobody."""


# --- Who is here -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody as they stand here."""

    pk: UUID
    email: str
    name: str
    key: str
    since: date | None
    is_active: bool
    proposed: str
    is_theirs: bool

    def signs_in_with(self, email: str) -> str:
        """Their address once a list gives them this one: whoever has been here keeps theirs until they say yes."""
        return self.email if self.is_theirs else email


@dataclass(frozen=True, slots=True)
class Here:
    """Everybody, every team and every open line, as they were at one moment. `stamp` differs when anything differs."""

    people: dict[UUID, Standing]
    teams: list[tuple[UUID, str, str, UUID | None, bool]]
    in_team: dict[UUID, tuple[UUID, UUID, date]]
    main_line: dict[UUID, tuple[UUID, UUID, date]]
    other_lines: dict[UUID, dict[UUID, UUID]]
    stamp: str

    @classmethod
    def now(cls) -> "Here":
        """As it is now; four queries, whatever the number of people."""
        people = list(
            Person.objects.filter(forgotten_at=None)
            .annotate(theirs=theirs())
            .order_by("pk")
            .values_list("pk", "email", "name", "external_key", "started_on", "is_active", "proposed_email", "theirs")
        )
        teams = list(Team.objects.order_by("pk").values_list("pk", "name", "external_name", "parent", "ended_at"))
        members = list(
            Membership.objects.filter(ended_on=None).order_by("pk").values_list("pk", "person", "team", "started_on")
        )
        lines = list(
            Line.objects.filter(ended_on=None)
            .order_by("pk")
            .values_list("pk", "person", "lead", "started_on", "additional")
        )
        stamp = hashlib.sha256()
        for rows in (people, teams, members, lines):
            for row in rows:
                stamp.update(repr(row).encode())
        others: dict[UUID, dict[UUID, UUID]] = {}
        for pk, person, lead, _on, additional in lines:
            if additional:
                others.setdefault(person, {})[lead] = pk
        return cls(
            people={row[0]: Standing(*row) for row in people},
            teams=[(pk, name, external, parent, ended is None) for pk, name, external, parent, ended in teams],
            in_team={person: (pk, team, on) for pk, person, team, on in members},
            main_line={person: (pk, lead, on) for pk, person, lead, on, additional in lines if not additional},
            other_lines=others,
            stamp=stamp.hexdigest(),
        )

    def known(self) -> list[Known]:
        """Those whom a file may name as a lead without listing them."""
        return [
            Known(person.email, person.name, person.key, self._lead_of(person.pk))
            for person in self.people.values()
            if person.is_active
        ]

    def _lead_of(self, pk: UUID) -> str:
        line = self.main_line.get(pk)
        return self.people[line[1]].email if line and line[1] in self.people else ""


# --- What changes ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """What changes about somebody who is here: for each thing what it was and what it becomes."""

    row: int
    pk: UUID
    name: str
    what: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who is here and may have left. Only proposed: a person ticks it, or not."""

    pk: UUID
    name: str
    email: str
    ended: date | None
    by_hand: bool


@dataclass(slots=True)
class Plan:
    """All that a list would change, in sentences for a person and in rows for the database."""

    here: Here
    roster: Roster
    joins: list[Entry] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    leavers: list[Leaver] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    new_people: list[Person] = field(default_factory=list)
    changed_people: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    freed: list[UUID] = field(default_factory=list)
    new_teams: list[Team] = field(default_factory=list)
    changed_teams: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    new_members: list[Membership] = field(default_factory=list)
    ended_members: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    new_lines: list[Line] = field(default_factory=list)
    ended_lines: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    lines_made_main: list[UUID] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Differs when what a person was shown differs."""
        shown = [(join.row, join.email, join.name, join.team, join.lead) for join in self.joins]
        changed = [(change.row, change.pk, sorted(change.what.items())) for change in self.changes]
        leaving = [leaver.pk for leaver in self.leavers]
        return hashlib.sha256(repr((shown, changed, leaving)).encode()).hexdigest()


def make_plan(taken: Taken, *, today: date, domain: str = "", partial: bool = False, told: Told = nobody) -> Plan:
    """What this list would change.

    Args:
        taken: what was taken from a file.
        today: the day from which it holds.
        domain: belongs to the e-mail addresses that have none.
        partial: the file holds a part of the people; who is missing from it stays without a question.
        told: hears how many entries are compared.
    """
    here = Here.now()
    roster = read_roster(taken, today=today, domain=domain, known=here.known())
    return _Planning(Plan(here, roster), taken, today).plan(partial, told)


@dataclass(slots=True)
class _Planning:
    plan_: Plan
    taken: Taken
    today: date
    ids: dict[str, UUID] = field(default_factory=dict)
    parents: dict[UUID, UUID | None] = field(default_factory=dict)
    team_names: dict[UUID, str] = field(default_factory=dict)
    by_external: dict[str, UUID] = field(default_factory=dict)
    by_team_name: dict[str, UUID] = field(default_factory=dict)
    by_hand: set[UUID] = field(default_factory=set)
    ended_teams: set[UUID] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)

    def plan(self, partial: bool, told: Told) -> Plan:  # noqa: FBT001
        plan, here = self.plan_, self.plan_.here
        plan.problems.extend(plan.roster.problems)
        matched = self._match(plan.roster.entries)
        self._learn_teams()
        self.ids = {person.email: person.pk for person in here.people.values() if person.is_active}
        self.names = {entry.email: entry.name for entry, _pk in matched}
        self.ids.update((entry.email, pk or uuid4()) for entry, pk in matched)
        for done, (entry, pk) in enumerate(matched, 1):
            if pk is None:
                self._join(entry)
            else:
                self._change(entry, here.people[pk])
            if done % 500 == 0:
                told(done, len(matched))
        plan.leavers.extend(self._leavers({pk for _entry, pk in matched if pk}, partial))
        plan.problems.sort(key=lambda problem: problem.row)
        return plan

    def _problem(self, entry: Entry, says: Says, value: str, code: str, **about: object) -> None:
        self.plan_.problems.append(Problem(entry.row, self.taken.headings.get(says, ""), value, code, about))

    # --- Who is who ---

    def _match(self, entries: Sequence[Entry]) -> list[tuple[Entry, UUID | None]]:
        """Each entry with the person it is about; None for somebody new. Left out: who can't be told apart safely.

        A wrong match would hand somebody's private rooms to another person. So two of key, name and address must fit.
        """
        people = self.plan_.here.people.values()
        by_key = {plain_key(person.key): person for person in people if person.key}
        by_email = {person.proposed: person for person in people if person.proposed}
        by_email.update((person.email, person) for person in people)
        keys_in_file = {plain_key(entry.key) for entry in entries if entry.key}
        found: dict[str, Standing | None] = {}
        for entry in entries:
            person = by_key.get(plain_key(entry.key)) if entry.key else None
            same_name = person and folded(entry.name) == folded(person.name)
            if person and not (same_name or entry.email in (person.email, person.proposed)):
                self._refuse(entry, Says.KEY, entry.key, "key-here", name=person.name, email=person.email)
            elif person:
                found[entry.email] = person
        told_by_key = {person.pk for person in found.values() if person}
        for entry in entries:
            if entry.email not in found and entry.email not in self.plan_.refused:
                person = by_email.get(entry.email)
                same = person and person.pk not in told_by_key and _same_by_address(entry, person, keys_in_file)
                found[entry.email] = person if same else None
        matched = [(entry, found[entry.email]) for entry in entries if entry.email in found]
        staying = self._without_taken_emails(matched, by_email)
        return [(entry, person.pk if person else None) for entry, person in staying]

    def _without_taken_emails(
        self, matched: list[tuple[Entry, Standing | None]], by_email: Mapping[str, Standing]
    ) -> list[tuple[Entry, Standing | None]]:
        """Leave out whoever would get an address that somebody else here has and keeps."""
        while True:
            moving = {
                person.pk for entry, person in matched if person and person.email != person.signs_in_with(entry.email)
            }
            staying = []
            for entry, person in matched:
                holder = by_email.get(entry.email)
                if holder is None or holder == person or holder.pk in moving:
                    staying.append((entry, person))
                elif holder.is_active:
                    self._refuse(entry, Says.EMAIL, entry.email, "email-here", name=holder.name)
                else:
                    staying.append((entry, person))
                    if holder.pk not in self.plan_.freed:
                        self.plan_.freed.append(holder.pk)
                        self._problem(entry, Says.EMAIL, entry.email, "email-freed", name=holder.name)
            if len(staying) == len(matched):
                return staying
            matched = staying

    def _refuse(self, entry: Entry, says: Says, value: str, code: str, **about: object) -> None:
        self.plan_.refused[entry.email] = entry.row
        self._problem(entry, says, value, code, **about)

    # --- One person ---

    def _join(self, entry: Entry) -> None:
        pk = self.ids[entry.email]
        self.plan_.joins.append(entry)
        self.plan_.new_people.append(
            Person(
                pk=pk,
                email=entry.email,
                name=entry.name,
                given_name=entry.given_name,
                external_key=entry.key,
                started_on=entry.hired,
                time_zone=settings.TIME_ZONE,
                language=settings.LANGUAGE_CODE,
                password=UNUSABLE_PASSWORD_PREFIX + token_hex(20),
            )
        )
        since = min(entry.start or self.today, self.today)
        team = self._team(entry.team) if entry.team else None
        if team:
            self.plan_.new_members.append(Membership(person_id=pk, team_id=team, started_on=since))
        if lead := self._lead(entry):
            self.plan_.new_lines.append(Line(person_id=pk, lead_id=lead, started_on=since))

    def _change(self, entry: Entry, person: Standing) -> None:
        what: dict[str, tuple[str, str]] = {}
        changed: dict[str, Any] = {}
        signs_in = person.signs_in_with(entry.email)
        if signs_in != entry.email:
            self._problem(entry, Says.EMAIL, entry.email, "email-waits", name=person.name, email=person.email)
        for name, was, becomes in (
            ("name", person.name, entry.name),
            ("email", person.proposed or person.email, entry.email),
            ("external_key", person.key, entry.key or person.key),
            ("started_on", person.since, entry.hired or person.since),
        ):
            if was != becomes:
                changed[name] = becomes
                what[name] = (str(was or ""), str(becomes or ""))
        if not person.is_active:
            what["back"] = ("", "")
        if changed or not person.is_active:
            self.plan_.changed_people[person.pk] = {
                "name": entry.name,
                "email": signs_in,
                "proposed_email": "" if signs_in == entry.email else entry.email,
                "external_key": entry.key or person.key,
                "started_on": entry.hired or person.since,
                "is_active": True,
                "ended_at": None,
            }
        self._change_team(entry, person.pk, what)
        self._change_lead(entry, person.pk, what)
        if what:
            self.plan_.changes.append(Change(entry.row, person.pk, entry.name, what))

    def _leavers(self, matched: set[UUID], partial: bool) -> Iterator[Leaver]:  # noqa: FBT001
        roster = self.plan_.roster
        left_by_key = {plain_key(left.key): left for left in roster.left if left.key}
        left_by_email = {left.email: left for left in roster.left if left.email}
        complete = not partial and not roster.needs_domain
        for person in sorted(self.plan_.here.people.values(), key=lambda person: (person.name, person.pk)):
            if not person.is_active or person.pk in matched:
                continue
            left = left_by_key.get(plain_key(person.key)) if person.key else None
            left = left or left_by_email.get(person.email)
            if left and _same_who_left(left, person):
                yield Leaver(person.pk, person.name, person.email, left.ended, by_hand=False)
            elif complete and person.email not in roster.emails and plain_key(person.key) not in roster.keys:
                yield Leaver(person.pk, person.name, person.email, None, by_hand=not person.key)

    # --- Teams ---

    def _learn_teams(self) -> None:
        for pk, name, external, parent, is_open in self.plan_.here.teams:
            self.parents[pk] = parent
            self.team_names[pk] = name
            if not is_open:
                self.ended_teams.add(pk)
            if external:
                self.by_external[external.casefold()] = pk
            else:
                self.by_hand.add(pk)
                if is_open:
                    self.by_team_name.setdefault(name.casefold(), pk)

    def _team(self, name: str) -> UUID:
        """The team of this department: by its name in earlier files, else by its name here, else a new one."""
        word = name.casefold()
        if pk := self.by_external.get(word):
            if pk in self.ended_teams:
                self.plan_.changed_teams[pk] = {"external_name": name, "ended_at": None}
            return pk
        if pk := self.by_team_name.get(word):
            self.plan_.changed_teams[pk] = {"external_name": name, "ended_at": None}
            self.by_hand.discard(pk)
        else:
            team = Team(name=name, external_name=name)
            self.plan_.new_teams.append(team)
            pk = team.pk
            self.team_names[pk] = name
        self.by_external[word] = pk
        return pk

    def _change_team(self, entry: Entry, pk: UUID, what: dict[str, tuple[str, str]]) -> None:
        if entry.team is None:
            return
        member = self.plan_.here.in_team.get(pk)
        now = member[1] if member else None
        if not entry.team and (now is None or now in self.by_hand):
            return
        target = self._team(entry.team) if entry.team else None
        if now == target or (now and target and target in self._above(now)):
            return
        since = self._since(entry, member[2] if member else None)
        if member:
            self.plan_.ended_members[member[0]] = {"ended_on": max(since, member[2])}
        if target:
            self.plan_.new_members.append(Membership(person_id=pk, team_id=target, started_on=since))
        what["team"] = (self.team_names[now] if now else "", entry.team)

    def _above(self, team: UUID) -> set[UUID]:
        """The teams that a team belongs to, up to the top: who was put into a part of a department stays there."""
        above: set[UUID] = set()
        parent = self.parents.get(team)
        while parent and parent not in above:
            above.add(parent)
            parent = self.parents.get(parent)
        return above

    # --- Leads ---

    def _lead(self, entry: Entry) -> UUID | None:
        """The lead's id. A lead whose row was left out is told and stays as it is."""
        if not entry.lead:
            return None
        if entry.lead in self.plan_.refused:
            self._problem(entry, Says.LEAD, entry.lead, "lead-left-out", other=self.plan_.refused[entry.lead])
            return None
        return self.ids[entry.lead]

    def _change_lead(self, entry: Entry, pk: UUID, what: dict[str, tuple[str, str]]) -> None:
        lead = self._lead(entry)
        if entry.lead is None or (entry.lead and lead is None):
            return
        here = self.plan_.here
        line = here.main_line.get(pk)
        if (line[1] if line else None) == lead:
            return
        since = self._since(entry, line[2] if line else None)
        if line:
            self.plan_.ended_lines[line[0]] = {"ended_on": max(since, line[2])}
        if lead and (other := here.other_lines.get(pk, {}).get(lead)):
            self.plan_.lines_made_main.append(other)
        elif lead:
            self.plan_.new_lines.append(Line(person_id=pk, lead_id=lead, started_on=since))
        what["lead"] = (here.people[line[1]].name if line else "", self._name_of(entry.lead))

    def _name_of(self, email: str) -> str:
        if not email:
            return ""
        known = self.plan_.here.people.get(self.ids[email])
        return self.names.get(email) or (known.name if known else email)

    def _since(self, entry: Entry, before: date | None) -> date:
        """From when a change holds: since the row does if that lies after what was before, else from today."""
        if before and entry.start and before < entry.start <= self.today:
            return entry.start
        return self.today


def _same_by_address(entry: Entry, person: Standing, keys_in_file: set[str]) -> bool:
    """Somebody here has this address: is it the person of this row?"""
    same_name = folded(entry.name) == folded(person.name)
    if not person.is_active:
        return same_name
    if not entry.key or not person.key:
        return True
    return same_name and plain_key(person.key) not in keys_in_file


def _same_who_left(left: Left, person: Standing) -> bool:
    return left.email == person.email or folded(left.name) == folded(person.name)
