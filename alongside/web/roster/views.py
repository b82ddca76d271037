"""Choose a file, look at all it would change and at every problem, say yes, watch it, take along what was left out."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one
from alongside.jobs.worker import somebody_works
from alongside.lifecycle import roster_import
from alongside.lifecycle.leaving import WHAT_STAYS
from alongside.lifecycle.roster_import import Preview, how_far, read_preview
from alongside.people.models import RosterImport
from alongside.web.http import Request, back, heard, invalid, page
from alongside.web.people.keeping import only_for_keepers
from alongside.web.roster.forms import AgainForm, FileForm

SHOWN = 25
LEAVERS_SHOWN = 300
UNDER_WAY = (RosterImport.State.READING, RosterImport.State.APPLYING)
WORDS = {
    "name": gettext_lazy("name"),
    "email": gettext_lazy("address"),
    "external_key": gettext_lazy("key"),
    "started_on": gettext_lazy("works here since"),
    "team": gettext_lazy("team"),
    "lead": gettext_lazy("reports to"),
    "back": gettext_lazy("is back"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """Choose a file. Nothing changes by it: what it would change is shown first."""
    only_for_keepers(request.user)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        said = form.cleaned_data
        with heard(form):
            waiting = roster_import.bring_file(
                said["file"].chunks(),
                by=request.user,
                file_name=said["file"].name or "",
                domain=said["domain"],
                partial=said["partial"],
                encoding=said["encoding"],
            )
            roster_import.wait_until_read(waiting)
            return back(request, "roster:look", waiting.pk)
    return page(request, "roster/start.html", {"form": form}, status=invalid(form))


@require_safe
def look(request: Request, pk: UUID) -> HttpResponse:
    """How far it is, what it would change, or what it did. A page that watches (`?watch`) is told when it is over."""
    imported = one(request.user, "see", RosterImport, pk)
    if "watch" in request.GET and imported.state not in UNDER_WAY:
        return back(request, "roster:look", pk)
    return _page(request, imported)


@require_POST
def again(request: Request, pk: UUID) -> HttpResponse:
    """The same list with a domain."""
    waiting = one(request.user, "keep", RosterImport, pk)
    form = AgainForm(request.POST)
    if form.is_valid():
        with heard(form):
            roster_import.look_again(waiting, domain=form.cleaned_data["domain"])
            return back(request, "roster:look", pk)
    return _page(request, waiting, form)


@require_POST
def apply(request: Request, pk: UUID) -> HttpResponse:
    """Yes: apply what was shown, with those who were ticked as having left."""
    waiting = one(request.user, "keep", RosterImport, pk)
    proposed = {leaver[0]: UUID(leaver[0]) for leaver in read_preview(waiting).leavers}
    ticked = [proposed[word] for word in request.POST.getlist("left") if word in proposed]
    roster_import.start_import(waiting, by=request.user, leaving=ticked)
    return back(request, "roster:look", pk)


@require_POST
def drop(request: Request, pk: UUID) -> HttpResponse:
    """No: everything stays as it is, and nothing of the file is kept."""
    roster_import.drop_import(one(request.user, "keep", RosterImport, pk))
    messages.success(request, _("Everything stays as it is. Nothing of the file was kept."))
    return back(request, "people:list")


@require_safe
def not_taken(request: Request, pk: UUID) -> HttpResponse:
    """What could not be taken, and why, as a CSV."""
    imported = one(request.user, "see", RosterImport, pk)
    file = "".join(roster_import.left_out(read_preview(imported)))
    answer = HttpResponse(file, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="not-taken.csv"'
    return answer


@dataclass(frozen=True)
class Rows:
    """A part of a long list: the rows, and the numbers of the pages before and after (0 for none)."""

    rows: list[Any]
    before: int
    after: int


def _page(request: Request, imported: RosterImport, form: AgainForm | None = None) -> HttpResponse:
    states = RosterImport.State
    context: dict[str, Any] = {"imported": imported, "how_far": how_far(imported)}
    status = invalid(form) if form else 200
    if imported.state in UNDER_WAY:
        template = "roster/reading.html" if imported.state == states.READING else "roster/applying.html"
        return page(request, template, context | {"somebody_works": somebody_works()}, part="how_far", status=status)
    if imported.state == states.REFUSED:
        return page(request, "roster/start.html", {"form": _form_again(imported)}, status=status)
    preview = read_preview(imported)
    context |= {"preview": preview} | _shown(request, preview)
    if imported.state == states.DONE:
        return page(request, "roster/done.html", context, part="shown")
    context |= {
        "form": form or AgainForm(initial={"domain": imported.domain}),
        "leavers": preview.leavers[:LEAVERS_SHOWN],
        "more_leavers": len(preview.leavers) > LEAVERS_SHOWN,
        "what_stays": WHAT_STAYS,
    }
    return page(request, "roster/look.html", context, part="shown", status=status)


def _form_again(refused: RosterImport) -> FileForm:
    """The form as it was sent, with what is wrong with the file."""
    said = {"domain": refused.domain, "partial": refused.partial, "encoding": refused.encoding}
    file: UploadedFile[bytes] = UploadedFile(name=refused.file_name or "-", size=1)
    form = FileForm(said, MultiValueDict({"file": [file]}))
    form.add_error("file", refused.refused)
    return form


def _shown(request: Request, preview: Preview) -> dict[str, Any]:
    """The list that `?show=` asks for: problems, who joins, or what changes."""
    lists: dict[str, list[Any]] = {"problems": preview.problems, "joins": preview.joins, "changes": preview.changes}
    asked = request.GET.get("show", "")
    name = asked if asked in lists else next((name for name, rows in lists.items() if rows), "problems")
    number = request.GET.get("page", "1")
    at = max(int(number), 1) if number.isdecimal() and len(number) < 6 else 1
    rows = lists[name][(at - 1) * SHOWN : at * SHOWN]
    return {
        "show": name,
        "part": Rows(
            [_said(row) for row in rows] if name == "changes" else rows,
            at - 1,
            at + 1 if len(lists[name]) > at * SHOWN else 0,
        ),
    }


def _said(change: list[Any]) -> tuple[int, str, list[dict[str, str]]]:
    """A change of somebody, in the words of the page."""
    row, name, what = change
    words = [{"word": str(WORDS[thing]), "was": was, "becomes": becomes} for thing, (was, becomes) in what.items()]
    return row, name, words
