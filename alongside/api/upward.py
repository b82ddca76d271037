"""Upward: to a lead with or without a name, to a confidential contact; what came; naming contacts."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from ninja import Query
from pydantic import Field, StringConstraints

from alongside.access.gate import may, one, rows, with_verbs
from alongside.api.fields import WITHOUT_CONTROLS, Day, Sent, Shown
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.people import Named
from alongside.kit import clock
from alongside.kit.refusal import NotHere
from alongside.lifecycle.acting import act_for
from alongside.people import house
from alongside.people.actions import organisation
from alongside.people.models import HouseAgreement, Person
from alongside.upward import nameless, naming, threads
from alongside.upward.models import SPEAKS, Batch, Contact, Letter, OpenAnswer, Representative, Thread
from alongside.upward.rules import FEWEST, LONGEST, Wanted, Wish, answer_day, goes_out, wish_of
from alongside.vault.ring import unlock

upward = Noun("upward")

Said = Annotated[str, StringConstraints(max_length=LONGEST, pattern=WITHOUT_CONTROLS)]
"""A message."""


class LeadShown(Shown):
    """Whom I can tell something; `people` could have sent it without a name, null where that is not possible."""

    id: UUID
    name: str
    people: int | None
    goes_out_on: date


class NewWords(Sent):
    """A message."""

    text: Said


class ThreadBegun(Shown):
    """The thread that was begun. Its words are read at its own address."""

    id: UUID


class OnItsWay(Shown):
    """When it goes out, and from how many people it could have come. It has no id: nothing knows whose it is."""

    goes_out_on: date
    people: int


class WishShown(Shown):
    """What a contact is asked to do, about which pair."""

    wanted: Wanted
    pair: UUID
    coach: UUID | None


class LetterShown(Shown):
    """One message."""

    id: UUID
    by: Named
    text: str
    written_on: date


class ThreadShown(Shown):
    """What somebody told a lead or brought to a contact. `answer_by` is a kind day, not a deadline."""

    id: UUID
    author: Named
    to: Named
    in_confidence: bool
    begun_on: date
    touched_on: date
    answer_by: date | None
    has_news: bool
    wish: WishShown | None
    acted_on: date | None
    can: list[str]


class ThreadWhole(ThreadShown):
    """The same with its messages."""

    letters: list[LetterShown]


class WishSent(Sent):
    """What the contact should do: nothing (""), "end" the pair, or "move" it to another coach."""

    wanted: Wanted = Wanted.NOTHING
    pair: UUID | None = None
    coach: UUID | None = None

    def wish(self) -> Wish:
        """As it is kept."""
        if not self.wanted:
            return Wish()
        return Wish(self.wanted, str(self.pair or ""), str(self.coach or "") if self.wanted == Wanted.MOVE else "")


class Brought(Sent):
    """What I bring to a contact, and what they should do."""

    text: Said
    wish: WishSent = Field(default_factory=WishSent)


class ToAnother(Sent):
    """The other contact."""

    contact: UUID


class BatchShown(Shown):
    """What came without names in one week; each could have come from any of `people` people."""

    id: UUID
    week: date
    people: int
    texts: list[str]
    answer: str


class OpenAnswerShown(Shown):
    """What a lead said to everybody in their line."""

    by: Named
    text: str
    written_on: date


class ContactShown(Shown):
    """Somebody who is, or may become, a confidential contact."""

    id: UUID
    person: Named
    about: str
    stands: bool
    free: bool = Field(description="Whether they are outside my line, so that I can turn to them.")
    proposed_by: Named | None
    confirmed_by: Named | None
    willing_on: date | None
    away_until: date | None
    can: list[str]


class HouseAgreementShown(Shown):
    """What management and employees agreed on about this place, or what waits for a yes of the employees."""

    id: UUID
    words: str = Field(description="In Markdown.")
    state: HouseAgreement.State
    proposed_by: Named | None
    proposed_on: date
    agreed_by: Named | None
    agreed_on: date | None
    can: list[str]


class HouseWords(Sent):
    """What is proposed, in Markdown."""

    words: Annotated[str, StringConstraints(max_length=house.LONGEST, pattern=WITHOUT_CONTROLS)]


class RepresentativeShown(Shown):
    """Who speaks for the employees when contacts are named."""

    id: UUID
    person: Named
    named_by: Named | None
    named_on: date


class NamedPerson(Sent):
    """Whom."""

    person: UUID


class Being(Sent):
    """What everybody may know of me as a contact, and until when I am away."""

    about: Annotated[str, StringConstraints(max_length=naming.LONGEST_ABOUT, pattern=WITHOUT_CONTROLS)] = ""
    away_until: Day | None = None


# --- To a lead --------------------------------------------------------------------------------------------------------


@upward.read("/upward/leads", list[LeadShown])
def list_leads(request: Call) -> list[LeadShown]:
    """List my lead and my lead's lead, by name."""
    return [_lead(lead, request.me) for lead in rows(request.me, "tell", Person).order_by("name", "pk")]


def _lead(lead: Person, me: Person) -> LeadShown:
    group = nameless.could_have_written(lead, clock.today())
    possible = len(group) >= FEWEST and me.pk in group
    return LeadShown(
        id=lead.pk, name=lead.name, people=len(group) if possible else None, goes_out_on=goes_out(clock.today())
    )


@upward.create("/upward/leads/{uuid:pk}/threads", ThreadBegun)
def tell_lead(request: Call, pk: UUID, sent: NewWords) -> ThreadBegun:
    """Tell a lead something, with my name."""
    return ThreadBegun(id=threads.tell(one(request.me, "tell", Person, pk), sent.text, by=request.me).pk)


@upward.do("/upward/leads/{uuid:pk}/without-name", OnItsWay)
def tell_without_name(request: Call, pk: UUID, sent: NewWords) -> OnItsWay:
    """Give a lead something without my name. It takes no `Idempotency-Key`: a key would be kept with whose it is."""
    lead = one(request.me, "tell", Person, pk)
    on = nameless.send_without_name(lead, sent.text, by=request.me)
    return OnItsWay(goes_out_on=on, people=len(nameless.could_have_written(lead, clock.today())))


@upward.read("/upward/answers", list[OpenAnswerShown])
def list_open_answers(request: Call) -> list[OpenAnswerShown]:
    """List what my leads said to everybody about what came without names, the newest ten."""
    found = list(
        rows(request.me, "see", OpenAnswer.objects.select_related("author")).order_by("-written_on", "pk")[:10]
    )
    unlock(answer.author_id for answer in found)
    return [
        OpenAnswerShown(by=Named.of(answer.author), text=answer.text, written_on=answer.written_on) for answer in found
    ]


# --- In confidence ----------------------------------------------------------------------------------------------------


@upward.read("/upward/contacts", list[ContactShown])
def list_contacts(request: Call) -> list[ContactShown]:
    """List the confidential contacts, by name; for those who name them also whoever is proposed."""
    return _contacts(request, _named())


def _named() -> QuerySet[Contact]:
    return Contact.objects.filter(ended_on=None).select_related("person", "proposed_by", "confirmed_by")


def _contacts(request: Call, source: QuerySet[Contact]) -> list[ContactShown]:
    found = list(with_verbs(request.me, rows(request.me, "see", source)).order_by("person__name", "pk"))
    unlock(contact.person_id for contact in found)
    in_line = threads.in_line_with(request.me, found)
    return [
        ContactShown(
            id=contact.pk,
            person=Named.of(contact.person),
            about=contact.about,
            stands=contact.stands,
            free=contact.stands and contact.person_id not in in_line | {request.me.pk},
            proposed_by=Named.of(contact.proposed_by) if contact.proposed_by else None,
            confirmed_by=Named.of(contact.confirmed_by) if contact.confirmed_by else None,
            willing_on=contact.willing_on,
            away_until=contact.away_until,
            can=sorted(contact.can),  # type: ignore[attr-defined]
        )
        for contact in found
    ]


@upward.create("/upward/contacts/{uuid:pk}/threads", ThreadBegun)
def bring_to_contact(request: Call, pk: UUID, sent: Brought) -> ThreadBegun:
    """Bring something to a confidential contact."""
    contact = one(request.me, "bring", Contact, pk)
    wish = sent.wish.wish()
    threads.check_wish(wish, request.me)
    return ThreadBegun(id=threads.bring(contact, sent.text, by=request.me, wish=wish).pk)


def _threads() -> QuerySet[Thread]:
    return Thread.objects.select_related("author", "to", "contact__person")


def _thread(found: Thread) -> ThreadShown:
    wish = wish_of(found.wish)
    return ThreadShown(
        id=found.pk,
        author=Named.of(found.author),
        to=Named.of(found.to),
        in_confidence=found.contact_id is not None,
        begun_on=found.begun_on,
        touched_on=found.touched_on,
        answer_by=answer_day(found.word_awaited) if found.contact_id and found.word_awaited else None,
        has_news=found.news and "wish" in found.can,  # type: ignore[attr-defined]
        wish=WishShown(wanted=wish.wanted, pair=UUID(wish.pair), coach=UUID(wish.coach) if wish.coach else None)
        if wish.wanted
        else None,
        acted_on=found.acted_on,
        can=sorted(found.can),  # type: ignore[attr-defined]
    )


@upward.read("/upward/threads", Listed[ThreadShown])
def list_threads(request: Call, paging: Query[Paging]) -> Listed[ThreadShown]:
    """List what I told or brought and what came to me with a name, the one last written in first."""

    def shown(found: Sequence[Thread]) -> list[ThreadShown]:
        unlock([request.me.pk, *(thread.author_id for thread in found)])
        return [_thread(thread) for thread in found]

    mine = with_verbs(request.me, rows(request.me, "see", _threads()))
    return listed(mine, paging, by="touched_on", kind=date, shown=shown, newest_first=True)


@upward.read("/upward/threads/{uuid:pk}", ThreadWhole)
def get_thread(request: Call, pk: UUID) -> ThreadWhole:
    """Show a thread with its messages."""
    found = one(request.me, "see", _threads(), pk)
    unlock([found.pk, found.author_id])
    letters = rows(request.me, "see", Letter.objects.select_related("by")).filter(thread=found).order_by("position")
    shown = _thread(found)
    threads.seen(found, by=request.me)
    return ThreadWhole(
        **dict(shown),
        letters=[
            LetterShown(id=letter.pk, by=Named.of(letter.by), text=letter.text, written_on=letter.written_on)
            for letter in letters
        ],
    )


@upward.create("/upward/threads/{uuid:pk}/letters", ThreadBegun)
def write_letter(request: Call, pk: UUID, sent: NewWords) -> ThreadBegun:
    """Write on, or answer; answers with the id of the message."""
    found = one(request.me, "write", Thread, pk)
    return ThreadBegun(id=threads.write(found, sent.text, by=request.me).pk)


@upward.write("/upward/threads/{uuid:pk}/wish", ThreadShown)
def write_wish(request: Call, pk: UUID, sent: WishSent) -> ThreadShown:
    """Say what the contact should do about one of my pairs, or that they should do nothing."""
    threads.wish_for(one(request.me, "wish", Thread, pk), sent.wish(), by=request.me)
    return _thread(one(request.me, "see", _threads(), pk))


@upward.create("/upward/threads/{uuid:pk}/to-another", ThreadBegun)
def take_to_another_contact(request: Call, pk: UUID, sent: ToAnother) -> ThreadBegun:
    """Take what I wrote to another contact; answers with the new thread."""
    found = one(request.me, "delete", Thread, pk)
    contact = one(request.me, "bring", Contact, sent.contact)
    return ThreadBegun(id=threads.hand_on(found, contact, by=request.me).pk)


@upward.remove("/upward/threads/{uuid:pk}")
def delete_thread(request: Call, pk: UUID) -> None:
    """Delete it for good, for both."""
    threads.delete_thread(one(request.me, "delete", Thread, pk), by=request.me)


@upward.do("/upward/threads/{uuid:pk}/act", ThreadShown)
def act_on_wish(request: Call, pk: UUID) -> ThreadShown:
    """As the contact: end or move the pair, as its author wishes, in their name."""
    act_for(one(request.me, "act", Thread, pk), by=request.me)
    return _thread(one(request.me, "see", _threads(), pk))


# --- What came without names ------------------------------------------------------------------------------------------


def _batch(batch: Batch, answers: dict[UUID, OpenAnswer]) -> BatchShown:
    answer = answers.get(batch.pk)
    return BatchShown(
        id=batch.pk,
        week=batch.week,
        people=batch.people,
        texts=nameless.texts_of(batch),
        answer=answer.text if answer else "",
    )


@upward.read("/upward/batches", Listed[BatchShown])
def list_batches(request: Call, paging: Query[Paging]) -> Listed[BatchShown]:
    """List what came to me without names, the newest week first."""

    def shown(found: Sequence[Batch]) -> list[BatchShown]:
        unlock([request.me.pk])
        answers = {answer.batch_id: answer for answer in rows(request.me, "see", OpenAnswer).filter(batch__in=found)}
        return [_batch(batch, answers) for batch in found]

    return listed(rows(request.me, "see", Batch), paging, by="week", kind=date, shown=shown, newest_first=True)


@upward.write("/upward/batches/{uuid:pk}/answer", BatchShown)
def answer_batch(request: Call, pk: UUID, sent: NewWords) -> BatchShown:
    """Say something about it to everybody in my line."""
    batch = one(request.me, "answer", Batch, pk)
    return _batch(batch, {batch.pk: nameless.answer_openly(batch, sent.text, by=request.me)})


# --- Naming contacts --------------------------------------------------------------------------------------------------


@upward.read("/upward/representatives", list[RepresentativeShown])
def list_representatives(request: Call) -> list[RepresentativeShown]:
    """List who speaks for the employees."""
    found = rows(request.me, "see", Representative.objects.select_related("person", "named_by")).filter(SPEAKS)
    return [_representative(named) for named in found.order_by("named_on", "pk")]


def _representative(named: Representative) -> RepresentativeShown:
    return RepresentativeShown(
        id=named.pk,
        person=Named.of(named.person),
        named_by=Named.of(named.named_by) if named.named_by else None,
        named_on=named.named_on,
    )


@upward.create("/upward/representatives", RepresentativeShown)
def name_representative(request: Call, sent: NamedPerson) -> RepresentativeShown:
    """As a keeper of the list of people: say who speaks for the employees."""
    named = naming.name_representative(one(request.me, "keep", Person, sent.person), by=request.me)
    return _representative(named)


@upward.remove("/upward/representatives/{uuid:pk}")
def end_representative(request: Call, pk: UUID) -> None:
    """As a keeper: they no longer speak for the employees."""
    naming.end_representative(one(request.me, "keep", Representative, pk), by=request.me)


@upward.create("/upward/contacts", ContactShown)
def propose_contact(request: Call, sent: NamedPerson) -> ContactShown:
    """As a keeper: propose a confidential contact."""
    contact = naming.propose_contact(one(request.me, "keep", Person, sent.person), by=request.me)
    return _contacts(request, _named().filter(pk=contact.pk))[0]


@upward.do("/upward/contacts/{uuid:pk}/confirm", ContactShown)
def confirm_contact(request: Call, pk: UUID) -> ContactShown:
    """As a representative: confirm a contact for the employees."""
    naming.confirm_contact(one(request.me, "confirm", Contact, pk), by=request.me)
    return _contacts(request, _named().filter(pk=pk))[0]


@upward.write("/upward/contacts/{uuid:pk}/being", ContactShown)
def be_contact(request: Call, pk: UUID, sent: Being) -> ContactShown:
    """Say yes to being a contact; what people should know of me; until when I am away."""
    naming.be_contact(one(request.me, "be", Contact, pk), by=request.me, about=sent.about, away_until=sent.away_until)
    return _contacts(request, _named().filter(pk=pk))[0]


@upward.do("/upward/contacts/{uuid:pk}/stop", list[ContactShown])
def stop_being_contact(request: Call, pk: UUID) -> list[ContactShown]:
    """No longer be a contact, or not become one; answers with those there are."""
    naming.end_contact(one(request.me, "be", Contact, pk), by=request.me)
    return _contacts(request, _named())


@upward.remove("/upward/contacts/{uuid:pk}")
def end_contact(request: Call, pk: UUID) -> None:
    """As a keeper: take a naming back."""
    naming.end_contact(one(request.me, "keep", Contact, pk), by=request.me)


# --- What this place is used for --------------------------------------------------------------------------------------


@upward.read("/house-agreements", list[HouseAgreementShown])
def list_house_agreements(request: Call) -> list[HouseAgreementShown]:
    """List what management and employees agreed on about this place: what stands, and what waits for a yes."""
    return _house(request, HouseAgreement.objects.all())


def _house(request: Call, found: QuerySet[HouseAgreement]) -> list[HouseAgreementShown]:
    known = rows(request.me, "see", found.select_related("proposed_by", "agreed_by"))
    return [
        HouseAgreementShown(
            id=each.pk,
            words=each.words,
            state=HouseAgreement.State(each.state),
            proposed_by=Named.of(each.proposed_by) if each.proposed_by else None,
            proposed_on=each.proposed_on,
            agreed_by=Named.of(each.agreed_by) if each.agreed_by else None,
            agreed_on=each.agreed_on,
            can=sorted(each.can),  # type: ignore[attr-defined]
        )
        for each in with_verbs(request.me, known).order_by("state")
    ]


@upward.create("/house-agreements", HouseAgreementShown)
def propose_house_agreement(request: Call, sent: HouseWords) -> HouseAgreementShown:
    """As a keeper: propose other words, in place of those that wait."""
    if not may(request.me, "edit", organisation()):
        raise NotHere
    proposed = house.propose_words(sent.words, by=request.me)
    return _house(request, HouseAgreement.objects.filter(pk=proposed.pk))[0]


@upward.do("/house-agreements/{uuid:pk}/agree", HouseAgreementShown)
def agree_to_house_agreement(request: Call, pk: UUID) -> HouseAgreementShown:
    """As a representative: say yes to these very words for the employees."""
    house.agree(one(request.me, "agree", HouseAgreement, pk), by=request.me)
    return _house(request, HouseAgreement.objects.filter(pk=pk))[0]


@upward.remove("/house-agreements/{uuid:pk}")
def take_back_house_agreement(request: Call, pk: UUID) -> None:
    """As a keeper: propose these words no longer."""
    house.take_back(one(request.me, "keep", HouseAgreement, pk), by=request.me)
