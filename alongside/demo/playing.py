"""One thread of the story being played: who is in it, and what its next line needs to know of the lines before."""

from dataclasses import dataclass, field
from datetime import date

from alongside.demo.script import PairOf, Thread
from alongside.focus.models import Focus
from alongside.pairs.models import Pair
from alongside.people.models import Person, Team
from alongside.reflections.models import SoloFocus


@dataclass
class Playing:
    """A thread, and the rows that its next line needs. `rows` are by the line that made them, or by a name."""

    thread: Thread
    people: dict[str, Person]
    teams: dict[str, Team]
    today: date
    held: Pair | None = None
    focus: Focus | None = None
    solo: SoloFocus | None = None
    rows: dict[int | str, object] = field(default_factory=dict)

    @property
    def of(self) -> PairOf:
        """The two whose thread this is."""
        if self.thread.pair is None:
            raise LookupError(f"{self.thread.name} is not told of a pair.")
        return self.thread.pair

    @property
    def pair(self) -> Pair:
        """The pair they are by now."""
        if self.held is None:
            raise LookupError(f"{self.thread.name}: they are no pair yet.")
        return self.held

    @property
    def thing(self) -> Focus:
        """Their one thing."""
        if self.focus is None:
            raise LookupError(f"{self.thread.name}: there is no one thing.")
        return self.focus

    @property
    def performer(self) -> Person:
        """Who is coached in this pair."""
        return self.people[self.of.performer]

    @property
    def coach(self) -> Person:
        """Who coaches in this pair."""
        return self.people[self.of.coach]

    @property
    def team(self) -> Team:
        """The team whose thread this is."""
        if self.thread.team is None:
            raise LookupError(f"{self.thread.name} is not told of a team.")
        return self.teams[self.thread.team]

    def other(self, key: str) -> Person:
        """The other of the two whose thread this is."""
        one, two = self.thread.people
        return self.people[two if key == one else one]
