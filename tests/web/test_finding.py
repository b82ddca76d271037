"""Finding each other, page by page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from alongside.jobs.worker import work_off
from alongside.matching import directory, leading, trios
from alongside.matching.models import Handover, LeadPath, Listing, Preference, SilentReply, StandIn, Suggestion, Trio
from alongside.matching.suggesting import suggest_all
from alongside.matching.topics import topics
from alongside.pairs.models import Invite, Pair, Side
from alongside.people.models import Person
from alongside.vault.ring import ring
from tests.cast import enter, pair_up
from tests.web.test_every_address import as_person


@pytest.fixture
def grace(cast):
    return enter("Grace Obi")


def says(who: Client | Person, name: str, *args, **query) -> str:
    client = who if isinstance(who, Client) else as_person(who)
    answer = client.get(reverse(f"finding:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(who, name, *args, **data):
    return as_person(who).post(reverse(f"finding:{name}", args=args), data)


def wants(person, *, helps=(), learns=(), words="", **suits):
    if helps:
        directory.put_in_directory(by=person, side=Side.COACH, topics_=helps, words=words)
    if learns:
        directory.put_in_directory(by=person, side=Side.PERFORMER, topics_=learns, words=words)
    directory.keep_preference(by=person, suggest=True, **suits)


# --- The directory ----------------------------------------------------------------------------------------------------


def test_somebody_is_found_by_topic_by_word_and_by_the_beginning_of_a_word(cast, clock):
    post(cast.cleo, "help", topics=["saying-no", "craft"], words="Reading circuit diagrams")
    assert "Cleo Marchetti" in says(cast.otto, "page")
    assert "Reading circuit diagrams" in says(cast.otto, "page", q="circ")
    assert "Cleo Marchetti" in says(cast.otto, "page", q="saying")
    assert "Cleo Marchetti" in says(cast.otto, "page", topic="craft")
    assert "Cleo Marchetti" not in says(cast.otto, "page", topic="writing")
    assert "Cleo Marchetti" not in says(cast.otto, "page", q="circus")
    assert "Cleo Marchetti" not in says(cast.otto, "page", side="performer")
    assert "Nobody wrote that yet" in says(cast.otto, "page", q="??")


@pytest.mark.parametrize("stands", [False, True])
def test_ones_own_links_stand_before_the_whole_list(cast, stands):
    if stands:
        wants(cast.pia, helps=["craft"])
    page = says(cast.pia, "page")
    for name in ("help", "learn", "suits", "trios"):
        assert page.index(f'href="{reverse(f"finding:{name}")}"') < page.index('id="q"') < page.index('id="found"')
    assert ("You don't stand in it." in page) is not stands


@pytest.mark.django_db
def test_the_newest_with_a_topic_come_from_an_index_however_many_there_are():
    if connection.vendor == "postgresql":
        connection.cursor().execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
    found = directory.standing(Listing.objects.select_related("author"), Side.COACH, ["0123456789abcdef"])
    plan = found[:26].explain()
    assert "mark_newest" in plan and "Sort" not in plan and "TEMP B-TREE" not in plan


def test_a_topic_lists_the_newest_first_each_once(cast, clock):
    for who, days in ((cast.cleo, 1), (cast.lena, 1), (cast.otto, 1)):
        wants(who, helps=["craft", "listening"], words="Listening to a craft")
        clock.forward(days=days)
    wants(cast.cleo, helps=["craft"])
    names = re.findall(r"Ask (\w+)</a>", says(cast.pia, "page", topic="craft"))
    assert names == ["Cleo", "Otto", "Lena"]
    assert re.findall(r"Ask (\w+)</a>", says(cast.pia, "page", topic="craft", q="listening")) == ["Otto", "Lena"]


def test_a_line_says_who_reads_it_before_it_is_written(cast):
    assert "Everybody who works here can read and find this." in says(cast.pia, "learn")
    answer = post(cast.pia, "learn", words="  ")
    assert answer.status_code == 422 and "Choose a topic, or say it in a few words." in answer.content.decode()
    too_many = list(topics())[:6]
    assert post(cast.pia, "learn", topics=too_many).status_code == 422


def test_a_line_is_replaced_and_taken_out(cast):
    post(cast.pia, "help", words="Bread baking")
    post(cast.pia, "help", words="Rosters")
    assert "Bread" not in says(cast.otto, "page", q="bread")
    assert Listing.objects.count() == 1
    post(cast.pia, "take_help_out")
    assert "Rosters" not in says(cast.otto, "page")
    assert not Listing.objects.exists()


def test_asking_from_the_directory_is_an_invitation_like_any_other(cast):
    post(cast.cleo, "help", topics=["craft"])
    assert f"{reverse('pairs:invite')}?with={cast.cleo.pk}&amp;side=performer" in says(cast.otto, "page")
    post(cast.pia, "learn", topics=["craft"])
    assert f"?with={cast.pia.pk}&amp;side=coach" in says(cast.otto, "page", side="performer")


def test_a_persons_page_shows_their_lines(cast):
    post(cast.cleo, "help", topics=["craft"], words="Circuit diagrams")
    shown = as_person(cast.otto).get(reverse("people:person", args=[cast.cleo.pk])).content.decode()
    assert "Cleo can help with" in shown and "Circuit diagrams" in shown


def test_who_left_is_not_in_it(cast):
    post(cast.cleo, "help", topics=["craft"])
    cast.cleo.is_active = False
    cast.cleo.save()
    assert "Cleo" not in says(cast.otto, "page")


# --- Suggestions ------------------------------------------------------------------------------------------------------


def test_two_are_suggested_to_each_other_and_nobody_else_sees_it(cast, grace, clock, never_held_back):
    wants(cast.toni, learns=["saying-no"])
    wants(grace, helps=["saying-no", "craft"])
    suggest_all()
    shown = says(cast.toni, "page")
    assert "You may like to meet Grace." in shown
    assert "Because you both named “Saying no, and keeping it”." in shown
    assert "You may like to meet Toni." in says(grace, "page")
    for other in (cast.pia, cast.cleo, cast.lena, cast.otto, cast.ada):
        assert "You may like to meet" not in says(other, "page")
    assert "There is somebody you may like to meet." in as_person(grace).get("/").content.decode()


def test_put_aside_is_seen_by_nobody(cast, grace, clock, never_held_back):
    wants(cast.toni, learns=["saying-no"])
    wants(grace, helps=["saying-no"])
    suggest_all()
    with ring():
        mine = Suggestion.objects.get(author=cast.toni)
    before = says(grace, "page")
    post(cast.toni, "put_aside", mine.pk)
    assert "You may like to meet" not in says(cast.toni, "page")
    assert "You put this aside" in says(cast.toni, "suggestion", mine.pk)
    suggest_all()
    after = says(grace, "page")
    assert _without_tokens(before) == _without_tokens(after)


def test_a_suggestion_leads_to_an_invitation(cast, grace, clock, never_held_back):
    wants(cast.toni, learns=["saying-no"], words="Saying no to the ward")
    wants(grace, helps=["saying-no"], words="I have said no for years")
    suggest_all()
    shown = says(cast.toni, "suggestion", Suggestion.objects.get(author=cast.toni).pk)
    assert "I have said no for years" in shown and f"?with={grace.pk}&amp;side=performer" in shown
    shown = says(grace, "suggestion", Suggestion.objects.get(author=grace).pk)
    assert "Saying no to the ward" in shown and f"?with={cast.toni.pk}&amp;side=coach" in shown
    clock.forward(days=22)
    assert "You can ask Grace all the same" in says(
        cast.toni, "suggestion", Suggestion.objects.get(author=cast.toni).pk
    )


def test_what_suits_me_is_kept_for_me(cast):
    assert "Only you can read this." in says(cast.pia, "suits")
    post(cast.pia, "suits", suggest="on", whom="another-team", room="two", without_line="on")
    post(cast.pia, "leave_out", person=cast.toni.pk)
    post(cast.pia, "leave_out", team=cast.operations.pk)
    with ring():
        mine = Preference.objects.get(author=cast.pia)
        assert (mine.suggest, mine.whom, mine.room) == ("yes", "another-team", "two")
        assert set(mine.exclusions) == {("line", ""), ("person", str(cast.toni.pk)), ("team", str(cast.operations.pk))}
    shown = says(cast.pia, "suits")
    assert "Toni Adeyemi" in shown and "Operations" in shown
    assert "Nobody in Field Service" in says(cast.pia, "leave_out", q="cleo")
    post(cast.pia, "leave_in", out=cast.toni.pk)
    post(cast.pia, "suits", suggest="on", whom="anybody", room="one")
    with ring():
        assert Preference.objects.get(author=cast.pia).exclusions == [("team", str(cast.operations.pk))]
    assert post(cast.pia, "leave_out", person="nonsense").status_code == 302


def test_whoever_keeps_the_list_has_everybody_looked_for_and_sees_how_far_it_is(cast, grace, clock, never_held_back):
    wants(cast.toni, learns=["saying-no"])
    wants(grace, helps=["saying-no"])
    assert as_person(cast.pia).get(reverse("finding:look")).status_code == 404
    assert as_person(cast.pia).post(reverse("finding:look")).status_code == 404
    client = as_person(cast.ada)
    begun = client.post(reverse("finding:look"))
    assert "Looking." in client.get(begun["Location"]).content.decode()
    work_off()
    shown = client.get(begun["Location"]).content.decode()
    assert "Done." in shown and "Grace" not in shown and "Toni" not in shown
    assert Suggestion.objects.count() == 2


# --- Three ------------------------------------------------------------------------------------------------------------


def test_three_begin_when_all_have_said_yes(cast, clock):
    client = as_person(cast.otto)
    assert "Choose two" not in says(client, "ask_two")
    first = client.get(reverse("finding:ask_two"), {"with": cast.pia.pk})
    assert first["Location"].endswith(f"?first={cast.pia.pk}")
    assert "You, Pia and Cleo?" in says(client, "ask_two", first=cast.pia.pk, **{"with": cast.cleo.pk})
    client.post(f"{reverse('finding:ask_two')}?first={cast.pia.pk}&with={cast.cleo.pk}")
    trio = Trio.objects.get()
    assert "Otto asks you to practise as three." in as_person(cast.pia).get("/").content.decode()
    assert "Asked. It begins once" in says(client, "trio", trio.pk)
    for_otto, for_cleo = says(client, "trio", trio.pk), says(cast.cleo, "trio", trio.pk)
    post(cast.pia, "join_trio", trio.pk)
    assert _without_tokens(says(client, "trio", trio.pk)) == _without_tokens(for_otto)
    assert _without_tokens(says(cast.cleo, "trio", trio.pk)) == _without_tokens(for_cleo)
    post(cast.cleo, "trio_not_now", trio.pk)
    assert _without_tokens(says(client, "trio", trio.pk)) == _without_tokens(for_otto)
    post(cast.cleo, "join_trio", trio.pk)
    assert "You coach: ask, wait" in says(client, "trio", trio.pk)
    post(cast.pia, "turn_trio", trio.pk, turn=0)
    post(cast.cleo, "turn_trio", trio.pk, turn=0)
    assert "You bring something real" in says(client, "trio", trio.pk)
    post(cast.pia, "end_trio", trio.pk)
    assert "This group ended" in says(client, "trio", trio.pk)
    assert "Pia stopped" not in says(client, "trio", trio.pk)


def test_an_observer_sees_nothing_of_a_pair(cast, stage):
    shown = says(cast.toni, "trio", stage[Trio].pk)
    for words in ("parts stock", "See the stock myself", "Weekends"):
        assert words not in shown


def test_only_who_made_it_takes_it_back(cast, clock):
    trio = trios.ask_two([cast.pia, cast.cleo], by=cast.otto)
    post(cast.pia, "end_trio", trio.pk)
    assert Trio.objects.get().ended_on is None
    post(cast.otto, "end_trio", trio.pk)
    assert "This no longer stands" in says(cast.pia, "trio", trio.pk)
    refused = post(cast.pia, "join_trio", trio.pk)
    assert refused.status_code == 409


# --- A lead's own way -------------------------------------------------------------------------------------------------


def test_a_path_is_there_for_leads_and_read_by_nobody_else(cast, clock):
    assert as_person(cast.pia).get(reverse("finding:path")).status_code == 404
    assert "Your own way as a lead" not in as_person(cast.pia).get(reverse("me:page")).content.decode()
    assert "Your own way as a lead" in as_person(cast.lena).get(reverse("me:page")).content.decode()
    post(cast.lena, "path", step="practises")
    with ring():
        assert LeadPath.objects.get().step == "practises"
    assert "Only you can read this page" in says(cast.lena, "path")


def test_what_eats_time_comes_back_after_eight_weeks(cast, clock):
    assert post(cast.lena, "time", eats_time=" ", success="").status_code == 422
    post(cast.lena, "time", eats_time="Night calls.", success="A quiet Tuesday.")
    assert "You see it again on 27 April" in says(cast.lena, "path")
    clock.forward(weeks=8)
    assert "Some weeks ago you named what eats your time." in as_person(cast.lena).get("/").content.decode()
    assert "What you wrote on 2 March" in says(cast.lena, "path")
    post(cast.lena, "again", since_then="Fewer of them.")
    assert "Some weeks ago" not in as_person(cast.lena).get("/").content.decode()
    shown = says(cast.lena, "path")
    assert "Fewer of them." in shown and "What you wrote on" not in shown


def test_who_coaches_in_a_leads_place_is_read_after_both_said_yes(cast, clock):
    asking_lena = f"{reverse('pairs:invite')}?with={cast.lena.pk}&side=performer"
    page_of_lena = reverse("people:person", args=[cast.lena.pk])
    pia = as_person(cast.pia)
    as_before = [_without_tokens(pia.get(where).content.decode()) for where in (asking_lena, page_of_lena)]
    post(cast.lena, "path", step="rather-not")
    as_person(cast.lena).post(f"{reverse('finding:choose_stand_in')}?with={cast.cleo.pk}")
    asked = StandIn.objects.get()
    now = [_without_tokens(pia.get(where).content.decode()) for where in (asking_lena, page_of_lena)]
    assert now == as_before, "nothing shows that she'd rather not"
    assert "Lena asks you to coach in their place." in as_person(cast.cleo).get("/").content.decode()
    shown = says(cast.lena, "path")
    post(cast.cleo, "stand_in_not_now", asked.pk)
    assert _without_tokens(says(cast.lena, "path")) == _without_tokens(shown)
    post(cast.cleo, "stand_in_yes", asked.pk)
    for where in (asking_lena, page_of_lena):
        assert "Cleo Marchetti coaches in Lena" in as_person(cast.pia).get(where).content.decode()
        assert "coaches in Lena" not in as_person(cast.otto).get(where).content.decode()
    post(cast.lena, "path", step="practises")
    assert "coaches in Lena" not in as_person(cast.pia).get(page_of_lena).content.decode()


# --- Handing over -----------------------------------------------------------------------------------------------------


def test_the_performer_decides_who_coaches_from_now_on(cast, grace, clock):
    there = reverse("finding:hand_over", args=[cast.pair.pk])
    assert as_person(cast.pia).get(there).status_code == 404
    assert "Who could coach Pia from now on?" in says(cast.cleo, "hand_over", cast.pair.pk)
    as_person(cast.cleo).post(f"{there}?with={grace.pk}", {"words": "She knows the ward."})
    proposed = Handover.objects.get()
    assert "Cleo thinks that Grace could coach you." in as_person(cast.pia).get("/").content.decode()
    assert "She knows the ward." in says(cast.pia, "handover", proposed.pk)
    assert as_person(grace).get(reverse("finding:handover", args=[proposed.pk])).status_code == 404
    assert not Invite.objects.filter(invited=grace).exists()
    before = says(cast.cleo, "handover", proposed.pk)
    post(cast.pia, "handover_not_now", proposed.pk)
    assert _without_tokens(says(cast.cleo, "handover", proposed.pk)) == _without_tokens(before)
    post(cast.pia, "handover_yes", proposed.pk)
    assert Invite.objects.filter(inviter=cast.pia, invited=grace, inviter_side=Side.PERFORMER).exists()
    assert "said yes and asked Grace" in says(cast.cleo, "handover", proposed.pk)
    assert Pair.objects.get(pk=cast.pair.pk).is_open


def test_before_a_yes_that_would_show_another_pair_it_says_so(cast, grace):
    proposed = leading.propose_handover(cast.pair, grace, by=cast.cleo)
    before = says(cast.cleo, "handover", proposed.pk)
    assert "coaches you already" not in says(cast.pia, "handover", proposed.pk)
    pair_up(cast.pia, grace)
    assert "Grace coaches you already" in says(cast.pia, "handover", proposed.pk)
    assert _without_tokens(says(cast.cleo, "handover", proposed.pk)) == _without_tokens(before)


def test_taking_it_back(cast, grace, clock):
    proposed = leading.propose_handover(cast.pair, grace, by=cast.cleo)
    post(cast.cleo, "take_handover_back", proposed.pk)
    assert "This no longer stands." in says(cast.pia, "handover", proposed.pk)
    assert post(cast.pia, "handover_yes", proposed.pk).status_code == 409


# --- All of it --------------------------------------------------------------------------------------------------------


def test_ten_queries_at_most(cast, grace, clock, django_assert_max_num_queries, never_held_back):
    for number in range(30):
        other = enter(f"Other{number} Person")
        wants(other, helps=["saying-no"], learns=["craft"], room="three")
    for person in (cast.toni, cast.lena, grace):
        wants(person, helps=["craft"], learns=["saying-no"])
    suggest_all()
    post(cast.lena, "path", step="rather-not")
    asked = leading.ask_stand_in(cast.cleo, by=cast.lena)
    leading.stand_in(asked, by=cast.cleo)
    trio = trios.ask_two([cast.toni, cast.cleo], by=cast.lena)
    client = as_person(cast.lena)
    client.get("/")
    mine = Suggestion.objects.filter(author=cast.lena)[0]
    names = ["page", "help", "suits", "trios", "ask_two", "path", "choose_stand_in"]
    where = [reverse(f"finding:{name}") for name in names]
    where += [f"{reverse('finding:page')}?q=saying+keep&page=2", f"{reverse('finding:leave_out')}?q=oth", "/"]
    where += [reverse("finding:suggestion", args=[mine.pk]), reverse("finding:trio", args=[trio.pk])]
    where += [reverse("finding:stand_in", args=[asked.pk]), reverse("people:person", args=[cast.toni.pk])]
    where += [reverse("me:page"), f"{reverse('pairs:invite')}?with={cast.toni.pk}"]
    for address in where:
        with django_assert_max_num_queries(10, info=address):
            assert client.get(address).status_code == 200, address


def _without_tokens(text: str) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r"[A-Za-z0-9]{64}", "", text)


def test_an_answer_is_a_row_with_a_day_and_no_deed(cast, clock):
    from alongside.journal.models import Deed

    trio = trios.ask_two([cast.pia, cast.cleo], by=cast.otto)
    deeds = Deed.objects.count()
    post(cast.pia, "trio_not_now", trio.pk)
    assert Deed.objects.count() == deeds
    assert SilentReply.objects.get(author=cast.pia).on == clock.now.date()
    assert clock.now.date() + timedelta(days=21) == trio.expires_on
