"""What was taken from a file: only the columns that may be taken. Pay, birth dates and the like end here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alongside.kit.tables import Table, TableRefused
from alongside.people.columns import Says, places


@dataclass(frozen=True, slots=True)
class Record:
    """One row of what was taken: its number in a spreadsheet, how many values it has too many, and the values."""

    row: int
    surplus: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """All that was taken from a file.

    `headings` says for each value of a record what it is and how its column is headed; `ignored` are the headings of
    the columns that nobody looked into.
    """

    headings: dict[Says, str]
    ignored: list[str]
    records: list[Record]

    def as_data(self) -> dict[str, Any]:
        """For keeping until the preview is confirmed, as JSON."""
        return {
            "headings": dict(self.headings),
            "ignored": self.ignored,
            "records": [[record.row, record.surplus, *record.values] for record in self.records],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Taken":
        """The way back from `as_data`."""
        return cls(
            {Says(says): heading for says, heading in data["headings"].items()},
            data["ignored"],
            [Record(row, surplus, tuple(values)) for row, surplus, *values in data["records"]],
        )


def take(
    table: Table, *, named: Mapping[str, str] | None = None, on_row: Callable[[int], None] = lambda rows: None
) -> Taken:
    """Take from a table what may be taken, and nothing else.

    National numbers and the like, which tell rows of the same person, become running numbers on the way.

    Args:
        table: the opened file.
        named: columns named by the operator, `{"email": "Contact"}`: from our word to the heading in the file.
        on_row: told after each row how many there have been.

    Raises:
        TableRefused: a column is missing that nothing can be done without, or the file cannot be read to its end.
    """
    for word, heading in (named or {}).items():
        if word not in set(Says) or heading not in table.columns:
            raise TableRefused(_("There is no column “%(heading)s” to take as %(word)s."), heading=heading, word=word)
    placed = places(table.columns, named=named)
    _refuse_without(placed, table)
    indexes = list(placed.values())
    hidden = [place for place, says in enumerate(placed) if says in (Says.ALTERNATE, Says.LEAD_ALTERNATE)]
    numbers: dict[str, str] = {}
    records = []
    for row in table:
        values = [" ".join(row.values[index].split()) for index in indexes]
        for place in hidden:
            if values[place]:
                values[place] = numbers.setdefault(values[place], str(len(numbers) + 1))
        records.append(Record(row.number, row.surplus, tuple(values)))
        on_row(len(records))
    return Taken(
        headings={says: table.columns[index] for says, index in placed.items()},
        ignored=[heading for index, heading in enumerate(table.columns) if heading and index not in set(indexes)],
        records=records,
    )


def _refuse_without(placed: Mapping[Says, int], table: Table) -> None:
    there = ", ".join(f"“{heading[:40]}”" for heading in table.columns[:12] if heading)
    if Says.EMAIL not in placed:
        raise TableRefused(
            _("No column holds e-mail addresses. Head it “Email”. The columns are: %(columns)s."),
            columns=there,
        )
    if not {Says.NAME, Says.FIRST, Says.LAST} & set(placed):
        raise TableRefused(
            _("No column holds names. Head it “Name”, or “First name” and “Last name”. The columns are: %(columns)s."),
            columns=there,
        )
