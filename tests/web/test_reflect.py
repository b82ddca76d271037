"""One question a screen, kept while typing, shown answer by answer."""

import pytest
from django.test import Client
from django.urls import reverse

from alongside.conversations.actions import close_talk, start_talk, write_private_note
from alongside.conversations.models import Conversation, PrivateNote
from alongside.lifecycle.keeping import sweep
from alongside.pairs.actions import end, invite
from alongside.pairs.models import Pair, Side
from alongside.reflections.actions import begin_reflection, bring_card, keep_answer
from alongside.reflections.models import BroughtCard, Card, Reflection
from tests.cast import Cast
from tests.conftest import Clock


@pytest.fixture
def pia(client: Client, cast: Cast) -> Client:
    client.force_login(cast.pia)
    return client


def card_of(cast: Cast, position: int = 0) -> Card:
    return begin_reflection(by=cast.pia, pair=cast.pair).cards.all()[position]


def address(card: Card) -> str:
    return reverse("reflect:card", args=[card.reflection_id, card.slug])


def test_the_way_through_three_questions(pia: Client, cast: Cast) -> None:
    answer = pia.post(reverse("reflect:begin"), {"pair": cast.pair.pk})
    for text in ("The ward was glad.", "I wait for call-backs.", ""):
        page = pia.get(answer["Location"])
        assert "Only you can read this." in page.content.decode()
        answer = pia.post(answer["Location"], {"text": text, "mover": "above"} if text else {"skip": "1"})
    assert answer["Location"] == reverse("reflect:choose", args=[Reflection.objects.get().pk])
    states = list(Card.objects.order_by("position").values_list("state", flat=True))
    assert states == ["written", "written", "skipped"]


def test_nothing_is_ticked_at_first_and_only_the_ticked_is_shown(pia: Client, cast: Cast) -> None:
    one, two = card_of(cast, 0), card_of(cast, 1)
    for card in (one, two):
        keep_answer(card, by=cast.pia, text=f"Answer to {card.slug}")
    choose = reverse("reflect:choose", args=[one.reflection_id])
    page = pia.get(choose).content.decode()
    assert "checked" not in page
    assert "Show Cleo" in page
    pia.post(choose, {"cards": [str(two.pk)]})
    assert BroughtCard.objects.get().answer == "Answer to harder"


def test_just_talk_shows_nothing_even_if_something_is_ticked(pia: Client, cast: Cast) -> None:
    card = keep_answer(card_of(cast), by=cast.pia, text="Mine")
    pia.post(reverse("reflect:choose", args=[card.reflection_id]), {"cards": [str(card.pk)], "just-talk": "1"})
    assert not BroughtCard.objects.exists()


def test_choosing_for_an_invitation_says_yes_to_it(client: Client, cast: Cast) -> None:
    sent = invite(cast.toni, by=cast.cleo, side=Side.COACH)
    reflection = begin_reflection(by=cast.toni, invite=sent)
    card = keep_answer(reflection.cards.all()[0], by=cast.toni, text="Nights are calm")
    client.force_login(cast.toni)
    choose = reverse("reflect:choose", args=[reflection.pk])
    assert "What we say stays between us" in client.get(choose).content.decode()
    answer = client.post(choose, {"cards": [str(card.pk)]})
    pair = Pair.objects.get(performer=cast.toni)
    assert answer["Location"] == reverse("talks:begin", args=[pair.pk])
    assert BroughtCard.objects.get(pair=pair).answer == "Nights are calm"


def test_an_invitation_taken_back_loses_no_notes(client: Client, cast: Cast) -> None:
    sent = invite(cast.toni, by=cast.cleo, side=Side.COACH)
    reflection = begin_reflection(by=cast.toni, invite=sent)
    keep_answer(reflection.cards.all()[0], by=cast.toni, text="Nights are calm")
    sent.delete()
    client.force_login(cast.toni)
    answer = client.post(reverse("reflect:choose", args=[reflection.pk]), {"just-talk": "1"})
    assert answer["Location"] == reverse("reflect:notes", args=[reflection.pk])
    assert "Nights are calm" in client.get(answer["Location"]).content.decode()


def test_typing_is_kept_and_a_stale_save_gives_both_versions(pia: Client, cast: Cast) -> None:
    card = card_of(cast)
    save = reverse("reflect:save", args=[card.pk])
    headers = {"X-Person": str(cast.pia.pk)}
    first = pia.post(save, {"text": "One", "version": "0"}, headers=headers)
    assert (first.json(), first["X-Person"]) == ({"version": 1}, str(cast.pia.pk))
    stale = pia.post(save, {"text": "Two", "version": "0"}, headers=headers)
    assert stale.status_code == 409
    assert stale.json()["text"] == "One" and stale.json()["version"] == 1


def test_a_draft_is_never_taken_as_somebody_elses(pia: Client, cast: Cast) -> None:
    card = card_of(cast)
    save = reverse("reflect:save", args=[card.pk])
    refused = pia.post(save, {"text": "Toni's words"}, headers={"X-Person": str(cast.toni.pk)})
    assert refused.status_code == 401
    pia.logout()
    gone = pia.post(save, {"text": "Pia's words"}, headers={"X-Person": str(cast.pia.pk)})
    assert gone.status_code == 401
    assert Card.objects.get(pk=card.pk).answer == ""


@pytest.mark.parametrize("text", ["x" * 20_001, "a\0b"])
def test_what_does_not_fit_stays_in_the_form(pia: Client, cast: Cast, text: str) -> None:
    card = card_of(cast)
    page = pia.post(address(card), {"text": text})
    assert page.status_code == 422
    assert text[:100].replace("\0", "")[:1] in page.content.decode()
    assert Card.objects.get(pk=card.pk).state == ""


def test_the_way_i_see_my_performance_is_seen_again(pia: Client, cast: Cast) -> None:
    first = begin_reflection(by=cast.pia, slugs=["own-performance"])
    keep_answer(first.cards.get(), by=cast.pia, text="I am slow")
    first.finished_on = first.began_on
    first.save()
    again = begin_reflection(by=cast.pia, slugs=["own-performance"])
    assert "I am slow" in pia.get(address(again.cards.get())).content.decode()


def test_notes_are_read_and_deleted(pia: Client, cast: Cast) -> None:
    card = keep_answer(card_of(cast), by=cast.pia, text="Kept words", mover="")
    notes = reverse("reflect:notes", args=[card.reflection_id])
    assert "Kept words" in pia.get(notes).content.decode()
    pia.post(reverse("reflect:delete", args=[card.reflection_id]))
    assert not Card.objects.exists()
    assert pia.get(notes).status_code == 404


def test_taking_back_what_was_shown(pia: Client, cast: Cast) -> None:
    brought = bring_card(keep_answer(card_of(cast), by=cast.pia, text="Shown"), cast.pair, by=cast.pia)
    pia.post(reverse("reflect:withdraw", args=[brought.pk]))
    assert not BroughtCard.objects.exists()


@pytest.mark.parametrize("stranger", ["cleo", "lena", "toni", "otto", "ada"])
def test_nobody_else_reads_or_writes_them(client: Client, cast: Cast, stranger: str) -> None:
    card = keep_answer(card_of(cast), by=cast.pia, text="Pia's alone")
    brought = bring_card(card, cast.pair, by=cast.pia)
    client.force_login(getattr(cast, stranger))
    reflection = card.reflection_id
    assert client.get(reverse("reflect:notes", args=[reflection])).status_code == 404
    assert client.get(address(card)).status_code == 404
    assert client.get(reverse("reflect:choose", args=[reflection])).status_code == 404
    assert client.get(reverse("readers", args=["reflection", reflection])).status_code == 404
    for post in (
        reverse("reflect:save", args=[card.pk]),
        reverse("reflect:delete", args=[reflection]),
        reverse("reflect:withdraw", args=[brought.pk]),
        address(card),
    ):
        assert client.post(post, {"text": "x"}).status_code == 404
    assert Card.objects.get(pk=card.pk).answer == "Pia's alone"


def test_a_former_coach_no_longer_sees_what_was_shown(client: Client, cast: Cast) -> None:
    brought = bring_card(keep_answer(card_of(cast), by=cast.pia, text="Shown once"), cast.pair, by=cast.pia)
    who = reverse("readers", args=["broughtcard", brought.pk])
    client.force_login(cast.cleo)
    assert "Pia Lund" in client.get(who).content.decode()
    end(cast.pair, by=cast.pia)
    assert client.get(who).status_code == 404
    assert "Shown once" not in client.get(reverse("pairs:page", args=[cast.pair.pk])).content.decode()


def test_notes_of_a_talk_outlive_it_until_their_author_deletes_them(pia: Client, cast: Cast, clock: Clock) -> None:
    talk = start_talk(cast.pair, by=cast.cleo, mode=Conversation.Mode.SCREENS, guide="opening")
    write_private_note(talk, by=cast.pia, text="I was nervous.")
    write_private_note(talk, by=cast.cleo, text="She looks tired.")
    close_talk(talk, by=cast.pia, ended_with=Conversation.Ended.NOTHING)
    clock.forward(days=400)
    sweep()
    pia.force_login(cast.pia)
    assert not Conversation.objects.exists()
    page = pia.get(reverse("reflect:of_talks")).content.decode()
    assert "I was nervous." in page and "She looks tired." not in page
    theirs, mine = (PrivateNote.objects.get(author=who) for who in (cast.cleo, cast.pia))
    assert pia.post(reverse("reflect:delete_of_talk", args=[theirs.pk])).status_code == 404
    pia.post(reverse("reflect:delete_of_talk", args=[mine.pk]))
    assert list(PrivateNote.objects.all()) == [theirs]
