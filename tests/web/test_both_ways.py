"""How we're doing, both ways, and the reading without names, through their pages; and attempts to see too much."""

import io
import re
import zipfile
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.evaluations import both_ways as deeds
from alongside.evaluations import without_names
from alongside.evaluations.models import BothWays, NamelessAnswer, OneWay, Reading
from alongside.evaluations.rules import HowOften
from alongside.journal.models import Deed
from alongside.lifecycle.exporting import export
from alongside.pairs.actions import end, pause, propose_agreement, sign_agreement
from alongside.pairs.models import Pair, Promise
from alongside.sealed.models import Envelope
from alongside.vault.ring import ring
from alongside.web.today.waiting import first_waiting
from tests.cast import enter, pair_up

About = Promise.About
HERON = "The heron by the lake"


@pytest.fixture(autouse=True)
def _now(clock):
    """It is a Monday in March."""


def as_person(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def asked(cast):
    return deeds.ask_both_ways(cast.pair, by=cast.cleo)


def at(name, row):
    return reverse(f"both_ways:{name}", args=[row.pk])


def words(asked, me, **changed):
    said = {about.value: "mostly" for about in deeds.dimensions(asked.pair, me)}
    return said | {"example": HERON, "request": "Ask me first."} | changed


def answer(asked, me, **changed):
    return as_person(me).post(at("page", asked), words(asked, me, **changed), follow=True)


def archive_of(me):
    """All that is in this person's archive."""
    with zipfile.ZipFile(io.BytesIO(export(me))) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


# --- Asking and answering ---------------------------------------------------------------------------------------------


def test_asking_leads_to_the_questions_and_answers_nothing(cast):
    pia = as_person(cast.pia)
    assert b"Ask us both" in pia.get(at("begin", cast.pair)).content
    page = pia.post(at("begin", cast.pair), follow=True)
    assert b"How often did Cleo help you get on?" in page.content
    assert b"checked" not in page.content
    assert not deeds.my_answer(BothWays.objects.select_related("exchange").get(), cast.pia)
    assert pia.get(at("begin", cast.pair)).url == at("page", BothWays.objects.get())


def test_the_coach_is_never_asked_about_candour(cast, asked):
    assert b"really think" not in as_person(cast.cleo).get(at("page", asked)).content
    assert answer(asked, cast.cleo, candour="never").status_code == 200
    answer(asked, cast.pia)
    with ring():
        assert {one.about for one in OneWay.objects.get(by=cast.cleo).placements.all()} == {
            "commitments",
            "openness",
            "aims",
        }


def test_what_was_agreed_stands_beside_its_question(cast, asked):
    proposed = propose_agreement(cast.pair, by=cast.cleo, promises={About.OBSTACLES: "I ask Otto within the week."})
    sign_agreement(proposed, by=cast.pia)
    assert "I ask Otto within the week." in as_person(cast.pia).get(at("page", asked)).content.decode()


@pytest.mark.parametrize("missing", ["progress", "example", "request"])
def test_what_is_left_open_is_asked_for_and_the_rest_stays(cast, asked, missing):
    answered = as_person(cast.pia).post(at("page", asked), words(asked, cast.pia, **{missing: ""}))
    assert answered.status_code == 422
    assert ("Ask me first." if missing != "request" else HERON) in answered.content.decode()
    assert deeds.my_answer(asked, cast.pia) is None


def test_changing_and_taking_back(cast, asked):
    page = answer(asked, cast.pia, candour="cannot-tell")
    assert b"Yours is in." in page.content and "can’t tell" in page.content.decode()
    again = as_person(cast.pia).get(at("page", asked) + "?change=1").content.decode()
    assert HERON in again and again.count("checked") == 4
    assert b"Taken back" in as_person(cast.pia).post(at("take_back", asked), follow=True).content
    assert deeds.my_answer(asked, cast.pia) is None


def test_both_read_both_and_say_that_they_talked(cast, asked):
    answer(asked, cast.pia)
    page = answer(asked, cast.cleo, example="The list was there.").content.decode()
    assert HERON in page and "What Pia says about you" in page
    assert as_person(cast.pia).post(at("page", asked), words(asked, cast.pia)).status_code == 409
    as_person(cast.cleo).post(at("talked_about", asked))
    assert BothWays.objects.get().talked_about_on
    assert "Talked about on 2 March" in as_person(cast.pia).get(at("begin", cast.pair)).content.decode()


def test_no_number_stands_for_a_word(cast, asked):
    answer(asked, cast.pia)
    page = answer(asked, cast.cleo).content.decode()
    main = re.sub(r"<[^>]*>", "", page[page.index("<main") : page.index("</main>")])
    assert not re.search(r"\d", main)


def test_talk_only_is_the_performers_choice_and_said_openly(cast, asked):
    answer(asked, cast.cleo)
    assert as_person(cast.cleo).post(at("just_talk", asked)).status_code == 404
    as_person(cast.pia).post(at("just_talk", asked))
    page = as_person(cast.cleo).get(at("page", asked)).content.decode()
    assert "Pia would rather talk than write." in page and HERON in page, "Cleo's own came back"
    assert HERON not in as_person(cast.pia).get(at("page", asked)).content.decode()
    assert as_person(cast.cleo).post(at("write", asked)).status_code == 404
    as_person(cast.pia).post(at("write", asked))
    assert b"How often did Cleo help you get on?" in as_person(cast.pia).get(at("page", asked)).content


def test_what_came_back_stands_in_the_form_again_when_they_write_after_all(cast, asked):
    answer(asked, cast.cleo, commitments="cannot-tell")
    as_person(cast.pia).post(at("just_talk", asked))
    as_person(cast.pia).post(at("write", asked))
    page = as_person(cast.cleo).get(at("page", asked)).content.decode()
    assert HERON in page and page.count("checked") == 3 and "Pia has not seen it" in page
    assert "both ways?" in as_person(cast.cleo).get("/").content.decode(), "it is not placed"
    answer(asked, cast.cleo, example="The list was there.")
    answer(asked, cast.pia, example="She asked Otto.")
    ways = as_person(cast.pia).get(at("page", asked)).content.decode()
    assert "The list was there." in ways and HERON not in ways
    assert not Envelope.objects.exists(), "what was sent anew is kept once"
    assert HERON not in archive_of(cast.cleo)


def test_what_came_back_can_be_deleted_on_the_form_it_stands_in(cast, asked):
    answer(asked, cast.cleo)
    as_person(cast.pia).post(at("just_talk", asked))
    as_person(cast.pia).post(at("write", asked))
    page = as_person(cast.cleo).post(at("take_back", asked), follow=True).content.decode()
    assert "Deleted." in page and HERON not in page and "had written" not in page
    assert "Taken back" in as_person(cast.cleo).post(at("take_back", asked), follow=True).content.decode()
    assert HERON not in archive_of(cast.cleo)


def test_what_came_back_is_shown_while_they_talk_and_when_the_days_went_by(cast, asked, clock):
    answer(asked, cast.cleo)
    for deed in ("just_talk", "write", "just_talk"):
        as_person(cast.pia).post(at(deed, asked))
        assert HERON in as_person(cast.cleo).get(at("page", asked)).content.decode()
    as_person(cast.pia).post(at("write", asked))
    clock.forward(days=15)
    deeds.pass_days()
    page = as_person(cast.cleo).get(at("page", asked)).content.decode()
    assert "The days for this went by." in page and HERON in page and "Only one of you" not in page
    anew = deeds.ask_both_ways(cast.pair, by=cast.pia)
    assert HERON not in as_person(cast.cleo).get(at("page", anew)).content.decode(), "it was said of other weeks"
    answer(anew, cast.cleo, example="Something new")
    as_person(cast.pia).post(at("just_talk", anew))
    before = as_person(cast.cleo).get(at("page", asked)).content.decode()
    assert "Something new" not in before and HERON in before
    as_person(cast.cleo).post(at("take_back", asked))
    assert HERON not in archive_of(cast.cleo) and "Something new" in archive_of(cast.cleo)


def test_what_came_back_stays_with_its_own_question_though_they_ask_again_on_the_same_day(cast, asked):
    answer(asked, cast.cleo)
    for deed in ("just_talk", "talked_about"):
        as_person(cast.pia).post(at(deed, asked))
    anew = deeds.ask_both_ways(cast.pair, by=cast.pia)
    assert HERON not in as_person(cast.cleo).get(at("page", anew)).content.decode()
    answer(anew, cast.cleo, example="Something new")
    assert HERON in archive_of(cast.cleo) and "Something new" in archive_of(cast.cleo)


def test_the_days_went_by(cast, asked, clock):
    answer(asked, cast.pia)
    clock.forward(days=15)
    mine, theirs = (as_person(me).get(at("page", asked)).content.decode() for me in (cast.pia, cast.cleo))
    assert HERON in mine and "came back to you alone" in mine
    assert HERON not in theirs and "Nobody is forced" in theirs
    assert as_person(cast.pia).post(at("page", asked), words(asked, cast.pia)).status_code == 409


def test_while_it_rests_or_is_over(cast, asked):
    pause(cast.pair, by=cast.cleo)
    assert as_person(cast.pia).post(at("begin", cast.pair)).status_code == 409
    end(cast.pair, by=cast.pia)
    assert as_person(cast.pia).get(at("page", asked)).status_code == 200


# --- Attempts to learn what is hidden ---------------------------------------------------------------------------------


def still(page):
    """A page without what changes from one look to the next."""
    return re.sub(r'(csrfmiddlewaretoken" value=|nonce=|"X-CSRFToken": )"[^"]*"', "", page)


def everything_cleo_sees(cast, asked):
    """Pages, Today, the archive, and what waits."""
    cleo = as_person(cast.cleo)
    pages = [
        cleo.get(path).content.decode()
        for path in ("/", at("page", asked), at("begin", cast.pair), reverse("pairs:page", args=[cast.pair.pk]))
    ]
    kept = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "an id", archive_of(cast.cleo))
    in_no_order = sorted(re.split(r"[{}\n]|</dl>", kept))  # rows lie there by their ids, which are thrown like dice
    return list(map(still, pages)), in_no_order, first_waiting(cast.cleo)


def test_nothing_that_the_other_can_see_changes_when_one_answers(cast, asked, clock):
    before = everything_cleo_sees(cast, asked)
    answer(asked, cast.pia)
    assert everything_cleo_sees(cast, asked) == before
    as_person(cast.pia).post(at("take_back", asked))
    assert everything_cleo_sees(cast, asked) == before


def test_nothing_tells_the_other_that_one_had_answered_before(cast, asked):
    """In two worlds Pia wants to talk and then writes after all: in one she had answered, in the other she had not."""
    worlds = []
    for deed in (lambda: None, lambda: answer(asked, cast.pia)):
        with transaction.atomic():
            deed()
            seen = []
            for one in ("just_talk", "write"):
                as_person(cast.pia).post(at(one, asked))
                with CaptureQueriesContext(connection) as queries:
                    seen.append(everything_cleo_sees(cast, asked))
                seen.append(len(queries))
            answer(asked, cast.cleo, example="The list was there.")
            seen.append(everything_cleo_sees(cast, asked))
            seen.append(list(Deed.objects.order_by("pk").values_list("verb", "by")))
            assert HERON not in str(seen)
            worlds.append(seen)
            transaction.set_rollback(True)
    assert worlds[0] == worlds[1]


def test_the_number_of_queries_tells_nothing_either(cast, asked):
    counts = set()
    for deed in (lambda: None, lambda: answer(asked, cast.pia)):
        deed()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            as_person(cast.cleo).get(at("page", asked))
        counts.add(len(queries))
    assert len(counts) == 1


def test_strangers_and_those_who_lead_find_nothing(cast, asked):
    answer(asked, cast.pia)
    answer(asked, cast.cleo)
    for stranger in (cast.lena, cast.toni, cast.otto, cast.ada):
        client = as_person(stranger)
        for name in ("page", "take_back", "just_talk", "write", "talked_about"):
            assert client.post(at(name, asked)).status_code in {404, 405}
            assert client.get(at(name, asked)).status_code in {404, 405}
        assert client.get(at("begin", cast.pair)).status_code == 404
        assert HERON not in archive_of(stranger)


# --- What it costs ----------------------------------------------------------------------------------------------------


def test_pages_make_at_most_ten_queries(cast, asked):
    group(cast)
    pia, cleo = as_person(cast.pia), as_person(cast.cleo)
    looks = [(pia, at("page", asked)), (pia, at("without_names", cast.pair)), (cleo, reverse("both_ways:readings"))]

    def count():
        for client, path in looks:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            assert len(queries) <= 10, "\n".join(one["sql"] for one in queries)

    count()
    answer(asked, cast.pia)
    count()
    answer(asked, cast.cleo)
    count()
    deeds.mark_talked_about(asked, by=cast.pia)
    looks[0] = (pia, at("begin", cast.pair))
    count()


# --- On the page of the day -------------------------------------------------------------------------------------------


def test_today_asks_whoever_has_not_answered_and_then_for_the_talk(cast, asked):
    both = {cast.pia, cast.cleo}
    assert all("both ways?" in as_person(me).get("/").content.decode() for me in both)
    answer(asked, cast.pia)
    assert "both ways?" not in as_person(cast.pia).get("/").content.decode()
    answer(asked, cast.cleo)
    assert all("talk about it" in as_person(me).get("/").content.decode() for me in both)
    deeds.mark_talked_about(asked, by=cast.cleo)
    assert not any("both ways" in as_person(me).get("/").content.decode() for me in both)


# --- Without names ----------------------------------------------------------------------------------------------------


def group(cast):
    """Five whom Cleo coaches."""
    others = [enter(f"{name} Haldane") for name in ("Grace", "Dev", "Samira", "Marek")]
    for person in others:
        pair_up(person, cast.cleo)
    without_names.prepare_answers()
    return [cast.pia, *others]


def pair_of(cast, person):
    return Pair.objects.get(performer=person, coach=cast.cleo)


def test_five_people_join_and_their_coach_reads_it(cast, clock):
    people = group(cast)
    for person in people:
        address = at("without_names", pair_of(cast, person))
        assert b"You are not in it now" in as_person(person).get(address).content
        page = as_person(person).post(address, dict.fromkeys(map(str, without_names.ABOUT), "mostly"), follow=True)
        assert b"You have joined" in page.content
    cleo = as_person(cast.cleo)
    assert b"mostly often" not in cleo.get(reverse("both_ways:readings")).content
    clock.set(clock.now.replace(month=7, day=1))
    without_names.publish_readings()
    page = cleo.get(reverse("both_ways:readings")).content.decode()
    assert page.count("mostly often") == 4 and "January to June 2026" in page


def test_staying_out_and_leaving_again(cast):
    group(cast)
    pia, address = as_person(cast.pia), at("without_names", cast.pair)
    assert pia.post(address, {"progress": "mostly"}).status_code == 422
    pia.post(address, dict.fromkeys(map(str, without_names.ABOUT), "mostly"))
    assert b"You are not in it now" in pia.post(address, {"out": "1"}, follow=True).content
    assert NamelessAnswer.objects.get(author=cast.pia).words is None


def test_it_is_the_performers_page_and_only_where_a_reading_could_be(cast):
    assert as_person(cast.pia).get(at("without_names", cast.pair)).status_code == 404
    people = group(cast)
    for other in (cast.cleo, cast.lena, people[1]):
        assert as_person(other).get(at("without_names", cast.pair)).status_code == 404
        assert as_person(other).post(at("without_names", cast.pair), {"out": "1"}).status_code == 404


def test_what_the_coach_sees_is_the_same_whoever_joined(cast, clock):
    people = group(cast)
    seen = []
    for joining in (people[:0], people[:4]):
        Reading.objects.all().delete()
        for person in joining:
            address = at("without_names", pair_of(cast, person))
            as_person(person).post(address, dict.fromkeys(map(str, without_names.ABOUT), "never"))
        seen.append(still(as_person(cast.cleo).get(reverse("both_ways:readings")).content.decode()))
    assert seen[0] == seen[1]


def test_a_reading_is_its_coachs_alone(cast):
    Reading.objects.create(
        coach=cast.cleo,
        until=date(2025, 12, 31),
        published_on=date(2026, 1, 1),
        **dict.fromkeys(map(str, without_names.ABOUT), "mostly-seldom"),
    )
    assert b"mostly seldom" in as_person(cast.cleo).get(reverse("both_ways:readings")).content
    for other in (cast.pia, cast.lena, cast.ada):
        assert b"mostly seldom" not in as_person(other).get(reverse("both_ways:readings")).content


def test_finer_words_of_a_program_stay_when_one_changes_the_rest(cast, asked):
    placements = dict.fromkeys(deeds.dimensions(cast.pair, cast.pia), HowOften.NEARLY_ALWAYS)
    deeds.answer(asked, by=cast.pia, placements=placements, example="x", request="y")
    page = as_person(cast.pia).get(at("page", asked) + "?change=1").content.decode()
    assert page.count('value="nearly-always"') == page.count("checked") == 4


def test_nothing_is_there_for_an_id_that_is_not(cast):
    assert as_person(cast.pia).get(reverse("both_ways:page", args=[uuid4()])).status_code == 404
