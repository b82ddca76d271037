"""In by the mail, as it comes from the real server through a real mail server."""

import re

import pytest
from playwright.sync_api import expect

from alongside.pairs.actions import invite
from alongside.pairs.models import Side
from alongside.people.models import SignInLink
from tests.browser import check_axe, check_fits
from tests.cast import gather
from tests.post import links_in, text_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_mail_to_the_first_question(visit, server, postbox):
    cast = gather()
    sent = invite(cast.toni, by=cast.otto, side=Side.COACH, words="I would like to listen.")
    link = links_in(postbox.wait_for("toni@example.org", patience=60))[0]
    assert link.startswith(server.url)
    page = visit()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Otto would like to be useful to you.")
    check_axe(page)
    check_fits(page)
    assert SignInLink.objects.get(person=cast.toni).used_at is None
    page.get_by_role("button", name="Start").click()
    expect(page).to_have_url(re.compile(r"/reflect/"))
    assert str(sent.pk) in page.url or "/reflect/" in page.url
    expect(page.get_by_role("textbox").first).to_be_visible()


def test_a_code_typed_by_hand(visit, server, postbox):
    cast = gather()
    page = visit()
    page.goto("/pairs/")
    page.get_by_label("Your e-mail address at work").fill("pia@example.org")
    page.get_by_role("button", name="Send me a code").click()
    code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", text_of(postbox.wait_for("pia@example.org")), re.MULTILINE)
    assert code
    page.get_by_label("The code from the mail").fill(code.group(1))
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your pairs")
    assert cast.pair.performer_id == cast.pia.pk
