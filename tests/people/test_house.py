"""What this place is used for: both sides say yes to the very same words, or nothing changes."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from alongside.kit.refusal import NotHere, Refusal
from alongside.people.actions import let_keep_people
from alongside.people.house import LONGEST, agree, propose_words, take_back
from alongside.people.models import HouseAgreement
from alongside.upward.naming import name_representative
from tests.cast import enter
from tests.together import at_once
from tests.web.test_every_address import as_person

WORDS = "We help **each other**. <script>alert(1)</script>"


@pytest.fixture
def proposed(cast, clock):
    name_representative(cast.otto, by=cast.ada)
    return propose_words(WORDS, by=cast.ada)


def said(person, path="how:page"):
    return " ".join(as_person(person).get(reverse(path)).content.decode().split())


def test_it_stands_on_the_open_page_once_both_said_yes(cast, proposed, client):
    open_page = reverse("how:page")
    assert "each other" not in client.get(open_page).content.decode()
    assert "By Ada Kern, " in said(cast.pia, "how:words") and "Agree for the employees" not in said(
        cast.pia, "how:words"
    )
    assert "Agree for the employees" in said(cast.otto, "how:words")
    assert "is proposed in new words" in said(cast.otto, "today")
    assert as_person(cast.otto).post(reverse("how:agree", args=[proposed.pk])).status_code == 302
    shown = client.get(open_page).content.decode()
    assert "<strong>each other</strong>" in shown and "<script>alert" not in shown
    assert "Agreed by management and employees" in shown
    assert "Otto" not in shown and "By whom" not in shown  # names are for those who work here
    assert "By whom" in said(cast.pia)
    assert "Otto" in said(cast.pia, "how:words") and "is proposed in new words" not in said(cast.otto, "today")


def test_only_these_words_are_agreed_to(cast, proposed, client):
    agree(proposed, by=cast.otto)
    second = propose_words("Pay depends on it.", by=cast.ada)
    third = propose_words("We help each other, and say so.", by=cast.ada)
    assert as_person(cast.otto).post(reverse("how:agree", args=[second.pk])).status_code == 404
    assert "<strong>each other</strong>" in client.get(reverse("how:page")).content.decode()
    agree(third, by=cast.otto)
    assert HouseAgreement.objects.get().words == "We help each other, and say so."
    assert agree(third, by=cast.otto).agreed_by == cast.otto
    take_back(third, by=cast.ada)
    assert HouseAgreement.objects.get() == third  # what stands is not taken back by one side


def test_one_person_is_never_both_sides(cast, proposed):
    """Also not somebody who speaks for the employees, and kept the list of people while they proposed."""
    with pytest.raises(Refusal, match="Somebody else"):
        agree(proposed, by=cast.ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseAgreement.objects.filter(pk=proposed.pk).update(agreed_by=cast.ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseAgreement.objects.filter(pk=proposed.pk).update(state="standing")
    let_keep_people(cast.otto, by=cast.ada, keeps=True)
    assert as_person(cast.otto).post(reverse("how:agree", args=[proposed.pk])).status_code == 404


def test_who_keeps_no_list_proposes_nothing_and_sees_no_form(cast, proposed):
    for person in (cast.pia, cast.lena, cast.otto):
        assert "Propose for management" not in said(person, "how:words")
        assert as_person(person).post(reverse("how:words"), {"words": "Pay."}).status_code == 404
        assert as_person(person).post(reverse("how:take_back", args=[proposed.pk])).status_code == 404
    assert as_person(cast.ada).post(reverse("how:agree", args=[proposed.pk])).status_code == 404
    assert HouseAgreement.objects.get() == proposed


def test_what_was_typed_stays_in_the_form(cast, proposed):
    for words, why in (("", "A few words are needed here."), ("x" * (LONGEST + 1), "Please make it shorter.")):
        answer = as_person(cast.ada).post(reverse("how:words"), {"words": words})
        assert answer.status_code == 422 and why in answer.content.decode() and words in answer.content.decode()
    assert as_person(cast.ada).post(reverse("how:words"), {"words": "Other words."}).status_code == 302
    assert HouseAgreement.objects.get().words == "Other words."


@pytest.mark.django_db(transaction=True)
def test_a_yes_meets_other_words(cast, clock):
    """Whichever comes first: what stands was proposed by one side and read by the other."""
    name_representative(cast.otto, by=cast.ada)
    for _round in range(5):
        waiting = propose_words("The words Otto read.", by=cast.ada)
        others = partial(propose_words, "Words that nobody read.", by=cast.ada)
        at_once(partial(_agree_or_not, waiting, cast.otto), others, others)
        assert not HouseAgreement.objects.filter(state="standing", words="Words that nobody read.").exists()
        assert HouseAgreement.objects.filter(state="waiting").count() == 1
        assert HouseAgreement.objects.count() <= 2


def _agree_or_not(waiting, by):
    try:
        return agree(waiting, by=by)
    except NotHere:
        return None


def test_it_names_somebody_who_was_forgotten_no_more(cast, proposed):
    hr = enter("Kim Keeper", keeps_people=True)
    other = propose_words("Other words.", by=hr)
    hr.delete()
    other.refresh_from_db()
    assert other.proposed_by is None and "By —, " in said(cast.pia, "how:words")
    agree(other, by=cast.otto)
