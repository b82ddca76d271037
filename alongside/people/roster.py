"""From a table of an HR system to the people who work here: one entry each, with the lead, and every doubt by row.

`read_roster` makes sense of what was taken: which rows are the same person, who has left, who leads whom - by key, by
e-mail or by name, and also where the key is that of a former row of the lead. It does not touch the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from alongside.kit.dates import Order, find_order, is_open, read_date
from alongside.kit.tables import looks_like_formula
from alongside.people.cells import folded, in_order, plain_key, read_email, unwrapped, yes_or_no
from alongside.people.columns import Says
from alongside.people.problems import Problem
from alongside.people.taken import Record, Taken

NAME_MOST, TEAM_MOST, GIVEN_MOST, KEY_MOST = 120, 120, 60, 80
_DATES = (Says.HIRED, Says.START, Says.END)
_NO_EMAIL = ("no-email", "no-domain", "bad-email")
_LEADS = (Says.LEAD_KEY, Says.LEAD_ALTERNATE, Says.LEAD_EMAIL, Says.LEAD, Says.LEAD_NAME)


# --- Who is in it ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Entry:
    """One person who works here, as the file has it.

    `email` is unique within the roster and lower case; `key` is the HR system's, "" if there is none. `team` and `lead`
    (the lead's e-mail) are "" for none and None where the file doesn't say or can't be followed: they stay as they are.
    `start` is since when this row holds, `hired` since when the person works here.
    """

    row: int
    key: str
    email: str
    name: str
    given_name: str
    team: str | None = None
    lead: str | None = None
    start: date | None = None
    hired: date | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody whose last row in the file has ended."""

    row: int
    key: str
    email: str
    name: str
    ended: date | None


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a file, everything odd about it by row, and what was left aside.

    `keys` and `emails` are all that any row names, for comparing: whoever has one of them is not missing from the file.
    """

    entries: list[Entry]
    left: list[Left]
    problems: list[Problem]
    rows: int
    former_rows: int
    needs_domain: bool
    keys: frozenset[str]
    emails: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is here already, to whom a file may refer without listing them."""

    email: str
    name: str
    key: str = ""
    lead: str = ""


def read_roster(taken: Taken, *, today: date, domain: str = "", known: Iterable[Known] = ()) -> Roster:
    """Make sense of what was taken from a file.

    Args:
        taken: what `take` gave.
        today: rows that ended before this day are former ones, rows that begin after it are not yet in force.
        domain: belongs to the e-mail addresses that have none.
        known: who is here already.
    """
    return _Reading(taken, today, domain.strip().lstrip("@").lower()).roster(list(known))


@dataclass(slots=True)
class _Line:
    """One row, understood as far as a row can be by itself."""

    row: int
    said: dict[Says, str]
    name: str
    given_name: str
    start: date | None
    hired: date | None
    end: date | None
    ended: bool
    to_come: bool

    def get(self, says: Says) -> str:
        return self.said.get(says, "")

    @property
    def in_force(self) -> bool:
        return not self.ended and not self.to_come


@dataclass(slots=True)
class _Somebody:
    """A person whom the file or the database knows, in whatever state: who may be named as a lead."""

    email: str
    name: str
    row: int = 0
    state: str = "here"
    entry: Entry | None = None


@dataclass(slots=True)
class _Reading:
    taken: Taken
    today: date
    domain: str
    order: Order = Order.DAY_FIRST
    problems: list[Problem] = field(default_factory=list)
    spelt: dict[str, str] = field(default_factory=dict)
    leads_elsewhere: set[str] = field(default_factory=set)
    by_key: dict[str, _Somebody] = field(default_factory=dict)
    by_alternate: dict[str, _Somebody] = field(default_factory=dict)
    by_email: dict[str, _Somebody] = field(default_factory=dict)
    by_name: defaultdict[str, list[_Somebody]] = field(default_factory=lambda: defaultdict(list))

    def roster(self, known: list[Known]) -> Roster:
        self._find_order_of_dates()
        lines = [line for record in self.taken.records if (line := self._line(record))]
        entries, left, former = [], [], 0
        used: dict[str, Entry] = {}
        for same in self._same_people(lines):
            line = self._line_in_force(same)
            former += len(same) - 1
            somebody = self._somebody(line, same)
            if line.ended:
                somebody.state = "left"
                left.append(Left(line.row, line.get(Says.KEY), somebody.email, line.name, line.end))
            elif entry := self._entry(line, same, used):
                used[entry.email] = entry
                entries.append(entry)
                somebody.entry = entry
                somebody.email = entry.email
            else:
                somebody.state = "left out"
            self._make_findable(somebody, same)
        leads_here = self._add_known(known, used)
        self._find_leads(entries, {line.row: line for line in lines})
        self._break_circles(entries, leads_here)
        self.problems.sort(key=lambda problem: problem.row)
        return Roster(
            entries=entries,
            left=left,
            problems=self.problems,
            rows=len(self.taken.records),
            former_rows=former,
            needs_domain=any(problem.code == "no-domain" for problem in self.problems),
            keys=frozenset(plain_key(key) for key in self._column(Says.KEY)),
            emails=frozenset(read_email(email, self.domain)[0] for email in self._column(Says.EMAIL)),
        )

    def _column(self, says: Says) -> Iterator[str]:
        """Every value of a column."""
        for place, here in enumerate(self.taken.headings):
            if here is says:
                yield from (unwrapped(record.values[place]) for record in self.taken.records if record.values[place])

    def _problem(self, row: int, says: Says | None, value: str, code: str, **about: object) -> None:
        heading = self.taken.headings.get(says, "") if says else ""
        self.problems.append(Problem(row, heading, value[:200], code, about))

    # --- One row by itself ---

    def _find_order_of_dates(self) -> None:
        columns = [place for place, says in enumerate(self.taken.headings) if says in _DATES]
        found = find_order(record.values[place] for record in self.taken.records for place in columns)
        self.order = found or Order.DAY_FIRST
        if found is None:
            for record in self.taken.records:
                for place in columns:
                    if is_open(record.values[place]):
                        says = list(self.taken.headings)[place]
                        self._problem(record.row, says, record.values[place], "open-dates")
                        return

    def _line(self, record: Record) -> _Line | None:
        said = dict(zip(self.taken.headings, map(unwrapped, record.values), strict=True))
        if record.surplus:
            self._problem(record.row, None, "", "surplus")
            return None
        name, given_name = _names(said)
        start, hired, end = (self._date(record.row, said, says) for says in (Says.START, Says.HIRED, Says.END))
        ended, contradicted = self._has_ended(said, end)
        if contradicted:
            self._problem(record.row, Says.END, said[Says.END], "past-end")
        begins = start or hired
        return _Line(
            row=record.row,
            said=said,
            name=name,
            given_name=given_name,
            start=begins,
            hired=hired,
            end=end,
            ended=ended,
            to_come=bool(begins and begins > self.today),
        )

    def _date(self, row: int, said: Mapping[Says, str], says: Says) -> date | None:
        text = said.get(says, "")
        if not text.strip("0/-. :"):
            return None
        found = read_date(text, self.order)
        if found is None:
            self._problem(row, says, text, "bad-date")
        return found

    def _has_ended(self, said: Mapping[Says, str], end: date | None) -> tuple[bool, bool]:
        """Whether this row is over, and whether its end date says so against its status."""
        status, current = (yes_or_no(said.get(says, "")) for says in (Says.STATUS, Says.CURRENT))
        if status is False or current is False:
            return True, False
        if end is None or end >= self.today:
            return False, False
        return status is not True, status is True

    # --- Rows of the same person ---

    def _same_people(self, lines: Sequence[_Line]) -> Iterator[list[_Line]]:
        """The lines of each person, told by national or alternate number, by key, or by e-mail and name together."""
        seen: dict[tuple[str, ...], int] = {}
        root = list(range(len(lines)))

        def top(index: int) -> int:
            while root[index] != index:
                root[index] = root[root[index]]
                index = root[index]
            return index

        dropped = set()
        for index, line in enumerate(lines):
            for token in _tokens(line):
                other = top(seen.setdefault(token, index))
                if other == top(index):
                    continue
                if token[0] == "key" and _differ(lines[seen[token]], line):
                    self._problem(line.row, Says.KEY, line.get(Says.KEY), "same-key", other=lines[seen[token]].row)
                    dropped.add(index)
                    break
                root[max(other, top(index))] = min(other, top(index))
        groups: defaultdict[int, list[_Line]] = defaultdict(list)
        for index, line in enumerate(lines):
            if index not in dropped:
                groups[top(index)].append(line)
        return iter(groups.values())

    def _line_in_force(self, same: list[_Line]) -> _Line:
        """The row that holds today: of several the last to start; of none the one to come, or the last to end."""
        in_force = [line for line in same if line.in_force]
        if in_force:
            line = max(in_force, key=lambda line: (line.start or date.min, line.row))
            if len(in_force) > 1:
                self._problem(line.row, Says.KEY, line.get(Says.KEY), "several-rows", count=len(in_force))
            return line
        to_come = [line for line in same if not line.ended]
        if to_come:
            return min(to_come, key=lambda line: line.start or date.max)
        return max(same, key=lambda line: (line.end or date.min, line.row))

    # --- One person ---

    def _somebody(self, line: _Line, same: Iterable[_Line]) -> _Somebody:
        said = line.get(Says.EMAIL) or next((other.get(Says.EMAIL) for other in same if other.get(Says.EMAIL)), "")
        return _Somebody(email=read_email(said, self.domain)[0], name=line.name, row=line.row)

    def _entry(self, line: _Line, same: Iterable[_Line], used: Mapping[str, Entry]) -> Entry | None:
        """The person of this row; None, with the problem told, if the row has to be left out."""
        email, doubt = read_email(line.get(Says.EMAIL), self.domain)
        if line.to_come and line.start:
            says = Says.START if line.get(Says.START) else Says.HIRED
            self._problem(line.row, says, line.get(says), "not-yet", date=line.start.isoformat())
            return None
        if doubt:
            self._problem(line.row, Says.EMAIL, line.get(Says.EMAIL), doubt)
            if doubt in _NO_EMAIL:
                return None
        if other := used.get(email):
            self._problem(line.row, Says.EMAIL, email, "same-email", name=other.name, other=other.row)
            return None
        if doubt := _doubt_about_name(line):
            self._problem(line.row, _name_column(line.said), line.name, doubt)
            if doubt != "lost-letters":
                return None
        hired = [day for day in (line.hired, *(other.start for other in same)) if day]
        return Entry(
            row=line.row,
            key=self._key(line),
            email=email,
            name=line.name,
            given_name=line.given_name[:GIVEN_MOST],
            team=self._team(line),
            start=line.start,
            hired=line.hired or min(hired, default=None),
        )

    def _key(self, line: _Line) -> str:
        key = line.get(Says.KEY)
        if len(key) > KEY_MOST:
            self._problem(line.row, Says.KEY, key, "long-key")
            return ""
        return key

    def _team(self, line: _Line) -> str | None:
        if Says.TEAM not in self.taken.headings:
            return None
        team = line.get(Says.TEAM)
        if len(team) > TEAM_MOST or looks_like_formula(team):
            self._problem(line.row, Says.TEAM, team, "long-team" if len(team) > TEAM_MOST else "formula-team")
            return None
        return self.spelt.setdefault(team.casefold(), team)

    # --- Leads ---

    def _make_findable(self, somebody: _Somebody, same: Iterable[_Line]) -> None:
        """By every key, number and address that any row of theirs has had; by name only as it is now."""
        for line in same:
            self.by_key.setdefault(plain_key(line.get(Says.KEY)), somebody)
            self.by_alternate.setdefault(line.get(Says.ALTERNATE), somebody)
            email = read_email(line.get(Says.EMAIL), self.domain)[0]
            if email not in self.by_email or self.by_email[email].state != "here":
                self.by_email[email] = somebody
        self.by_name[folded(somebody.name)].append(somebody)

    def _add_known(self, known: Iterable[Known], used: Mapping[str, Entry]) -> dict[str, str]:
        """Who is here and not in the file can be named as a lead too. Gives whom people report to here, by e-mail."""
        now = {}
        leads = {}
        for person in known:
            in_file = self.by_key.get(plain_key(person.key)) if person.key else None
            entry = in_file.entry if in_file and in_file.entry else used.get(person.email)
            now[person.email] = entry.email if entry else person.email
            leads[now[person.email]] = person.lead
            if in_file and in_file.entry:
                self.by_email.setdefault(person.email, in_file)
            elif person.email not in used:
                somebody = _Somebody(email=person.email, name=person.name, state="known")
                self.by_email.setdefault(person.email, somebody)
                self.by_name[folded(person.name)].append(somebody)
                if person.key:
                    self.by_key.setdefault(plain_key(person.key), somebody)
        return {person: now.get(lead, lead) for person, lead in leads.items()}

    def _find_leads(self, entries: Iterable[Entry], lines: Mapping[int, _Line]) -> None:
        columns = [says for says in _LEADS if says in self.taken.headings]
        for entry in entries:
            said = [(says, text) for says in columns if (text := lines[entry.row].get(says))]
            if not said:
                entry.lead = "" if columns else None
                continue
            for says, text in said:
                found = self._find_lead(says, text)
                if len(found) == 1 and found[0].state in ("here", "known"):
                    self._set_lead(entry, found[0], says, text)
                    break
            else:
                says, text = said[0]
                self._lead_not_found(entry, says, text, self._find_lead(says, text))

    def _set_lead(self, entry: Entry, lead: _Somebody, says: Says, text: str) -> None:
        if lead.entry is entry:
            entry.lead = ""
            self._problem(entry.row, says, text, "own-lead")
            return
        entry.lead = lead.email
        if lead.state == "known" and lead.email not in self.leads_elsewhere:
            self.leads_elsewhere.add(lead.email)
            self._problem(entry.row, says, text, "lead-elsewhere", name=lead.name)

    def _lead_not_found(self, entry: Entry, says: Says, text: str, found: Sequence[_Somebody]) -> None:
        shown = "" if says is Says.LEAD_ALTERNATE else text
        if not found:
            self._problem(entry.row, says, shown, "lead-unknown")
        elif len(found) > 1:
            self._problem(entry.row, says, shown, "lead-ambiguous", count=len(found))
        elif found[0].state == "left":
            self._problem(entry.row, says, shown, "lead-left", name=found[0].name, other=found[0].row)
        else:
            self._problem(entry.row, says, shown, "lead-left-out", other=found[0].row)

    def _find_lead(self, says: Says, text: str) -> list[_Somebody]:
        """Everybody who may be meant: nobody, one, or several of the same name."""
        if says is Says.LEAD_ALTERNATE:
            one = self.by_alternate.get(text)
            return [one] if one else []
        # "Ann Lee (1042)" is how some systems write a person with their key.
        outer, _sign, inner = text.removesuffix(")").partition(" (")
        for key in filter(None, (text, inner)):
            if one := self.by_key.get(plain_key(key)):
                return [one]
        is_email = "@" in text or says is Says.LEAD_EMAIL
        if is_email and (one := self.by_email.get(read_email(text, self.domain)[0])):
            return [one]
        found = self.by_name.get(folded(text)) or self.by_name.get(folded(outer)) or []
        return [one for one in found if one.state in ("here", "known")] or found

    def _break_circles(self, entries: Sequence[Entry], leads_here: Mapping[str, str]) -> None:
        """Who leads whom must end somewhere. In a circle nobody knows which line is wrong: all of it stays as it is."""
        by_email = {entry.email: entry for entry in entries}
        broken = True
        while broken:
            broken = False
            up = dict(leads_here)
            up.update({entry.email: entry.lead for entry in entries if entry.lead is not None})
            for circle in _circles(up):
                broken = self._break_circle(circle, by_email) or broken

    def _break_circle(self, circle: Sequence[str], by_email: Mapping[str, Entry]) -> bool:
        names = [by_email[email].name if email in by_email else email for email in circle]
        shown = " → ".join([*names[:5], *(["…"] if len(names) > 5 else []), names[0]])
        says = next((says for says in _LEADS if says in self.taken.headings), None)
        broken = False
        for email, lead in zip(circle, [*names[1:], names[0]], strict=True):
            entry = by_email.get(email)
            if entry and entry.lead:
                self._problem(entry.row, says, lead, "lead-circle", names=shown)
                entry.lead = None
                broken = True
        return broken


# --- Rows and names ---------------------------------------------------------------------------------------------------


def _names(said: Mapping[Says, str]) -> tuple[str, str]:
    """The full name, and what the person is called."""
    first, last, name = (said.get(says, "") for says in (Says.FIRST, Says.LAST, Says.NAME))
    name = " ".join(filter(None, (first, last))) or in_order(name)
    called = said.get(Says.CALLED, "").partition(" ")[0]
    return name, called or first or name.partition(" ")[0]


def _name_column(said: Mapping[Says, str]) -> Says:
    for says in (Says.FIRST, Says.LAST, Says.NAME):
        if looks_like_formula(said.get(says, "")):
            return says
    return next(says for says in (Says.LAST, Says.NAME, Says.FIRST) if says in said)


def _doubt_about_name(line: _Line) -> str:
    if not line.name:
        return "no-name"
    if any(looks_like_formula(line.get(says)) for says in (Says.FIRST, Says.LAST, Says.NAME, Says.CALLED)):
        return "formula-name"
    if len(line.name) > NAME_MOST:
        return "long-name"
    return "lost-letters" if "\ufffd" in line.name else ""


def _tokens(line: _Line) -> Iterator[tuple[str, ...]]:
    """What tells that two rows are the same person."""
    if alternate := line.get(Says.ALTERNATE):
        yield "alternate", alternate
    if key := line.get(Says.KEY):
        yield "key", plain_key(key)
    if (email := line.get(Says.EMAIL).lower()) and line.name:
        yield "email", email, folded(line.name)


def _differ(one: _Line, other: _Line) -> bool:
    """Two rows have the same key: are they different people all the same?"""
    if one.get(Says.ALTERNATE) and other.get(Says.ALTERNATE):
        return one.get(Says.ALTERNATE) != other.get(Says.ALTERNATE)
    same_name = folded(one.name) == folded(other.name)
    same_email = one.get(Says.EMAIL).lower() == other.get(Says.EMAIL).lower()
    return one.in_force and other.in_force and not same_name and not same_email


def _circles(up: Mapping[str, str]) -> Iterator[list[str]]:
    """Each closed way that leads from somebody up to themselves."""
    done: set[str] = set()
    for start in up:
        way: dict[str, None] = {}
        at = start
        while at and at not in done and at not in way:
            way[at] = None
            at = up.get(at, "")
        if at in way:
            steps = list(way)
            yield steps[steps.index(at) :]
        done.update(way)
