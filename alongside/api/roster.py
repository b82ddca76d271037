"""Bringing the list of people up to date from a file: show everything, then apply it at once or not at all."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Status, UploadedFile
from pydantic import Field

from alongside.api.fields import Sent, Short, Shown
from alongside.api.frame import Call, Noun, Scope
from alongside.api.people import found, only_for_keepers
from alongside.jobs.models import Progress
from alongside.jobs.worker import somebody_works
from alongside.kit.refusal import Refusal
from alongside.lifecycle import roster_import
from alongside.people.models import RosterImport
from alongside.people.problems import Weight

roster = Noun("roster", reads=Scope.PEOPLE_READ, writes=Scope.PEOPLE_WRITE)

UNDER_WAY = (RosterImport.State.READING, RosterImport.State.APPLYING)
AT_ONCE = 200
"""Of a long list of changes the first; the file that could not be taken is there as a whole."""


class Joining(Shown):
    """Somebody who would join."""

    row: int
    name: str
    email: str
    team: str
    lead: str


class Changing(Shown):
    """Somebody who would change, and what of them: for each thing what it was and what it becomes."""

    row: int
    name: str
    what: dict[str, list[Any]]


class Leaving(Shown):
    """Somebody who may have left. They go only when they are named in `leaving`."""

    id: UUID
    name: str
    email: str
    ended_on: str


class RowProblem(Shown):
    """One thing about one row: what is wrong and what to do."""

    row: int
    heading: str
    value: str
    weight: Weight
    what: str
    todo: str


class HowFar(Shown):
    """How far the work in the background is."""

    done: Annotated[int, Field(description="Of `total` so many.")]
    total: Annotated[int, Field(description="0 while nobody knows.")]


class ImportShown(Shown):
    """What a file would change, or has changed. Of long lists the first lines; the counts are of all of it.

    While the state is `reading` or `applying` it is worked on in the background: ask again in a second. `how_far` says
    in numbers how far it is, and is null otherwise. `words` says it in a sentence, and what came of it: when `refused`,
    why the file could not be read; when `done`, what changed; when it is at `preview` again after `applying`, why
    nothing was changed. Until it was read all lists are empty.
    """

    id: UUID
    state: RosterImport.State
    words: str
    how_far: HowFar | None
    made_at: datetime
    file_name: str
    rows: int
    rows_left_out: int
    values_left_out: int
    unchanged: int
    joining: int
    changing: int
    needs_domain: bool
    new_teams: list[str]
    joins: list[Joining]
    changes: list[Changing]
    leavers: list[Leaving]
    problems: list[RowProblem]

    @classmethod
    def of(cls, imported: RosterImport) -> "ImportShown":
        """This import."""
        preview = roster_import.NOTHING if imported.found is None else roster_import.read_preview(imported)
        progress = roster_import.how_far(imported)
        return cls(
            id=imported.pk,
            state=RosterImport.State(imported.state),
            words=_words(imported, progress),
            how_far=_how_far(imported, progress),
            made_at=imported.made_at,
            file_name=imported.file_name,
            rows=preview.rows,
            rows_left_out=preview.rows_left_out,
            values_left_out=preview.values_left_out,
            unchanged=preview.unchanged,
            joining=len(preview.joins),
            changing=len(preview.changes),
            needs_domain=preview.needs_domain,
            new_teams=preview.new_teams,
            joins=[
                Joining(row=row, name=name, email=email, team=team, lead=lead)
                for row, name, email, team, lead in preview.joins[:AT_ONCE]
            ],
            changes=[Changing(row=row, name=name, what=what) for row, name, what in preview.changes[:AT_ONCE]],
            leavers=[
                Leaving(id=pk, name=name, email=email, ended_on=ended)
                for pk, name, email, ended, _by_hand in preview.leavers
            ],
            problems=[
                RowProblem(
                    row=problem.row,
                    heading=problem.heading,
                    value=problem.value,
                    weight=problem.weight,
                    what=problem.what,
                    todo=problem.todo,
                )
                for problem in preview.problems[:AT_ONCE]
            ],
        )


class AboutFile(Sent):
    """What there is to say about a file."""

    domain: Annotated[Short, Field(description="Belongs to the e-mail addresses that have none.")] = ""
    partial: Annotated[bool, Field(description="It holds a part of the people: nobody is proposed as gone.")] = False
    encoding: Annotated[Short, Field(description="How a CSV is written, if we can't tell.")] = ""


class SayYes(Sent):
    """Who of the proposed leavers has left."""

    leaving: Annotated[list[UUID], Field(max_length=5_000)] = []


@roster.upload("/imports", ImportShown)
def look_into(request: Call, file: File[UploadedFile], about: Form[AboutFile]) -> Status[ImportShown]:
    """Look into a CSV or XLSX: what it would change. Pay, birth dates and the like are never read.

    It is read in the background. When that takes longer than a moment the answer is 202 with the state `reading`: ask
    for the import by its id until it is `preview`, or `refused` with the reason in `words`.
    """
    only_for_keepers(request)
    waiting = roster_import.bring_file(
        file.chunks(),
        by=request.auth.person,
        file_name=(file.name or "").replace("\0", ""),
        domain=about.domain,
        partial=about.partial,
        encoding=about.encoding,
    )
    roster_import.wait_until_read(waiting)
    waiting = found(request, "see", RosterImport, waiting.pk)
    return Status(202 if waiting.state == RosterImport.State.READING else 201, ImportShown.of(waiting))


@roster.read("/imports/{uuid:pk}", ImportShown)
def get_import(request: Call, pk: UUID) -> ImportShown:
    """Show how far it is, what a file would change, or what it has changed."""
    return ImportShown.of(found(request, "see", RosterImport, pk))


@roster.read_file("/imports/{uuid:pk}/not-taken", "text/csv")
def get_not_taken(request: Call, pk: UUID) -> HttpResponse:
    """Take what could not be taken from a file, and why, as a CSV."""
    preview = roster_import.read_preview(found(request, "see", RosterImport, pk))
    return HttpResponse("".join(roster_import.left_out(preview)), content_type="text/csv; charset=utf-8")


@roster.begin("/imports/{uuid:pk}/apply", ImportShown)
def apply_import(request: Call, pk: UUID, sent: SayYes) -> Status[ImportShown]:
    """Apply what was shown, all of it or nothing, in the background.

    The answer is 202 with the state `applying`: ask for the import by its id until it is `done`, or `preview` again
    with the reason in `words`: nothing was changed then. Asking for it twice changes nothing; once done, the answer
    is 200.
    """
    try:
        waiting = found(request, "keep", RosterImport, pk)
        roster_import.start_import(waiting, by=request.auth.person, leaving=sent.leaving)
    except Refusal as refusal:
        if refusal.code != "import-over":  # that is the same yes once more
            raise
    imported = found(request, "keep", RosterImport, pk)
    return Status(200 if imported.state == RosterImport.State.DONE else 202, ImportShown.of(imported))


@roster.remove("/imports/{uuid:pk}")
def drop_import(request: Call, pk: UUID) -> None:
    """Leave everything as it is, and keep nothing of the file."""
    roster_import.drop_import(found(request, "keep", RosterImport, pk))


def _words(imported: RosterImport, progress: Progress | None) -> str:
    """What there is to say of it."""
    if imported.state == RosterImport.State.REFUSED:
        return imported.refused
    if imported.state in UNDER_WAY and not somebody_works():
        return _("It has to wait: nothing works in the background on the server.")
    if imported.state == RosterImport.State.DONE:
        return roster_import.sentence_of(roster_import.read_preview(imported), len(imported.leaving))
    if progress is None or (imported.state not in UNDER_WAY and progress.state != Progress.State.FAILED):
        return ""
    return progress.words


def _how_far(imported: RosterImport, progress: Progress | None) -> HowFar | None:
    if progress is None or imported.state not in UNDER_WAY:
        return None
    return HowFar(done=progress.done, total=progress.total)
