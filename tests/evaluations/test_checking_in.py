"""Where would you place the last two months? Asking, placing, a team's own questions, what stays when somebody goes."""

import io
import json
import zipfile
from typing import Any

import pytest

from alongside.evaluations.checking_in import (
    About,
    Spots,
    ask_where,
    discard,
    mine,
    place_months,
    placed,
    take_back,
    word_axes,
)
from alongside.evaluations.gaps import Axis, Spot
from alongside.evaluations.models import CheckIn, Placement
from alongside.evaluations.questions import asked_of
from alongside.evaluations.rules import HowOften
from alongside.jobs.worker import work_off
from alongside.journal.models import Deed
from alongside.kit.refusal import NotHere, Refusal
from alongside.lifecycle.ending import end_together, rest_together
from alongside.lifecycle.exporting import export
from alongside.lifecycle.forgetting import forget
from alongside.lifecycle.keeping import sweep
from alongside.notices.models import Notice
from alongside.notices.tasks import gather
from alongside.pairs.actions import resume
from alongside.sealed.models import Exchange
from tests.cast import Cast, in_team
from tests.post import text_of

HIGH = Spot(HowOften.NEARLY_ALWAYS, HowOften.MORE_THAN_NOT)
LOW = Spot(HowOften.HARDLY_EVER, HowOften.NOW_AND_THEN)
PIAS: Spots = {About.WORK: LOW, About.COACHING: HIGH}
CLEOS: Spots = {About.WORK: HIGH, About.COACHING: None}


@pytest.fixture
def asked(cast: Cast, clock: Any) -> CheckIn:
    return ask_where(cast.pair, by=cast.pia)


def both(asked: CheckIn, cast: Cast) -> None:
    place_months(asked, PIAS, by=cast.pia)
    place_months(asked, CLEOS, by=cast.cleo)


def test_both_are_asked_once_until_both_are_in(cast: Cast, asked: CheckIn) -> None:
    assert ask_where(cast.pair, by=cast.cleo) == asked
    both(asked, cast)
    assert ask_where(cast.pair, by=cast.cleo) != asked
    assert Deed.objects.filter(verb="check-in.asked").count() == 2


def test_both_see_both(cast: Cast, asked: CheckIn) -> None:
    both(asked, cast)
    found = placed(asked, Placement.objects.filter(check_in=asked))
    assert found == {cast.pia.pk: PIAS, cast.cleo.pk: CLEOS}


def test_what_one_cannot_tell_is_no_row(cast: Cast, asked: CheckIn) -> None:
    both(asked, cast)
    assert set(Placement.objects.values_list("by", "about")) == {
        (cast.pia.pk, "work"),
        (cast.pia.pk, "coaching"),
        (cast.cleo.pk, "work"),
    }


def test_it_is_for_the_two(cast: Cast, asked: CheckIn) -> None:
    for stranger in (cast.lena, cast.toni, cast.otto, cast.ada):
        with pytest.raises(NotHere):
            place_months(asked, PIAS, by=stranger)


def test_not_while_the_two_rest_or_after_the_end(cast: Cast, asked: CheckIn) -> None:
    place_months(asked, PIAS, by=cast.pia)
    rest_together(cast.pair, by=cast.cleo)
    with pytest.raises(Refusal, match="Coaching rests"):
        ask_where(cast.pair, by=cast.pia)
    resume(cast.pair, by=cast.pia)
    with pytest.raises(Refusal, match="yours alone"):
        place_months(asked, CLEOS, by=cast.cleo)
    asked.exchange.refresh_from_db()
    assert mine(asked, cast.pia) == PIAS
    again = ask_where(cast.pair, by=cast.pia)
    assert again != asked
    end_together(cast.pair, by=cast.cleo)
    with pytest.raises(Refusal, match="ended"):
        ask_where(cast.pair, by=cast.pia)


def test_taking_back_and_deleting(cast: Cast, asked: CheckIn, clock: Any) -> None:
    place_months(asked, PIAS, by=cast.pia)
    take_back(asked, by=cast.pia)
    assert mine(asked, cast.pia) is None
    place_months(asked, PIAS, by=cast.pia)
    clock.forward(days=15)
    discard(asked, by=cast.pia)  # before the daily round has passed
    assert mine(asked, cast.pia) is None
    assert Exchange.objects.get().returned_on


def test_after_a_year_it_is_gone(cast: Cast, asked: CheckIn, clock: Any) -> None:
    both(asked, cast)
    clock.forward(days=367)
    sweep()
    assert not CheckIn.objects.exists()
    assert not Placement.objects.exists()


def test_who_is_forgotten_takes_their_words_along(cast: Cast, asked: CheckIn) -> None:
    both(asked, cast)
    forget(cast.cleo)
    found = placed(asked, Placement.objects.filter(check_in=asked))
    assert found == {cast.pia.pk: PIAS, cast.cleo.pk: None}


def test_a_team_asks_in_its_own_words_from_the_next_time_on(cast: Cast, asked: CheckIn) -> None:
    word_axes(cast.customer_care, {(About.WORK, Axis.UP): " How often did \n somebody smile? "}, by=cast.lena)
    assert asked_of(asked, cast.pia)[About.WORK][Axis.UP] == "How often did I stretch beyond what comes easily?"
    both(asked, cast)
    newer = ask_where(cast.pair, by=cast.pia)
    for person in (cast.pia, cast.cleo):
        assert asked_of(newer, person)[About.WORK][Axis.UP] == "How often did somebody smile?"
    assert asked_of(newer, cast.cleo)[About.WORK][Axis.ACROSS] == "How often was Pia's work outstanding?"
    with pytest.raises(Refusal) as refused:
        word_axes(cast.customer_care, {(About.COACHING, Axis.UP): "How often " * 20}, by=cast.lena)
    assert refused.value.field == "coaching_up"


def test_it_is_the_performers_team_that_counts(cast: Cast, clock: Any) -> None:
    word_axes(cast.field_service, {(About.WORK, Axis.UP): "How often did it fly?"}, by=cast.ada)
    assert not ask_where(cast.pair, by=cast.cleo).work_up
    in_team(cast.pia, cast.field_service)
    both(CheckIn.objects.get(), cast)
    assert ask_where(cast.pair, by=cast.cleo).work_up == "How often did it fly?"


def test_the_archive_has_ones_own_part_as_words_and_a_picture(cast: Cast, asked: CheckIn) -> None:
    both(asked, cast)
    with zipfile.ZipFile(io.BytesIO(export(cast.pia))) as archive:
        page, rows = archive.read("everything.html").decode(), json.loads(archive.read("everything.json"))
    assert "How often did Cleo make good work easier for me?" in page
    assert "nearly always" in page
    assert page.count('class="disc me"') == 2
    assert 'class="disc other"' not in page
    assert {(row["about"], row["across"], row["up"]) for row in rows["placement"]} == {
        ("work", "hardly-ever", "now-and-then"),
        ("coaching", "nearly-always", "more-often-than-not"),
    }


def test_the_mails_say_who_asks_and_that_both_are_in_and_nothing_else(
    cast: Cast, asked: CheckIn, clock: Any, real_mail: Any
) -> None:
    gather()
    work_off()
    mail = real_mail.wait_for("cleo@example.org")
    assert mail["Subject"] == "Where would you place the last two months?"
    assert "Pia asks you both." in text_of(mail)
    both(asked, cast)
    gather()
    work_off()
    for address in ("pia@example.org", "cleo@example.org"):
        mail = real_mail.to(address)[-1]
        assert "have both placed the last two months" in mail["Subject"]
        assert "always" not in text_of(mail)
        assert f"/where/{asked.pk}/" in text_of(mail)


def test_what_becomes_of_the_mail_does_not_hang_on_who_has_placed(cast: Cast, asked: CheckIn, real_mail: Any) -> None:
    place_months(asked, CLEOS, by=cast.cleo)
    gather()
    work_off()
    assert Notice.objects.get(kind=Notice.Kind.WHERE).state == Notice.State.SENT


def test_today_asks_until_it_is_placed(cast: Cast, asked: CheckIn, clock: Any, client: Any) -> None:
    client.force_login(cast.cleo)
    words = "Where would you place the last two months?"
    assert words in client.get("/").content.decode()
    place_months(asked, CLEOS, by=cast.cleo)
    assert words not in client.get("/").content.decode()
    take_back(asked, by=cast.cleo)
    assert words in client.get("/").content.decode()
    clock.forward(days=15)
    assert words not in client.get("/").content.decode()
