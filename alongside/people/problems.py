"""What can be wrong with a row of an import, in sentences: what it is, and what to do about it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Weight(StrEnum):
    """What a problem costs."""

    ROW = "row"
    VALUE = "value"
    KNOW = "know"

    @property
    def label(self) -> str:
        """For the list of problems."""
        return str({self.ROW: _("Row left out"), self.VALUE: _("Value left out"), self.KNOW: _("To know")}[self])


_SAYINGS = {
    # The row is left out.
    "surplus": (
        Weight.ROW,
        _("This row has more values than there are columns."),
        _("Look for a value that holds the delimiter and has no quotation marks."),
    ),
    "no-email": (
        Weight.ROW,
        _("There is no e-mail address."),
        _("Add one. It is what a person signs in with."),
    ),
    "bad-email": (Weight.ROW, _("This is not an e-mail address."), _("Correct it in the source.")),
    "no-domain": (
        Weight.ROW,
        _("This address has no domain."),
        _("Say which domain belongs to it, for example haldane.example."),
    ),
    "no-name": (Weight.ROW, _("There is no name."), _("Add one in the source.")),
    "long-name": (Weight.ROW, _("This name is longer than 120 letters."), _("Shorten it in the source.")),
    "formula-name": (
        Weight.ROW,
        _("This begins like a formula of a spreadsheet, not like a name."),
        _("Correct it in the source. Nothing was evaluated."),
    ),
    "same-email": (
        Weight.ROW,
        _("%(name)s in row %(other)s has this address too."),
        _("Give each of the two an address of their own."),
    ),
    "same-key": (
        Weight.ROW,
        _("Row %(other)s has this key too, for another person."),
        _("Give each of the two a key of their own."),
    ),
    "email-here": (
        Weight.ROW,
        _("Here this address belongs to %(name)s, who is somebody else by key and name."),
        _("Give this person an address of their own, or correct the key."),
    ),
    "key-here": (
        Weight.ROW,
        _("Here this key belongs to %(name)s (%(email)s), who is somebody else by name and address."),
        _("Correct the key. If it is the same person, change the name or the address first, then the other."),
    ),
    "not-yet": (Weight.ROW, _("Starts on %(date)s."), _("Import again from that day on.")),
    # A value is left out.
    "lead-unknown": (
        Weight.VALUE,
        _("Nobody in this file or here is known by this."),
        _("Add the row of that person, or correct the value. Until then the lead stays as it is."),
    ),
    "lead-ambiguous": (
        Weight.VALUE,
        _("%(count)s people go by this name."),
        _("Name the lead by key or e-mail. Until then the lead stays as it is."),
    ),
    "lead-left": (
        Weight.VALUE,
        _("%(name)s (row %(other)s) has left."),
        _("Name the new lead in the source. Until then the lead stays as it is."),
    ),
    "lead-left-out": (
        Weight.VALUE,
        _("The row of this lead, row %(other)s, was left out."),
        _("Mend that row. Until then the lead stays as it is."),
    ),
    "lead-circle": (
        Weight.VALUE,
        _("These people lead each other in a circle: %(names)s."),
        _("Correct one of them in the source. Until then their leads stay as they are."),
    ),
    "long-team": (Weight.VALUE, _("This name is longer than 120 letters."), _("Shorten it in the source.")),
    "formula-team": (
        Weight.VALUE,
        _("This begins like a formula of a spreadsheet."),
        _("Correct it in the source. Nothing was evaluated."),
    ),
    "long-key": (
        Weight.VALUE,
        _("This key is longer than 80 letters."),
        _("The person is known by e-mail instead. Shorten it in the source."),
    ),
    "bad-date": (Weight.VALUE, _("We cannot read this as a date."), _("Write it like 2026-03-31.")),
    # Everything is taken; somebody should know.
    "own-lead": (
        Weight.KNOW,
        _("This person is named as their own lead; taken as having none."),
        _("Nothing to do if they are at the top."),
    ),
    "several-rows": (
        Weight.KNOW,
        _("This person has %(count)s current rows; the one that started last was taken."),
        _("Nothing to do, unless another row is the right one."),
    ),
    "past-end": (
        Weight.KNOW,
        _("The end date has passed, but the status says that the person works here; taken as working here."),
        _("Correct the one that is wrong."),
    ),
    "two-emails": (
        Weight.KNOW,
        _("There is more than one address; the first was taken."),
        _("Nothing to do, unless another one is right."),
    ),
    "foreign-email": (
        Weight.KNOW,
        _("This address has letters beyond a to z, which not every mail server can handle."),
        _("Check that the address is really written like this. Nothing to do if mail arrives there."),
    ),
    "lost-letters": (
        Weight.KNOW,
        _("Letters of this name were lost before it came here."),
        _("Correct it in the source, or export as “CSV UTF-8”."),
    ),
    "open-dates": (
        Weight.KNOW,
        _("All dates of the file can be read with the day or with the month first; the day was taken."),
        _("If that is wrong, export the dates like 2026-03-31."),
    ),
    "lead-elsewhere": (
        Weight.KNOW,
        _("%(name)s, who leads this person and perhaps others, is here but not in this file."),
        _("Nothing to do, unless they should be in it."),
    ),
    "email-waits": (
        Weight.KNOW,
        _("%(name)s signs in with %(email)s and has been here. The new address waits for their yes."),
        _("Nothing to do: they are asked when they are here next. Keep the old mailbox open until then."),
    ),
    "email-freed": (
        Weight.KNOW,
        _("%(name)s, who has left, had this address. It now belongs to the new person."),
        _("Nothing to do, unless the two are the same person."),
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about one row: where, what was there, what is wrong and what to do.

    `row` is the row's number in a spreadsheet, `heading` the heading of the column, `value` what the cell says.
    """

    row: int
    heading: str
    value: str
    code: str
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def weight(self) -> Weight:
        """What it costs."""
        return _SAYINGS[self.code][0]

    @property
    def what(self) -> str:
        """What is wrong, as a sentence."""
        return str(_SAYINGS[self.code][1]) % self.about

    @property
    def todo(self) -> str:
        """What to do, as a sentence."""
        return str(_SAYINGS[self.code][2])
