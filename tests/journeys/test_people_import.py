"""Bringing the list of people up to date in a real browser: from the file to the list, and what was left out."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from alongside.jobs import progress
from alongside.jobs.worker import work_off
from alongside.kit import clock
from alongside.lifecycle.roster_import import refuse_file
from alongside.people.models import Person, RosterImport, UploadPart
from tests.browser import DESK, PHONE, check_axe, check_fits
from tests.cast import gather

pytestmark = pytest.mark.journey

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def cast(server):
    return gather()


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_a_file_is_looked_through_and_applied(visit, cast, width, scheme, tmp_path):
    source = (DATA / "adventureworks_employees.csv").read_text(encoding="utf-8-sig").splitlines()
    source[10] = source[10].replace("@adventure-works.com", "@")
    file = tmp_path / "employees.csv"
    file.write_text("\n".join(source))
    page = visit(cast.ada, width=width, scheme=scheme)
    page.goto("/people/")
    page.get_by_role("link", name="Bring the list up to date").click()
    page.get_by_label("The list of people").set_input_files(file)
    page.get_by_role("button", name="Look into it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what it would change")
    expect(page.locator("#shown")).to_contain_text("This is not an e-mail address.")
    page.get_by_role("link", name="Who joins").click()
    expect(page.locator("#shown")).to_contain_text("Guy Gilbert")
    page.get_by_role("link", name="Further rows").click()
    expect(page.locator("#shown")).not_to_contain_text("Guy Gilbert")
    page.get_by_label("Otto Brandt").check()
    check_axe(page)
    check_fits(page)
    page.get_by_role("button", name="Bring the list up to date").click()
    work_off()  # the worker beside the server may have been faster
    expect(page.get_by_role("heading", level=1)).to_have_text("The list is up to date", timeout=30_000)
    expect(page.locator("main")).to_contain_text("289 people joined, 0 changed, 1 left.")
    check_axe(page)
    check_fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Take it along").click()
    rows = list(csv.reader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in rows[1:]] == ["11"]
    assert not Person.objects.get(pk=cast.otto.pk).is_active
    assert Person.objects.get(pk=cast.toni.pk).is_active
    page.get_by_role("link", name="To the people").click()
    page.get_by_label("Find somebody").press_sequentially("gilb")
    expect(page.locator("#found")).to_contain_text("Guy Gilbert")
    expect(page.locator("#found")).not_to_contain_text("Pia Lund")


def test_one_can_watch_how_far_it_is(visit, cast):
    begun = progress.begin(cast.ada.pk, "roster", total=290)
    progress.advance(begun.pk, done=150)
    under_way = RosterImport.objects.create(
        made_by=cast.ada, made_at=clock.now(), file_name="a.csv", state=RosterImport.State.APPLYING, progress=begun.pk
    )
    page = visit(cast.ada)
    page.goto(f"/people/import/{under_way.pk}/")
    bar = page.get_by_role("progressbar", name="How far it is")
    expect(bar).to_have_js_property("value", 150)
    check_axe(page)
    progress.advance(begun.pk, done=290)
    expect(bar).to_have_js_property("value", 290)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESK, "light")])
def test_one_can_watch_a_file_being_read(visit, cast, width, scheme):
    """The worker beside the server knows of no task for this file, so that it is read when the test says so."""
    begun = progress.begin(cast.ada.pk, "roster")
    progress.advance(begun.pk, done=7000, words="7000 rows read")
    being_read = RosterImport.objects.create(
        made_by=cast.ada, made_at=clock.now(), file_name="a.csv", state=RosterImport.State.READING, progress=begun.pk
    )
    page = visit(cast.ada, width=width, scheme=scheme)
    page.goto(f"/people/import/{being_read.pk}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("The file is being read")
    expect(page.locator("#how-far")).to_contain_text("7000 rows read")
    check_axe(page)
    check_fits(page)
    progress.advance(begun.pk, done=500, total=1000, words="Comparing with who is here")
    bar = page.get_by_role("progressbar", name="How far it is")
    expect(bar).to_have_js_property("value", 500)
    refuse_file(being_read.pk, "No column holds e-mail addresses.")
    expect(page.get_by_label("The list of people")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("main")).to_contain_text("No column holds e-mail addresses.")
    check_axe(page)
    check_fits(page)


def test_a_large_file_is_read_while_the_page_watches(visit, cast, tmp_path):
    file = tmp_path / "many.csv"
    lines = [f"{one},Person {one},person{one}@example.org,Team {one % 50}" for one in range(20_000)]
    file.write_text("\n".join(["id,name,email,team", *lines]))
    page = visit(cast.ada)
    page.goto("/people/import/")
    page.get_by_label("The list of people").set_input_files(file)
    page.get_by_role("button", name="Look into it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is what it would change", timeout=60_000)
    expect(page.locator(".tally")).to_contain_text("20000 join")
    assert not UploadPart.objects.exists()


def test_from_somebodys_page_to_asking_them(visit, cast):
    page = visit(cast.otto)
    page.goto("/people/")
    page.get_by_role("link", name="Pia Lund").click()
    page.get_by_role("link", name="Be useful to Pia").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pia")
    expect(page.get_by_role("button", name="Send to Pia")).to_be_visible()
