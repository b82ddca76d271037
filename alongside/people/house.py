"""What management and employees agree on about this place: proposed by one side, agreed to by the other."""

from django.db import transaction
from django.utils.translation import gettext as _

from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import NotHere, Refusal
from alongside.kit.words import written
from alongside.people.actions import organisation
from alongside.people.models import HouseAgreement, Organisation, Person

LONGEST = 6000
"""Letters; about two pages."""


def propose_words(words: str, *, by: Person) -> HouseAgreement:
    """Propose words for management, in place of others that still wait. What stands goes on standing.

    Raises:
        Refusal: there are none, or too many.
    """
    words = written(words, "words", most=LONGEST, too_long=_("Two pages are enough; nobody reads more."))
    with transaction.atomic():
        _hold()
        HouseAgreement.objects.filter(state=HouseAgreement.State.WAITING).delete()
        proposed = HouseAgreement.objects.create(words=words, proposed_by=by, proposed_on=clock.today())
        record(by, "house-agreement.proposed", proposed)
    return proposed


def agree(proposed: HouseAgreement, *, by: Person) -> HouseAgreement:
    """Say yes for the employees, to these very words; from now on they stand. Twice is the same as once.

    Raises:
        NotHere: they were taken back meanwhile, or others were proposed.
        Refusal: one proposed them.
    """
    with transaction.atomic():
        _hold()
        found = HouseAgreement.objects.filter(pk=proposed.pk).first()
        if found is None:
            raise NotHere
        if found.state == HouseAgreement.State.STANDING:
            return found
        if by.pk == found.proposed_by_id:
            raise Refusal(_("Somebody else who speaks for the employees has to agree."), code="not-oneself")
        HouseAgreement.objects.filter(state=HouseAgreement.State.STANDING).delete()
        found.state, found.agreed_by, found.agreed_on = HouseAgreement.State.STANDING, by, clock.today()
        found.save(update_fields=["state", "agreed_by", "agreed_on"])
        record(by, "house-agreement.agreed", found)
    return found


def take_back(proposed: HouseAgreement, *, by: Person) -> None:
    """The words that wait are not proposed any more. What stands is changed only by other words that both agree to."""
    with transaction.atomic():
        if HouseAgreement.objects.filter(pk=proposed.pk, state=HouseAgreement.State.WAITING).delete()[0]:
            record(by, "house-agreement.taken-back", proposed)


def _hold() -> None:
    """One at a time."""
    organisation()
    Organisation.objects.select_for_update().get(pk=1)
