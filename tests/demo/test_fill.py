"""The story, played: a database in which people have worked for eight months."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.test import override_settings as settings_are
from pytest_django import DjangoDbBlocker

from alongside.access.gate import one, readers, rows
from alongside.conversations.models import Answer, Conversation, Turn
from alongside.demo.actions import fill
from alongside.demo.script import story
from alongside.focus.models import Ending, Focus
from alongside.journal.models import Deed
from alongside.kit.refusal import NotHere, Refusal
from alongside.pairs.models import Agreement, Invite, Pair
from alongside.pairs.rules import looks_to_inviter
from alongside.people.models import Organisation, Person
from alongside.reflections.models import BroughtCard, Reflection
from alongside.vault.ring import ring

TODAY = date(2026, 11, 25)
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]  # the first test waits for eight months to pass


@pytest.fixture(scope="module")
def haldane(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Person]]:
    """Everybody at Haldane Beds by their key, in a database filled once for all tests here and emptied afterwards."""
    with django_db_blocker.unblock(), ring(), transaction.atomic():
        fill(today=TODAY)
        yield {person.email.split("@")[0]: person for person in Person.objects.all()}
        transaction.set_rollback(True)


def pair_of(haldane: dict[str, Person], performer: str, coach: str) -> Pair:
    return Pair.objects.filter(performer=haldane[performer], coach=haldane[coach]).latest("began_on")


def test_it_is_marked_as_the_demos(haldane: dict[str, Person]) -> None:
    house = Organisation.objects.get()
    assert (house.name, house.is_demo, house.made_on) == ("Haldane Beds", True, TODAY)


def test_a_database_with_people_in_it_is_left_alone(haldane: dict[str, Person]) -> None:
    before = Person.objects.count()
    with pytest.raises(Refusal, match="people in this database already"):
        fill(today=TODAY)
    assert Person.objects.count() == before


def test_everything_told_has_happened(haldane: dict[str, Person]) -> None:
    assert len(haldane) == len(story().organisation.people)
    assert not Conversation.objects.running().exists()
    assert not Deed.objects.filter(at__date__gte=TODAY).exists()
    assert not Deed.objects.filter(at__date__lt=TODAY - timedelta(days=181)).exists()


def test_pia_goes_first_on_every_card(haldane: dict[str, Person]) -> None:
    assert not Answer.objects.filter(turn__performer="").exists()
    assert not Turn.objects.filter(coach_wrote=True, performer="").exists()


def test_three_things_of_pia_and_cleo_are_closed_and_one_is_open(haldane: dict[str, Person]) -> None:
    pair = pair_of(haldane, "pia", "cleo")
    endings = Ending.objects.filter(pair=pair).order_by("focus__chosen_at")
    assert [ending.how for ending in endings] == ["helped", "partly", "helped"]
    now = Focus.objects.get(pair=pair, closed_at=None)
    assert now.aim == "Tell the ward a day I can keep"
    assert TODAY < now.look_back_on <= TODAY + timedelta(days=7)
    planned = Conversation.objects.filter(pair=pair).planned().get()
    assert planned.planned_for is not None
    assert TODAY < planned.planned_for.date() <= TODAY + timedelta(days=7)


def test_each_chair_sees_its_own(haldane: dict[str, Person]) -> None:
    pia, cleo, otto = haldane["pia"], haldane["cleo"], haldane["otto"]
    pair = pair_of(haldane, "pia", "cleo")
    shown, kept = BroughtCard.objects.filter(pair=pair), Reflection.objects.filter(author=pia)
    assert 0 < shown.count() < sum(notes.cards.count() for notes in kept)
    assert rows(cleo, "see", BroughtCard).filter(pair=pair).count() == shown.count()
    assert not rows(cleo, "see", Reflection).filter(author=pia).exists()
    assert not rows(otto, "see", BroughtCard).filter(pair=pair).exists()
    with pytest.raises(NotHere):
        one(otto, "see", Pair, pair.pk)


def test_otto_may_see_the_aim_of_lena_and_toni_and_farah_no_longer_that_of_dev(haldane: dict[str, Person]) -> None:
    lenas = Focus.objects.get(pair=pair_of(haldane, "lena", "toni"), closed_at=None)
    devs = Focus.objects.get(pair=pair_of(haldane, "dev", "anouk"), closed_at=None)
    assert haldane["otto"] in readers(lenas)
    assert haldane["farah"] not in readers(devs)


def test_grace_has_not_signed(haldane: dict[str, Person]) -> None:
    newest = Agreement.objects.filter(pair=pair_of(haldane, "grace", "joao")).latest("version")
    assert newest.signed_by(haldane["joao"])
    assert not newest.signed_by(haldane["grace"])


def test_ingrids_not_now_looks_like_no_answer(haldane: dict[str, Person]) -> None:
    asked = Invite.objects.get(inviter=haldane["edmund"], invited=haldane["ingrid"])
    assert looks_to_inviter(asked, asked.sent_on).value == "sent"
    assert looks_to_inviter(asked, TODAY).value == "run-out"


def test_hannes_look_back_waits(haldane: dict[str, Person]) -> None:
    waiting = Focus.objects.get(pair=pair_of(haldane, "hanne", "bronwen"), closed_at=None)
    assert waiting.look_back_on < TODAY - timedelta(days=150)


def test_ada_sees_no_content_anywhere(haldane: dict[str, Person]) -> None:
    for model in (Pair, Focus, Conversation, BroughtCard, Answer, Reflection):
        assert not rows(haldane["ada"], "see", model).exists()


@settings_are(DEMO=True)
def test_one_switches_seats_on_the_same_page(haldane: dict[str, Person]) -> None:
    here = f"/reflect/{Reflection.objects.filter(author=haldane['pia']).latest('began_on').pk}/"
    visitor = Client()
    for slug in ("pia", "otto", "pia"):
        answer = visitor.post(f"/chairs/{slug}/", {"next": here})
        assert (answer.status_code, answer["Location"]) == (302, here)
        assert visitor.session["_auth_user_id"] == str(haldane[slug].pk)
    visitor.post("/chairs/otto/", {"next": here})
    nothing = visitor.get(here)
    assert nothing.status_code == 404
    assert b"nothing here for you" in nothing.content.lower()
    assert b"/chairs/pia/" in nothing.content
