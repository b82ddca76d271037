"""What people say to each other, on the pages: hints, drafts, the request of the day; and what never gets out."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.feedback import actions, agreeing
from alongside.feedback.models import (
    Appreciation,
    Asking,
    ChangedView,
    Feedback,
    FeedbackDraft,
    Say,
    Slip,
    TeamAgreement,
)
from alongside.journal.models import Deed
from alongside.lifecycle.exporting import export
from alongside.lifecycle.forgetting import forget
from alongside.lifecycle.leaving import let_go
from alongside.notices.mails import mail_for
from alongside.notices.models import Notice
from alongside.notices.tasks import gather
from alongside.people.models import Person
from tests.api.conftest import Program, program
from tests.cast import Cast
from tests.conftest import Clock
from tests.lifecycle.test_forgetting import raw_files

SAID: dict[str, Any] = {
    "saw": "On Tuesday you took a call while I was speaking.",
    "story": "Xylophone: I thought that my point was not worth much.",
    "otherwise": "The ward was waiting.",
}


@pytest.fixture
def feedback(cast: Cast, clock: Clock) -> Feedback:
    return actions.give_feedback(cast.toni, by=cast.pia, **SAID)


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_hints_are_shown_once_and_pressing_again_sends(cast: Cast, clock: Clock) -> None:
    pia, address = as_person(cast.pia), f"/feedback/to/{cast.toni.pk}/"
    words = SAID | {"saw": "You always take a call. You don’t care."}
    answer = pia.post(address, words)
    page = answer.content.decode()
    assert answer.status_code == 422 and "“always”" in page and "Nobody sees into somebody else." in page
    assert "Xylophone" in page, "what was typed stays"
    assert not Feedback.objects.exists()
    seen = [html.unescape(phrase) for phrase in re.findall(r'name="seen" value="([^"]+)"', page)]
    assert len(seen) == 2
    again = pia.post(address, words | {"seen": seen})
    assert again.status_code == 302 and Feedback.objects.get().saw == words["saw"]


def test_the_check_while_typing_keeps_nothing(cast: Cast, clock: Clock) -> None:
    pia = as_person(cast.pia)
    deeds = Deed.objects.count()
    page = pia.post("/feedback/look/", {"part": "saw", "saw": "You are lazy."}).content.decode()
    assert "“You are lazy”" in page and 'value="saw:You are lazy"' in page, "whoever saw it is not asked again"
    assert "note" not in pia.post("/feedback/look/", {"part": "story", "saw": "You don't care."}).content.decode()
    assert Deed.objects.count() == deeds and not FeedbackDraft.objects.exists()


def test_a_draft_is_kept_while_typing(cast: Cast, clock: Clock) -> None:
    pia, address = as_person(cast.pia), f"/feedback/to/{cast.toni.pk}/draft/"
    sent = {"text": "On Tuesday", "version": "0", "story": "I thought", "seen": ""}
    answer = pia.post(address, sent, headers={"X-Person": str(cast.pia.pk), "Accept": "application/json"})
    assert answer.json() == {"version": 1}
    assert pia.post(address, sent).status_code == 409
    assert pia.post(address, {"text": "x" * 5000, "version": "1"}).status_code == 422
    page = pia.get(f"/feedback/to/{cast.toni.pk}/").content.decode()
    assert "On Tuesday</textarea>" in page and "I thought</textarea>" in page
    assert "On Tuesday" not in as_person(cast.toni).get("/feedback/").content.decode()
    assert "Only you can read it." in pia.get("/feedback/from-you/").content.decode()
    pia.post(f"/feedback/to/{cast.toni.pk}/drop/")
    assert not FeedbackDraft.objects.exists()


def test_nobody_writes_to_themselves_or_to_who_has_left(cast: Cast) -> None:
    pia = as_person(cast.pia)
    Person.objects.filter(pk=cast.toni.pk).update(is_active=False)
    for name in ("to", "ask", "thank"):
        for who in (cast.pia, cast.toni):
            assert pia.get(f"/feedback/{name}/{who.pk}/").status_code == 404


# --- What the other does in private never shows -----------------------------------------------------------------------


def _answers(feedback: Feedback, cast: Cast) -> None:
    actions.open_story(feedback, by=cast.toni)
    actions.say_whose_view_changed(feedback, by=cast.toni, whose=ChangedView.Whose.BOTH, words="Quiet is no yes.")


def _says_no(feedback: Feedback, cast: Cast) -> None:
    agreeing.say(TeamAgreement.objects.get(), by=cast.toni, answer=Say.Answer.NOT_SO)


HIDDEN: dict[str, Callable[[Feedback, Cast], object]] = {
    "puts it away": lambda feedback, cast: actions.put_away(feedback, by=cast.toni),
    "reads on": lambda feedback, cast: actions.open_story(feedback, by=cast.toni),
    "says whose view changed": _answers,
    "takes it out again": lambda feedback, cast: actions.take_back_answer(feedback, by=cast.toni),
    "begins to write back": lambda feedback, cast: actions.keep_draft(cast.pia, by=cast.toni, saw="You"),
    "says not now": lambda feedback, cast: actions.say_not_now(Asking.objects.get(), by=cast.toni),
    "has received thanks": lambda feedback, cast: actions.receive_appreciation(
        Appreciation.objects.get(), by=cast.toni
    ),
    "answers a proposal": _says_no,
}
"""What Toni does that is nobody else's business."""


def all_there_is(person: Person, paths: list[str], api: Program) -> dict[str, str]:
    """Every page, answer of the API, mail and archive that this person can get, without what changes by itself."""
    client = as_person(person)
    found = {path: plain(client.get(path).content.decode()) for path in paths}
    for path in ("/feedback", "/askings", "/appreciations", *[path for path in paths if path.startswith("api:")]):
        found[f"api {path}"] = str(api.get(path).json)
    archive = zipfile.ZipFile(io.BytesIO(export(person)))
    found["export"] = archive.read("everything.json").decode()
    found["journal"] = str(
        list(Deed.objects.exclude(verb="token.made").order_by("pk").values_list("verb", "row", "at"))
    )
    gather()
    mails = [mail_for(notice) for notice in Notice.objects.filter(to=person).order_by("made_at", "pk")]
    found["mails"] = str([(mail.subject, mail.lines, mail.link) for mail in mails if mail])
    return found


def plain(page: str) -> str:
    """Without the tokens that are new on every page."""
    return re.sub(r"(csrfmiddlewaretoken\" value=\"|X-CSRFToken\": \")[^\"]*", "", page)


def test_what_toni_does_in_private_shows_nowhere(cast: Cast, feedback: Feedback) -> None:
    asking = actions.ask_for_feedback(cast.toni, by=cast.pia, about="What did you notice?")
    thanks = actions.appreciate(cast.toni, by=cast.pia, did="You stayed.", meant="I could go home.")
    proposed = agreeing.propose(cast.customer_care, by=cast.pia, words="We call back the same day.")
    paths = [
        "/",
        "/feedback/",
        "/feedback/from-you/",
        f"/feedback/{feedback.pk}/",
        f"/feedback/asked/{asking.pk}/",
        f"/feedback/thanks/{thanks.pk}/",
        f"/people/{cast.toni.pk}/",
        f"/agreements/of/{cast.customer_care.pk}/",
        f"/agreements/{proposed.pk}/",
        f"/who/feedback/{feedback.pk}/",
    ]
    speaks = {who: program(who) for who in (cast.pia, cast.lena)}
    before = {who: all_there_is(who, paths, speaks[who]) for who in speaks}

    def check(who: Person, deed: str) -> None:
        after = all_there_is(who, paths, speaks[who])
        assert {name: after[name] for name in after if after[name] != before[who][name]} == {}, deed

    for name, deed in HIDDEN.items():
        deed(feedback, cast)
        check(cast.pia, name)
    check(cast.lena, "all of it")


@pytest.mark.django_db(transaction=True)
def test_no_word_of_it_lies_in_the_files(cast: Cast, clock: Clock) -> None:
    feedback = actions.give_feedback(cast.toni, by=cast.pia, **SAID)
    actions.tell_own_account(feedback, by=cast.toni, text="Xylophone of my own")
    actions.say_whose_view_changed(feedback, by=cast.toni, whose=ChangedView.Whose.BOTH, words="Xylophone heard")
    actions.appreciate(cast.toni, by=cast.pia, did="Xylophone played", meant="Xylophone gladly")
    agreement = agreeing.propose(cast.customer_care, by=cast.pia, words="Xylophone on Fridays")
    for who in (cast.lena, cast.toni):
        agreeing.say(agreement, by=who, answer=Say.Answer.YES)
    agreeing.note_slip(agreement, by=cast.pia, whose=Slip.Whose.I, words="Xylophone forgotten")
    found = raw_files()
    assert cast.pia.email.encode() in found
    assert b"Xylophone" not in found and b"I can keep this" not in found


def test_everybodys_archive_holds_their_own_words_alone(cast: Cast, feedback: Feedback) -> None:
    actions.tell_own_account(feedback, by=cast.toni, text="Ward four had rung.")
    actions.appreciate(cast.toni, by=cast.pia, did="You stayed.", meant="I could go home.")
    agreement = agreeing.propose(cast.customer_care, by=cast.pia, words="We call back.")
    for who in (cast.lena, cast.toni):
        agreeing.say(agreement, by=who, answer=Say.Answer.YES)
    agreeing.note_slip(agreement, by=cast.pia, whose=Slip.Whose.I, words="I forgot ward four.")

    def archive(who: Person) -> str:
        return zipfile.ZipFile(io.BytesIO(export(who))).read("everything.html").decode()

    pias, tonis, lenas = archive(cast.pia), archive(cast.toni), archive(cast.lena)
    for words in (SAID["saw"], "Xylophone", "You stayed.", "I forgot ward four.", "We call back."):
        assert words in pias and words not in tonis and words not in lenas
    assert "Ward four had rung." in tonis and "Ward four had rung." not in pias


def test_being_forgotten_takes_ones_own_words_and_leaves_the_others(cast: Cast, feedback: Feedback) -> None:
    actions.tell_own_account(feedback, by=cast.toni, text="Ward four had rung.")
    other = actions.give_feedback(cast.lena, by=cast.pia, **SAID)
    to_pia = actions.give_feedback(cast.pia, by=cast.toni, **SAID)
    forget(cast.pia)
    page = as_person(cast.toni).get(f"/feedback/{feedback.pk}/").content.decode()
    assert "Ward four had rung." in page and "took these words back" in page
    assert not Feedback.objects.filter(pk=other.pk).exists()
    assert as_person(cast.toni).get(f"/feedback/{to_pia.pk}/").status_code == 200


def test_who_leaves_is_asked_nothing_more(cast: Cast, clock: Clock) -> None:
    asking = actions.ask_for_feedback(cast.toni, by=cast.pia, about="What did you notice?")
    let_go([cast.toni], by=cast.ada)
    asking.refresh_from_db()
    assert asking.withdrawn_on is not None


# --- The request of the day -------------------------------------------------------------------------------------------


def test_what_waits_is_asked_on_the_page_of_the_day_until_it_is_done(cast: Cast, feedback: Feedback) -> None:
    toni = as_person(cast.toni)

    def today() -> str:
        return toni.get("/").content.decode()

    assert "Pia saw something, and tells you." in today()
    toni.post(f"/feedback/{feedback.pk}/put-away/")
    assert "saw something" not in today()
    thanks = actions.appreciate(cast.toni, by=cast.pia, did="You stayed.", meant="I could go home.")
    assert "Pia thanks you." in today()
    toni.post(f"/feedback/thanks/{thanks.pk}/arrived/")
    asking = actions.ask_for_feedback(cast.toni, by=cast.pia, about="What did you notice?")
    assert "Pia would like to know what you see." in today()
    toni.post(f"/feedback/asked/{asking.pk}/not-now/")
    agreement = agreeing.propose(cast.customer_care, by=cast.pia, words="We call back.")
    assert "Pia proposes something to keep to in Customer Care." in today()
    toni.post(f"/agreements/{agreement.pk}/say/", {"answer": "nothing"})
    assert "to keep to" not in today()
    with CaptureQueriesContext(connection) as asked:
        today()
    assert len(asked) <= 10


def test_what_was_put_away_is_found_again(cast: Cast, feedback: Feedback) -> None:
    toni = as_person(cast.toni)
    toni.post(f"/feedback/{feedback.pk}/put-away/")
    assert "On Tuesday" not in toni.get("/feedback/").content.decode()
    assert "On Tuesday" in toni.get("/feedback/?away").content.decode()
    toni.post(f"/feedback/{feedback.pk}/take-out/")
    assert "On Tuesday" in toni.get("/feedback/").content.decode()


def test_an_answer_to_a_question_names_it(cast: Cast, clock: Clock) -> None:
    asking = actions.ask_for_feedback(cast.toni, by=cast.pia, about="What did you notice yesterday?")
    toni = as_person(cast.toni)
    address = f"/feedback/to/{cast.pia.pk}/?asked={asking.pk}"
    assert "What did you notice yesterday?" in toni.get(address).content.decode()
    toni.post(address, SAID)
    assert Feedback.objects.get().asking == asking
    assert "you had asked" in as_person(cast.pia).get(f"/feedback/{Feedback.objects.get().pk}/").content.decode()
    assert "Toni wrote to you." in as_person(cast.pia).get(f"/feedback/asked/{asking.pk}/").content.decode()
    for wrong in ("nonsense", str(cast.otto.pk)):
        assert toni.get(f"/feedback/to/{cast.pia.pk}/?asked={wrong}").status_code == 404


def test_a_mail_says_that_somebody_wrote_and_not_a_word_more(cast: Cast, feedback: Feedback) -> None:
    actions.appreciate(cast.toni, by=cast.pia, did="You stayed.", meant="I could go home.")
    actions.ask_for_feedback(cast.toni, by=cast.pia, about="What did you notice?")
    gather()
    mails = [mail_for(notice) for notice in Notice.objects.filter(to=cast.toni)]
    assert {(mail.subject, *mail.lines) for mail in mails if mail} == {
        ("Pia wrote to you", "only the two of you can read it, and nobody is told whether you did.")
    }
    assert len(mails) == 3
    actions.open_story(feedback, by=cast.toni)
    assert sum(mail_for(notice) is None for notice in Notice.objects.filter(to=cast.toni)) == 1
    actions.tell_own_account(feedback, by=cast.toni, text="Ward four.")
    gather()
    assert [
        mail.link.split("/", 3)[3] for notice in Notice.objects.filter(to=cast.pia) if (mail := mail_for(notice))
    ] == [f"feedback/{feedback.pk}/"]


# --- The team ---------------------------------------------------------------------------------------------------------


def test_a_teams_page_is_the_teams_alone(cast: Cast, clock: Clock) -> None:
    agreement = agreeing.propose(cast.customer_care, by=cast.pia, words="We call back the same day.")
    for stranger in (cast.cleo, cast.otto, cast.ada):
        client = as_person(stranger)
        assert client.get(f"/agreements/of/{cast.customer_care.pk}/").status_code == 404
        assert client.get(f"/agreements/{agreement.pk}/").status_code == 404
        assert client.post(f"/agreements/{agreement.pk}/say/", {"answer": "yes"}).status_code == 404
        assert "agreed as a team" not in client.get(f"/people/teams/{cast.customer_care.pk}/").content.decode()
    for who in (cast.lena, cast.toni):
        as_person(who).post(f"/agreements/{agreement.pk}/say/", {"answer": "yes"})
    toni = as_person(cast.toni)
    page = toni.get(f"/agreements/{agreement.pk}/").content.decode()
    assert "Untested" in page and "Show the team" in page
    refused = toni.post(f"/agreements/{agreement.pk}/slip/", {"whose": "we", "words": "Pia forgot it."})
    assert refused.status_code == 422 and "“Pia” is in it." in refused.content.decode()
    assert "Pia forgot it." in refused.content.decode(), "what was typed stays"
    toni.post(f"/agreements/{agreement.pk}/slip/", {"whose": "we", "words": "We forgot it."})
    assert "Untested" not in toni.get(f"/agreements/of/{cast.customer_care.pk}/").content.decode()
    with CaptureQueriesContext(connection) as asked:
        toni.get(f"/agreements/of/{cast.customer_care.pk}/")
    assert len(asked) <= 10
    with CaptureQueriesContext(connection) as asked:
        toni.get(f"/agreements/{agreement.pk}/")
    assert len(asked) <= 10
