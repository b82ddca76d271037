"""The story, played: a database in which people have worked for eight months."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.test import override_settings as settings_are
from pytest_django import DjangoDbBlocker

from alongside.access.gate import one, readers, rows
from alongside.conversations.models import Answer, Conversation, Turn
from alongside.conversations.themes import usual_year
from alongside.conversations.theming import year_of
from alongside.demo.actions import fill
from alongside.demo.script import story
from alongside.evaluations.checking_in import mine, placed
from alongside.evaluations.gaps import Apart, Gap
from alongside.evaluations.models import BothWays, CheckIn, Placement
from alongside.feedback.models import Appreciation, Feedback, Hearing, Say, Slip, Story, TeamAgreement
from alongside.focus.models import Ending, Focus
from alongside.journal.models import Deed
from alongside.kit import clock as the_clock
from alongside.kit.refusal import NotHere, Refusal
from alongside.matching.models import Handover, LeadPath, Listing, StandIn, Suggestion, Trio
from alongside.pairs.models import Agreement, Invite, Pair
from alongside.pairs.rules import looks_to_inviter
from alongside.people.models import Organisation, Person, Team
from alongside.reflections.models import BroughtCard, Reflection
from alongside.upward.models import Batch, Contact, Thread
from alongside.upward.nameless import texts_of
from alongside.vault.ring import ring

TODAY = date(2026, 11, 25)
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]  # the first test waits for eight months to pass


@pytest.fixture(scope="module")
def haldane(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Person]]:
    """Everybody at Haldane Beds by their key, in a database filled once for all tests here and emptied afterwards."""
    held = the_clock.at(datetime.combine(TODAY, time(17), tzinfo=UTC))  # what is asked has an end, whenever this runs
    with held, django_db_blocker.unblock(), ring(), transaction.atomic():
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


# --- A two-way street -------------------------------------------------------------------------------------------------


def test_pia_and_cleo_came_closer(haldane: dict[str, Person]) -> None:
    """Twice they placed the last months, both times both; the second time they were a step apart."""
    pair = pair_of(haldane, "pia", "cleo")
    apart = []
    for check_in in CheckIn.objects.filter(pair=pair).order_by("asked_on"):
        spots = placed(check_in, Placement.objects.filter(check_in=check_in))
        pia, cleo = spots[pair.performer_id], spots[pair.coach_id]
        assert pia
        assert cleo
        apart.append(Gap(own=pia[Placement.About.WORK], others=cleo[Placement.About.WORK]).apart)
    assert apart == [Apart.FAR, Apart.A_STEP]


def test_a_visitor_in_ottos_chair_can_place_the_others_half(haldane: dict[str, Person]) -> None:
    asked = CheckIn.objects.get(pair=pair_of(haldane, "otto", "samira"))
    assert asked.exchange.closes_on > TODAY
    assert mine(asked, haldane["samira"])
    assert mine(asked, haldane["otto"]) is None
    assert not Placement.objects.filter(check_in=asked).exists()


def test_what_marek_never_answered_went_back_to_eilidh(haldane: dict[str, Person]) -> None:
    asked = CheckIn.objects.get(pair=pair_of(haldane, "eilidh", "marek"))
    assert asked.exchange.returned_on
    assert mine(asked, haldane["eilidh"])
    assert not rows(haldane["marek"], "see", Placement).filter(check_in=asked).exists()


def test_how_they_are_doing_both_ways(haldane: dict[str, Person]) -> None:
    """Talked about, waiting to be talked about, only to be talked about, and asked."""
    states = {
        who: [each.state for each in BothWays.objects.filter(pair=pair_of(haldane, *who)).order_by("asked_on")]
        for who in (("pia", "cleo"), ("lena", "toni"), ("hanne", "bronwen"), ("grace", "joao"))
    }
    assert list(states.values()) == [["talked-about", "talked-about"], ["in"], ["talk-only"], ["asked"]]


def test_callum_is_asked_whether_he_would_rather_have_sinead(haldane: dict[str, Person]) -> None:
    proposed = Handover.objects.get(pair=pair_of(haldane, "callum", "desmond"))
    assert proposed.stands(TODAY)
    assert proposed.to == haldane["sinead"]
    assert not rows(haldane["sinead"], "see", Handover).exists()


def test_pia_coached_cleo_once(haldane: dict[str, Person]) -> None:
    talk = Conversation.objects.get(pair=pair_of(haldane, "pia", "cleo"), turned=True)
    assert (talk.coach, talk.performer) == (haldane["pia"], haldane["cleo"])
    assert talk.ended_with == Conversation.Ended.NOTHING


def test_anouks_story_waits_for_how_it_was_from_devs_side(haldane: dict[str, Person]) -> None:
    dev, anouk = haldane["dev"], haldane["anouk"]
    assert rows(dev, "see", Feedback).filter(by=anouk).exists()
    assert not rows(dev, "see", Story).filter(by=anouk).exists()
    assert not rows(haldane["farah"], "see", Feedback).filter(by=anouk).exists()


def test_lena_and_kofi_closed_it_together(haldane: dict[str, Person]) -> None:
    said = Feedback.objects.get(by=haldane["lena"], to=haldane["kofi"])
    assert said.closed_on
    assert sorted(view.whose for view in said.changed_views.all()) == ["both", "mine"]


def test_noors_thanks_wait_for_hanne(haldane: dict[str, Person]) -> None:
    assert [thanks.author for thanks in rows(haldane["hanne"], "see", Appreciation)] == [haldane["noor"]]
    assert not Hearing.objects.filter(author=haldane["hanne"]).exists()


def test_customer_care_keeps_three_and_is_asked_about_a_fourth(haldane: dict[str, Person]) -> None:
    lines = TeamAgreement.objects.filter(team__name="Customer Care").order_by("proposed_on")
    assert [line.holds for line in lines] == [True, True, True, False]
    assert [Slip.objects.filter(agreement=line).count() for line in lines] == [2, 1, 0, 0]
    assert Say.objects.get(agreement=lines[3], author=haldane["pia"]).asked


def test_customer_care_has_a_year_of_its_own(haldane: dict[str, Person]) -> None:
    assert year_of(Team.objects.get(name="Customer Care")) != usual_year() == year_of(Team.objects.get(name="Office"))


def test_people_find_each_other(haldane: dict[str, Person]) -> None:
    assert Listing.objects.values("author").distinct().count() >= 12
    assert Suggestion.objects.filter(until__gte=TODAY).count() >= 4
    unwanted = Suggestion.objects.filter(author__in=[haldane["siobhan"], haldane["edmund"]])
    assert not unwanted.exists()
    assert Trio.objects.get().is_open


def test_leads_see_where_they_are_and_nobody_else(haldane: dict[str, Person]) -> None:
    lena = LeadPath.objects.get(author=haldane["lena"])
    assert lena.step == LeadPath.Step.RATHER_NOT
    assert StandIn.objects.get(lead=haldane["lena"], holds=True).coach == haldane["cleo"]
    assert not rows(haldane["otto"], "see", LeadPath).filter(author=haldane["lena"]).exists()
    marek = LeadPath.objects.get(author=haldane["marek"])
    assert marek.again_on
    assert marek.again_on <= TODAY


def test_ruth_and_winston_were_named_by_both_sides(haldane: dict[str, Person]) -> None:
    assert {contact.person for contact in Contact.objects.standing()} == {haldane["ruth"], haldane["winston"]}


def test_winston_has_answered_grace(haldane: dict[str, Person]) -> None:
    thread = Thread.objects.get(author=haldane["grace"])
    assert (thread.to, thread.news, thread.waits_since) == (haldane["winston"], True, None)
    assert not rows(haldane["ravi"], "see", Thread).filter(pk=thread.pk).exists()


def test_what_came_without_names_names_nobody(haldane: dict[str, Person]) -> None:
    to_lena = Batch.objects.get(to=haldane["lena"])
    assert (len(texts_of(to_lena)), to_lena.opened_on, to_lena.people) == (2, None, 6)
    assert Batch.objects.get(to=haldane["otto"]).answer.author == haldane["otto"]
