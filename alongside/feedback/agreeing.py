"""What a team agrees on: proposing it, saying yes or not, setting it aside, noting a slip."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from alongside.feedback import rules
from alongside.feedback.models import Say, Slip, SlipReader, TeamAgreement
from alongside.jobs.periodic import every
from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import NotHere, Refusal
from alongside.kit.words import written
from alongside.people.models import Membership, Person, Team
from alongside.vault.actions import destroy_keys
from alongside.vault.ring import ring, unlock

LONGEST = 500
"""How many characters an agreement may have: one sentence or two."""

LONGEST_SLIP = 2_000


def whole() -> "QuerySet[TeamAgreement]":
    """A team's agreements with their people, and whether anybody noted a slip; never how often, or who."""
    slipped = Exists(Slip.objects.filter(agreement=OuterRef("pk")))
    return TeamAgreement.objects.select_related("team", "by", "set_aside_by").annotate(slipped=slipped)


def propose(team: Team, *, by: Person, words: str) -> TeamAgreement:
    """Propose something to keep. Everybody in the team is asked, each for themselves; see rules.decided.

    Raises:
        Refusal: five are there already ("five-already"), one is alone in the team or it is too large, no words.
    """
    words = _said(words, LONGEST)
    with transaction.atomic():
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        members = _members(team)
        if by.pk not in members:
            raise NotHere
        if len(members) < 2:
            raise Refusal(_("You are alone in %(team)s just now. It takes two to agree.") % {"team": team})
        if len(members) > rules.MOST_MEMBERS:
            raise Refusal(
                _("%(team)s is large. An agreement needs people who know each other: up to forty.") % {"team": team}
            )
        today = clock.today()
        taken = set(TeamAgreement.objects.filter(team=team, set_aside_on=None).values_list("place", flat=True))
        free = [place for place in range(1, rules.PLACES + 1) if place not in taken]
        if not free:
            raise _five()
        try:
            with transaction.atomic():
                agreement = TeamAgreement.objects.create(
                    team=team,
                    by=by,
                    words=words,
                    place=free[0],
                    proposed_on=today,
                    decides_on=today + rules.DECIDED_AFTER,
                )
        except IntegrityError:
            raise _five() from None
        for member in sorted(members):
            own = member == by.pk
            answer = Say.Answer.YES if own else Say.Answer.NOTHING
            Say.objects.create(agreement=agreement, author_id=member, answer=answer.value, asked=not own)
        record(by, "team-agreement.proposed", agreement)
    return agreement


def say(agreement: TeamAgreement, *, by: Person, answer: Say.Answer) -> TeamAgreement:
    """Say for oneself alone that one can keep it, or not like this; "nothing" is to think about it. Can be changed.

    If everybody who was asked and is still here can keep it, it holds at once.

    Raises:
        Refusal: it holds already, or was set aside ("decided").
    """
    with ring(), transaction.atomic():
        agreement = _held(agreement.pk)
        if not agreement.is_proposed:
            raise Refusal(_("This was decided meanwhile."), code="decided")
        mine = Say.objects.filter(agreement=agreement, author=by).first()
        if mine is None:
            raise NotHere
        mine.answer, mine.asked = Say.Answer(answer).value, False
        mine.save(update_fields=["answer", "asked"])
        _settle(agreement, over=False)
    return agreement


def set_aside(agreement: TeamAgreement, *, by: Person) -> TeamAgreement:
    """Set it aside, openly and by name: what a team no longer means to keep should not stand on its wall.

    Raises:
        Refusal: it is only proposed, by somebody else; then one answers for oneself ("say-instead").
    """
    with transaction.atomic():
        agreement = _held(agreement.pk)
        if by.pk not in _members(agreement.team):
            raise NotHere
        if agreement.is_proposed and by.pk != agreement.by_id:
            raise Refusal(
                _("%(name)s proposed this. Say for yourself whether you can keep it; nobody sees your answer.")
                % {"name": agreement.by},
                code="say-instead",
            )
        if agreement.set_aside_on is None:
            Say.objects.filter(agreement=agreement).delete()
            agreement.set_aside_on, agreement.set_aside_by = clock.today(), by
            agreement.save(update_fields=["set_aside_on", "set_aside_by"])
            record(by, "team-agreement.set-aside", agreement)
    return agreement


def note_slip(agreement: TeamAgreement, *, by: Person, whose: Slip.Whose, words: str) -> Slip:
    """Note when we slipped: of oneself, or of all. Readable for whoever is in the team today, nobody who joins later.

    Raises:
        Refusal: somebody else's name is in it ("somebodys-name"), no words, or it does not hold.
    """
    words = _said(words, LONGEST_SLIP)
    with transaction.atomic():
        agreement = _held(agreement.pk)
        members = _members(agreement.team)
        if by.pk not in members:
            raise NotHere
        if not agreement.holds:
            raise Refusal(_("This does not hold just now, so nobody can slip."), code="does-not-hold")
        others = Person.objects.filter(pk__in=members).exclude(pk=by.pk)
        if agreement.team.lead_id and agreement.team.lead_id != by.pk:
            others = others | Person.objects.filter(pk=agreement.team.lead_id)
        names = [name for pair in others.values_list("name", "given_name") for name in pair]
        own = {part.lower() for name in (by.name, by.given_name) for part in name.split()}
        found = rules.named_in(words, [name for name in names if name.lower() not in own])
        if found and found.lower() not in own:
            raise Refusal(
                _("“%(name)s” is in it. Say what you did, or what all of you did; never what somebody else did.")
                % {"name": found},
                field="words",
                code="somebodys-name",
            )
        slip = Slip.objects.create(
            agreement=agreement,
            team=agreement.team,
            author=by,
            whose=Slip.Whose(whose).value,
            words=words,
            noted_on=clock.today(),
        )
        SlipReader.objects.bulk_create([SlipReader(slip=slip, person_id=member) for member in sorted(members)])
        record(by, "slip.noted", slip)
    return slip


def remove_slip(slip: Slip, *, by: Person) -> None:
    """Take one's own note away again."""
    if by.pk != slip.author_id:
        raise NotHere
    slip.delete()


@every(timedelta(days=1))
def settle_proposals() -> int:
    """Decide what had its days; returns how many. Twice changes nothing."""
    due = TeamAgreement.objects.filter(decides_on__lt=clock.today(), holds_since=None, set_aside_on=None)
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        with ring(), transaction.atomic():
            agreement = _held(pk)
            if agreement.is_proposed:
                _settle(agreement, over=True)
                count += 1
    return count


def forget_slips(person: Person) -> None:
    """Destroy the keys of this person's words in teams; their rows go with them."""
    teams = set(Slip.objects.filter(author=person).values_list("team", flat=True))
    destroy_keys(teams, voices=[person.pk])


# --- What the deeds share ---------------------------------------------------------------------------------------------


def _settle(agreement: TeamAgreement, *, over: bool) -> None:
    here = _members(agreement.team)
    said = [one for one in Say.objects.filter(agreement=agreement) if one.author_id in here]
    unlock([one.author_id for one in said])
    others = [one for one in said if one.author_id != agreement.by_id]
    decision = rules.decided(
        others=len(others),
        yes_of_others=sum(one.answer == Say.Answer.YES for one in others),
        not_so=any(one.answer == Say.Answer.NOT_SO for one in said),
        over=over,
    )
    if decision.holds:
        agreement.holds_since = clock.today()
        agreement.save(update_fields=["holds_since"])
    elif decision.set_aside:
        agreement.set_aside_on = clock.today()
        agreement.save(update_fields=["set_aside_on"])
    if decision.holds or decision.set_aside:
        Say.objects.filter(agreement=agreement).delete()  # who said what has done its work


def _members(team: Team) -> set[UUID]:
    here = Membership.objects.filter(Q(person__is_active=True), team=team, ended_on=None)
    return set(here.values_list("person", flat=True))


def _held(pk: UUID) -> TeamAgreement:
    return TeamAgreement.objects.select_for_update(no_key=True, of=("self",)).select_related("team", "by").get(pk=pk)


def _five() -> Refusal:
    return Refusal(
        _("Five are there already, proposed ones included. Set one aside first: fewer are kept better."),
        code="five-already",
    )


def _said(text: str, longest: int) -> str:
    too_long = _("Say it shorter: one sentence that everybody can remember.")
    return written(text, "words", most=longest, too_long=too_long)
