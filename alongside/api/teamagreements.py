"""What a team agrees on, and when we slipped."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from ninja import Query

from alongside.access.gate import one, rows
from alongside.api.fields import Sent, Shown, Words
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.people import Named
from alongside.feedback import agreeing
from alongside.feedback.models import Say, Slip, TeamAgreement
from alongside.people.models import Team
from alongside.vault.ring import unlock

team_agreements = Noun("team agreements")


class TeamAgreementShown(Shown):
    """One sentence a team means to keep. `mine` is what I said to a proposal; nobody else's answer is ever told."""

    id: UUID
    team: UUID
    by: Named
    words: str
    proposed_on: date
    decides_on: date
    holds_since: date | None
    set_aside_on: date | None
    set_aside_by: Named | None
    untested: bool
    mine: Say.Answer | None

    @classmethod
    def of(cls, row: TeamAgreement, mine: Say | None) -> "TeamAgreementShown":
        """This one, as `agreeing.whole` fetches it."""
        untested = row.holds_since is not None and not row.slipped  # type: ignore[attr-defined]
        return cls.telling(row, untested=untested, mine=mine.answer if mine else None)


class SlipShown(Shown):
    """When we slipped: said of oneself ("i") or of all ("we")."""

    id: UUID
    by: Named
    whose: Slip.Whose
    words: str
    noted_on: date

    @classmethod
    def of(cls, row: Slip) -> "SlipShown":
        """This slip, its author fetched."""
        return cls.telling(row, by=row.author)


class NewTeamAgreement(Sent):
    """One sentence that everybody can remember."""

    words: Words


class SaidToProposal(Sent):
    """What I say to a proposal, for myself alone."""

    answer: Say.Answer


class NewSlip(Sent):
    """When we slipped; without anybody else's name."""

    whose: Slip.Whose
    words: Words


def _shown(request: Call, found: Sequence[TeamAgreement]) -> list[TeamAgreementShown]:
    unlock([request.me.pk, *(row.team_id for row in found)])
    said = rows(request.me, "see", Say).filter(agreement__in=[row.pk for row in found])
    mine = {one.agreement_id: one for one in said}
    return [TeamAgreementShown.of(row, mine.get(row.pk)) for row in found]


def _one(request: Call, pk: UUID) -> TeamAgreement:
    return one(request.me, "keep_to", agreeing.whole(), pk)


@team_agreements.read("/teams/{uuid:pk}/agreements", Listed[TeamAgreementShown])
def list_team_agreements(request: Call, pk: UUID, paging: Query[Paging]) -> Listed[TeamAgreementShown]:
    """List what my team keeps to, what is proposed and what was set aside, the newest first."""
    team = one(request.me, "agree", Team, pk)
    found = rows(request.me, "see", agreeing.whole()).filter(team=team)
    return listed(
        found, paging, by="proposed_on", kind=date, shown=lambda some: _shown(request, some), newest_first=True
    )


@team_agreements.create("/teams/{uuid:pk}/agreements", TeamAgreementShown)
def propose_team_agreement(request: Call, pk: UUID, sent: NewTeamAgreement) -> TeamAgreementShown:
    """Propose something to keep to. Each answers for themselves; at most five stand at once ("five-already")."""
    made = agreeing.propose(one(request.me, "agree", Team, pk), by=request.me, words=sent.words)
    return _shown(request, [_one(request, made.pk)])[0]


@team_agreements.read("/team-agreements/{uuid:pk}", TeamAgreementShown)
def get_team_agreement(request: Call, pk: UUID) -> TeamAgreementShown:
    """Show one agreement of my team."""
    return _shown(request, [_one(request, pk)])[0]


@team_agreements.write("/team-agreements/{uuid:pk}/say", TeamAgreementShown)
def say_to_team_agreement(request: Call, pk: UUID, sent: SaidToProposal) -> TeamAgreementShown:
    """Say for myself alone whether I can keep it. Nobody sees who said what, or how many."""
    agreeing.say(_one(request, pk), by=request.me, answer=sent.answer)
    return _shown(request, [_one(request, pk)])[0]


@team_agreements.do("/team-agreements/{uuid:pk}/set-aside", TeamAgreementShown)
def set_team_agreement_aside(request: Call, pk: UUID) -> TeamAgreementShown:
    """Set it aside, by name; a proposal only whoever proposed it."""
    agreeing.set_aside(_one(request, pk), by=request.me)
    return _shown(request, [_one(request, pk)])[0]


@team_agreements.read("/team-agreements/{uuid:pk}/slips", Listed[SlipShown])
def list_slips(request: Call, pk: UUID, paging: Query[Paging]) -> Listed[SlipShown]:
    """List when we slipped, the newest first: what was noted while I was in the team."""
    agreement = _one(request, pk)
    found = rows(request.me, "see", Slip).filter(agreement=agreement).select_related("author")

    def shown(slips: Sequence[Slip]) -> list[SlipShown]:
        unlock([agreement.team_id])
        return [SlipShown.of(row) for row in slips]

    return listed(found, paging, by="noted_on", kind=date, shown=shown, newest_first=True)


@team_agreements.create("/team-agreements/{uuid:pk}/slips", SlipShown)
def note_slip(request: Call, pk: UUID, sent: NewSlip) -> SlipShown:
    """Note a slip of my own, or of all of us. With somebody else's name in it, it is refused ("somebodys-name")."""
    return SlipShown.of(agreeing.note_slip(_one(request, pk), by=request.me, whose=sent.whose, words=sent.words))


@team_agreements.remove("/slips/{uuid:pk}")
def remove_slip(request: Call, pk: UUID) -> None:
    """Take my own note away again."""
    agreeing.remove_slip(one(request.me, "remove", Slip, pk), by=request.me)
