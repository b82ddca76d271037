"""Bringing the list of people up to date from a file: look into it, show everything, apply it at once or not at all.

The file itself is not kept: `look_into` takes the columns that may be taken, and only those wait for a yes. What people
upload is read by a worker (`bring_file`, then `read_file`), so that no page waits for it; it lies encrypted until then.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.jobs import progress
from alongside.jobs.models import Progress
from alongside.jobs.periodic import every
from alongside.jobs.worker import somebody_works
from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import NotHere, Refusal
from alongside.kit.tables import Source, TableRefused, csv_lines, open_table
from alongside.lifecycle.leaving import let_go
from alongside.lifecycle.many_rows import Rows, insert, update
from alongside.lifecycle.roster_plan import Here, Plan, Told, make_plan, nobody
from alongside.lifecycle.roster_upload import forget_files, keep_file, kept_file
from alongside.people.cells import read_domain
from alongside.people.models import Line, Membership, Person, RosterImport, SignInLink, Team
from alongside.people.problems import Problem, Weight
from alongside.people.taken import Taken, take

KEPT = timedelta(days=7)
"""How long a preview waits, and how long what could not be taken can be downloaded."""

UNREAD = timedelta(days=1)
"""How long an uploaded file waits for a worker that reads it; then it goes unread."""

TRIES = 3
"""How often it is worked out anew when somebody changes people at the same moment."""

BEGINNINGS = 3
"""How often work on a list is begun again after its worker was cut off."""

PATIENCE = 1.5
"""Seconds that a page waits for the worker before it shows how far it is: a small file is read by then."""

State = RosterImport.State


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would change, or has changed, for a person to read. Also kept like this until it is done."""

    rows: int
    former_rows: int
    unchanged: int
    joins: list[list[Any]]  # row, name, e-mail, team, the lead's e-mail
    changes: list[list[Any]]  # row, name, what: {thing: [was, becomes]}
    leavers: list[list[Any]]  # id, name, e-mail, ended on, added by hand
    problems: list[Problem]
    new_teams: list[str]
    headings: dict[str, str]
    ignored: list[str]
    needs_domain: bool
    read_as: str
    fingerprint: str

    @property
    def is_empty(self) -> bool:
        """Nothing would change."""
        return not (self.joins or self.changes or self.leavers)

    @property
    def changes_nobody(self) -> bool:
        """Nobody would join or change; people may have left all the same."""
        return not (self.joins or self.changes)

    @property
    def rows_left_out(self) -> int:
        """How many rows can't be taken."""
        return len({problem.row for problem in self.problems if problem.weight is Weight.ROW})

    @property
    def values_left_out(self) -> int:
        """How many values can't be taken from rows that can."""
        return sum(problem.weight is Weight.VALUE for problem in self.problems)

    def packed(self) -> bytes:
        """For keeping."""
        known = {name: getattr(self, name) for name in self.__dataclass_fields__}
        known["problems"] = [[p.row, p.heading, p.value, p.code, p.about] for p in self.problems]
        return _pack(known)

    @classmethod
    def unpacked(cls, packed: bytes | memoryview | None) -> "Preview":
        """The way back from `packed`."""
        known = _unpack(packed)
        known["problems"] = [Problem(*problem) for problem in known["problems"]]
        return cls(**known)


NOTHING = Preview(
    rows=0,
    former_rows=0,
    unchanged=0,
    joins=[],
    changes=[],
    leavers=[],
    problems=[],
    new_teams=[],
    headings={},
    ignored=[],
    needs_domain=False,
    read_as="",
    fingerprint="",
)
"""Of a file that has not been read."""


def preview_of(plan: Plan, taken: Taken, read_as: str = "") -> Preview:
    """What this plan would change, for a person to read."""
    return Preview(
        rows=plan.roster.rows,
        former_rows=plan.roster.former_rows,
        unchanged=len(plan.roster.entries) - len(plan.joins) - len(plan.changes) - len(plan.refused),
        joins=[[one.row, one.name, one.email, one.team or "", one.lead or ""] for one in plan.joins],
        changes=[[one.row, one.name, one.what] for one in plan.changes],
        leavers=[
            [str(one.pk), one.name, one.email, one.ended.isoformat() if one.ended else "", one.by_hand]
            for one in plan.leavers
        ],
        problems=sorted(plan.problems, key=lambda problem: (list(Weight).index(problem.weight), problem.row)),
        new_teams=sorted(team.name for team in plan.new_teams),
        headings={says.value: heading for says, heading in taken.headings.items()},
        ignored=taken.ignored,
        needs_domain=plan.roster.needs_domain,
        read_as=read_as,
        fingerprint=plan.fingerprint,
    )


# --- The deeds -------------------------------------------------------------------------------------------------------


def take_file(
    file: Path | Source,
    *,
    encoding: str = "",
    named: Mapping[str, str] | None = None,
    on_row: Callable[[int], None] = lambda rows: None,
) -> tuple[Taken, str]:
    """What may be taken from this file, and in words how it was read.

    Raises:
        TableRefused: with the sentence for whoever chose the file.
    """
    table = open_table(file, encoding=encoding)
    taken = take(table, named=named, on_row=on_row)
    return taken, table.sheet or f"{table.encoding} {table.delimiter}"


def look_into(
    path: Path,
    *,
    by: Person | None,
    file_name: str,
    domain: str = "",
    partial: bool = False,
    encoding: str = "",
    named: Mapping[str, str] | None = None,
    on_row: Callable[[int], None] = lambda rows: None,
    told: Told = nobody,
) -> RosterImport:
    """Take what may be taken from a file and keep it, with all it would change, until somebody says yes.

    Args:
        path: the file; it is not kept.
        by: who brings it; None when a program does.
        file_name: what it is called.
        domain: belongs to the e-mail addresses that have none.
        partial: it holds a part of the people only.
        encoding: how a CSV is written, if we can't tell.
        named: columns named by hand, from our word to the heading in the file.
        on_row: hears how many rows were read.
        told: hears how many of how many entries were compared.

    Raises:
        Refusal: the file can't be read as a list of people; the sentence says why and what to do.
    """
    _check_domain(domain)
    taken, read_as = take_file(path, encoding=encoding, named=named, on_row=on_row)
    found = RosterImport(
        made_by=by,
        made_at=clock.now(),
        file_name=file_name[-120:],
        domain=read_domain(domain),
        partial=partial,
        taken=_pack(taken.as_data()),
    )
    plan = _plan(found, taken, told)
    found.found = preview_of(plan, taken, read_as).packed()
    with transaction.atomic():
        RosterImport.objects.filter(made_by=by, state=State.PREVIEW).delete()
        found.save(force_insert=True)
    return found


def bring_file(
    chunks: Iterable[bytes],
    *,
    by: Person | None,
    file_name: str,
    domain: str = "",
    partial: bool = False,
    encoding: str = "",
) -> RosterImport:
    """Have a file looked into in the background. It lies encrypted until it was read, for a day at the most.

    What this person brought before and is not yet read makes way for it.

    Raises:
        Refusal: it is empty or too large, or the domain is none.
    """
    from alongside.lifecycle.tasks import read_roster

    _check_domain(domain)
    waiting = RosterImport(
        made_by=by,
        made_at=clock.now(),
        file_name=file_name[-120:],
        domain=read_domain(domain),
        partial=partial,
        encoding=encoding[:120],
        state=State.READING,
    )
    with transaction.atomic():
        earlier = RosterImport.objects.filter(made_by=by, state__in=[State.READING, State.REFUSED])
        forget_files(earlier)
        earlier.delete()
        waiting.progress = progress.begin(_owner(waiting), "roster").pk
        waiting.save(force_insert=True)
        keep_file(waiting, chunks)
        read_roster.enqueue(str(waiting.pk))
    return waiting


def wait_until_read(waiting: RosterImport) -> None:
    """Wait a moment, but not if nobody works: a small file is read by then, or refused.

    Raises:
        TableRefused: it can't be read as a list of people. Nothing of it is kept.
        NotHere: it was dropped meanwhile.
    """
    until = monotonic() + PATIENCE
    found = RosterImport.objects.filter(pk=waiting.pk).values_list("state", "refused")
    while (now := found.first()) and now[0] == State.READING and monotonic() < until and somebody_works():
        sleep(0.1)
    if now is None:
        raise NotHere
    state, refused = now
    if state == State.REFUSED:
        RosterImport.objects.filter(pk=waiting.pk).delete()
        raise TableRefused(refused)


def begin_again(pk: UUID) -> bool:
    """Count a beginning of the background work on a list; False when it was cut off too often to try once more."""
    RosterImport.objects.filter(pk=pk).update(begun=F("begun") + 1)
    return RosterImport.objects.filter(pk=pk, begun__lte=BEGINNINGS).exists()


def read_file(pk: UUID, *, on_row: Callable[[int], None], told: Told) -> RosterImport | None:
    """Read an uploaded file and keep what may be taken, with all it would change. None when it was dropped.

    Once read, doing it again changes nothing.

    Raises:
        Refusal: the file can't be read as a list of people.
    """
    waiting = RosterImport.objects.filter(pk=pk, state=State.READING).first()
    if waiting is None:
        return None
    taken, read_as = take_file(kept_file(waiting), encoding=waiting.encoding, on_row=on_row)
    found = preview_of(_plan(waiting, taken, told), taken, read_as).packed()
    with transaction.atomic():
        held = RosterImport.objects.select_for_update().filter(pk=pk, state=State.READING).first()
        if held is None:
            return None
        RosterImport.objects.filter(made_by=held.made_by_id, state=State.PREVIEW).delete()
        held.taken, held.found, held.state, held.begun = _pack(taken.as_data()), found, State.PREVIEW, 0
        held.save(update_fields=["taken", "found", "state", "begun"])
        forget_files(RosterImport.objects.filter(pk=pk))
    return held


def refuse_file(pk: UUID, sentence: str) -> None:
    """Say why an uploaded file was not read, and keep nothing of it."""
    with transaction.atomic():
        held = RosterImport.objects.select_for_update().filter(pk=pk, state=State.READING).first()
        if held is not None:
            held.state, held.refused = State.REFUSED, sentence
            held.save(update_fields=["state", "refused"])
            forget_files(RosterImport.objects.filter(pk=pk))


def how_far(imported: RosterImport) -> Progress | None:
    """How far the background work on this list is, for everybody who may see it."""
    return progress.of(_owner(imported), imported.progress) if imported.progress else None


def look_again(waiting: RosterImport, *, domain: str | None = None, partial: bool | None = None) -> RosterImport:
    """The same list with another domain, or marked as a part, against the people as they are now."""
    _check_domain(domain or "")
    with transaction.atomic():
        waiting = _waiting(waiting.pk)
        if domain is not None:
            waiting.domain = read_domain(domain)
        if partial is not None:
            waiting.partial = partial
        taken = Taken.from_data(_unpack(waiting.taken))
        waiting.found = preview_of(_plan(waiting, taken), taken, read_preview(waiting).read_as).packed()
        waiting.progress = None  # what failed before is answered by this look
        waiting.save(update_fields=["domain", "partial", "found", "progress"])
    return waiting


def drop_import(waiting: RosterImport) -> None:
    """Leave everything as it is, and keep nothing of the file."""
    with transaction.atomic():
        held = _waiting(waiting.pk, or_unread=True)
        forget_files(RosterImport.objects.filter(pk=held.pk))
        held.delete()


def drop_imports_naming(person: Person) -> None:
    """Keep no list in which this person stands, whether somebody looks through it or it was applied."""
    known = (person.email, person.proposed_email, person.name)
    words = [json.dumps(word, ensure_ascii=False)[1:-1].casefold() for word in known if word]
    for unread in RosterImport.objects.filter(state=State.READING):
        refuse_file(unread.pk, _("Somebody was forgotten while this file was read. Choose it once more."))
    for imported in RosterImport.objects.exclude(state=State.APPLYING):
        parts = [zlib.decompress(bytes(packed)) for packed in (imported.taken, imported.found) if packed]
        held = (b"".join(parts).decode() + json.dumps(imported.refused, ensure_ascii=False)).casefold()
        if any(word in held for word in words):
            imported.delete()


def read_preview(imported: RosterImport) -> Preview:
    """What an import would change, or has changed. Raises Refusal while its file is not read."""
    if imported.found is None:
        raise _not_read()
    return Preview.unpacked(imported.found)


def start_import(waiting: RosterImport, *, by: Person | None, leaving: Sequence[UUID] = ()) -> Progress:
    """Say yes: what was shown is applied in the background.

    Args:
        waiting: what was looked through.
        by: who says yes; None when a program does.
        leaving: of the proposed leavers those who were ticked.

    Raises:
        Refusal: it has not been read yet ("import-not-read"), or was applied or dropped already ("import-over").
    """
    from alongside.lifecycle.tasks import apply_roster

    with transaction.atomic():
        waiting = _waiting(waiting.pk)
        preview = read_preview(waiting)
        proposed = {leaver[0] for leaver in preview.leavers}
        waiting.leaving = sorted(proposed & {str(pk) for pk in leaving})
        waiting.state = State.APPLYING
        waiting.made_by, waiting.begun = by, 0
        begun = progress.begin(_owner(waiting), "roster", total=preview.rows)
        waiting.progress = begun.pk
        waiting.save(update_fields=["leaving", "state", "progress", "made_by", "begun"])
        apply_roster.enqueue(str(waiting.pk))
    return begun


def apply_import(pk: UUID, *, told: Told = nobody) -> RosterImport:
    """Apply what was shown, all of it at once or nothing. Once done, doing it again changes nothing.

    Raises:
        Refusal: the people here changed since it was shown, so that it would do something else. It is shown anew.
    """
    for _attempt in range(TRIES):
        imported = RosterImport.objects.select_related("made_by").get(pk=pk)
        if imported.state == State.DONE:
            return imported
        taken = Taken.from_data(_unpack(imported.taken))
        plan = _plan(imported, taken, told)
        shown = read_preview(imported)
        if plan.fingerprint != shown.fingerprint:
            changed = _("The people here have changed since you looked. Look through it once more.")
            _show_anew(imported, preview_of(plan, taken, shown.read_as), changed)
            raise Refusal(changed)
        try:
            if _write_at_once(imported, plan):
                break
        except IntegrityError:  # somebody wrote between the last look and now; worked out anew
            continue
    else:
        raise Refusal(_("People are being changed by somebody else right now. Try again in a minute."))
    return RosterImport.objects.get(pk=pk)


def left_out(preview: Preview) -> Iterator[str]:
    """Everything that could not be taken, and why, as a CSV."""
    return csv_lines(
        [_("Row"), _("Column"), _("Value"), _("What became of it"), _("What is wrong"), _("What to do")],
        (
            [problem.row, problem.heading, problem.value, problem.weight.label, problem.what, problem.todo]
            for problem in preview.problems
            if problem.weight is not Weight.KNOW
        ),
    )


def sentence_of(preview: Preview, leaving: int = 0) -> str:
    """What was done, in a sentence."""
    parts = [
        ngettext("%(count)d person joined", "%(count)d people joined", len(preview.joins))
        % {"count": len(preview.joins)},
        ngettext("%(count)d changed", "%(count)d changed", len(preview.changes)) % {"count": len(preview.changes)},
    ]
    if leaving:
        parts.append(ngettext("%(count)d left", "%(count)d left", leaving) % {"count": leaving})
    return ", ".join(parts) + "."


@every(timedelta(days=1))
def forget_imports() -> None:
    """Previews nobody said yes to, and what could not be taken, go after seven days."""
    RosterImport.objects.filter(made_at__lt=clock.now() - KEPT).exclude(
        state__in=[State.APPLYING, State.READING]
    ).delete()


# --- Behind them -----------------------------------------------------------------------------------------------------


@every(timedelta(hours=1))
def forget_unread_files() -> None:
    """An uploaded file that no worker has read within a day goes unread."""
    for waiting in RosterImport.objects.filter(state=State.READING, made_at__lt=clock.now() - UNREAD):
        refuse_file(waiting.pk, _("This file could not be read within a day, and was deleted. Choose it once more."))


def today() -> date:
    """The date it is for this organisation."""
    return clock.today(settings.TIME_ZONE)


def _check_domain(domain: str) -> None:
    if domain and not read_domain(domain):
        raise Refusal(_("Write the domain like haldane.example."), field="domain")


def _owner(imported: RosterImport) -> UUID:
    return imported.made_by_id or imported.pk


def _not_read() -> Refusal:
    return Refusal(_("This file has not been read yet."), code="import-not-read")


def _waiting(pk: UUID, *, or_unread: bool = False) -> RosterImport:
    found = RosterImport.objects.select_for_update().filter(pk=pk).first()
    if found is not None and found.state in (State.READING, State.REFUSED):
        if or_unread:
            return found
        raise _not_read()
    if found is None or found.state != State.PREVIEW:
        raise Refusal(_("This list was applied or dropped already."), code="import-over")
    return found


def _plan(imported: RosterImport, taken: Taken, told: Told = nobody) -> Plan:
    return make_plan(taken, today=today(), domain=imported.domain, partial=imported.partial, told=told)


def _show_anew(imported: RosterImport, preview: Preview, why: str) -> None:
    imported.state, imported.found = State.PREVIEW, preview.packed()
    with transaction.atomic():  # whoever sees it again sees why
        imported.save(update_fields=["state", "found"])
        if imported.progress:
            progress.fail(imported.progress, why)


def _write_at_once(imported: RosterImport, plan: Plan) -> bool:
    """Write a plan in one transaction; False if the people here have changed since it was made."""
    prepared = _prepared(plan)
    with transaction.atomic():
        held = RosterImport.objects.select_for_update().get(pk=imported.pk)
        if held.state == State.DONE:
            return True
        if Here.now().stamp != plan.here.stamp:
            return False
        for rows in prepared:
            rows.write()
        for some in _batches([*_moving(plan), *plan.freed]):
            EmailAddress.objects.filter(user__in=some).delete()
            SignInLink.objects.filter(person__in=some).delete()
        let_go(list(Person.objects.filter(pk__in=held.leaving)), by=imported.made_by)
        held.state, held.taken, held.done_at = State.DONE, None, clock.now()
        held.save(update_fields=["state", "taken", "done_at"])
        if imported.made_by:
            record(imported.made_by, "roster.applied", held)
    return True


def _moving(plan: Plan) -> list[UUID]:
    return [pk for pk, new in plan.changed_people.items() if new["email"] != plan.here.people[pk].email]


def _prepared(plan: Plan) -> list[Rows]:
    """All rows of a plan, in the order that the constraints ask for.

    Addresses and keys can change hands within one list, so they are let go of before they are given out.
    """
    people, changed = plan.here.people, plan.changed_people
    emails = {person.email for person in plan.new_people} | {new["email"] for new in changed.values()}
    keys = {person.external_key for person in plan.new_people} | {new["external_key"] for new in changed.values()}
    handed_on = {pk: {"email": f"{pk}@moving.invalid"} for pk in _moving(plan) if people[pk].email in emails}
    rekeyed = {
        pk: {"external_key": ""}
        for pk, new in changed.items()
        if new["external_key"] != people[pk].key and people[pk].key in keys
    }
    fields = ["name", "email", "proposed_email", "external_key", "started_on", "is_active", "ended_at"]
    return [
        *update(Person, {pk: {"email": f"{pk}@left.invalid"} for pk in plan.freed}, ["email"]),
        *update(Person, handed_on, ["email"]),
        *update(Person, rekeyed, ["external_key"]),
        *update(Person, plan.changed_people, fields),
        *insert(plan.new_people),
        *insert(plan.new_teams),
        *update(Team, plan.changed_teams, ["external_name", "ended_at"]),
        *update(Membership, plan.ended_members, ["ended_on"]),
        *insert(plan.new_members),
        *update(Line, plan.ended_lines, ["ended_on"]),
        *update(Line, {pk: {"additional": False} for pk in plan.lines_made_main}, ["additional"]),
        *insert(plan.new_lines),
    ]


def _batches(ids: Sequence[UUID], size: int = 500) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some


def _pack(data: object) -> bytes:
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())


def _unpack(packed: bytes | memoryview | None) -> Any:
    return json.loads(zlib.decompress(bytes(packed or b"")))
