"""People and teams: found by everybody, changed by those who keep the list and by nobody else."""

import pytest
from django.test import Client

from alongside.lifecycle.leaving import let_go
from alongside.notices.models import Notice
from alongside.people.actions import add_person, open_line, put_in_team
from alongside.people.models import Line, Membership, Person, Team

pytestmark = pytest.mark.usefixtures("clock")


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def names(answer) -> list[str]:
    return [person.name for person in answer.context["people"]]


def test_everybody_finds_everybody(cast):
    answer = as_(cast.otto).get("/people/")
    assert names(answer) == [
        "Ada Kern", "Cleo Marchetti", "Lena Vogt", "Otto Brandt", "Pia Lund", "Toni Adeyemi"
    ]  # fmt: skip
    assert "Customer Care" in said(answer) and "import" not in said(answer)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pi", ["Pia Lund"]),
        ("LUN", ["Pia Lund"]),
        ("cleo@", ["Cleo Marchetti"]),
        ("otto@example", ["Otto Brandt"]),
        ("  lena   vogt ", ["Lena Vogt"]),
        ("zz", []),
        ("%", []),
    ],
)
def test_by_the_beginning_of_a_name_or_an_address(cast, typed, found):
    assert names(as_(cast.otto).get("/people/", {"q": typed})) == found


def test_a_part_for_htmx_and_pages_without_totals(cast):
    for number in range(30):
        add_person(f"z{number:02}@example.org", f"Zoe {number:02}")
    client = as_(cast.otto)
    first = client.get("/people/", {"q": "zoe"})
    assert len(names(first)) == 25 and "?q=zoe&amp;page=2" in said(first)
    part = client.get("/people/", {"q": "zoe", "page": "2"}, headers={"HX-Request": "true"})
    assert said(part).count("Zoe ") == 5 and "<html" not in said(part)


def test_the_number_of_queries_does_not_grow(cast, django_assert_max_num_queries):
    for number in range(60):
        person = add_person(f"z{number:02}@example.org", f"Zoe {number:02}")
        put_in_team(person, cast.operations)
        open_line(person, cast.otto)
    client = as_(cast.otto)
    somebody, team = f"/people/{cast.otto.pk}/", f"/people/teams/{cast.operations.pk}/"
    for path in ("/people/", "/people/?q=zoe", somebody, "/people/teams/", team):
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_the_first_one_here_is_told_how_to_bring_in_the_others():
    ada = add_person("ada@example.org", "Ada Kern", keeps_people=True)
    assert "You are the first one here" in said(as_(ada).get("/people/"))
    add_person("pia@example.org", "Pia Lund")
    assert "first one here" not in said(as_(ada).get("/people/"))


def test_a_page_of_somebody(cast):
    page = said(as_(cast.otto).get(f"/people/{cast.pia.pk}/"))
    assert "Pia Lund" in page and "Customer Care" in page and "Lena Vogt" in page
    assert f"/pairs/invite/?with={cast.pia.pk}&amp;side=coach" in page
    assert "Cleo" not in page  # whose coach somebody is, stands with the two of them
    assert "No longer works here" not in page
    assert "Toni Adeyemi" in said(as_(cast.otto).get(f"/people/{cast.lena.pk}/"))
    assert "You coach Pia." in said(as_(cast.cleo).get(f"/people/{cast.pia.pk}/"))
    assert "invite" not in said(as_(cast.pia).get(f"/people/{cast.pia.pk}/"))


def test_a_page_of_a_team(cast):
    Team.objects.create(name="Night shift", parent=cast.customer_care)
    page = said(as_(cast.otto).get(f"/people/teams/{cast.customer_care.pk}/"))
    assert "Pia Lund" in page and "Toni Adeyemi" in page and "leads this team" in page and "Night shift" in page
    assert "Customer Care" in said(as_(cast.otto).get("/people/teams/"))


def test_who_left_is_not_found_any_more(cast):
    let_go([cast.toni], by=cast.ada)
    assert "Toni Adeyemi" not in names(as_(cast.otto).get("/people/"))
    assert as_(cast.otto).get(f"/people/{cast.toni.pk}/").status_code == 404
    assert "Left on" in said(as_(cast.ada).get(f"/people/{cast.toni.pk}/"))


# --- Those who keep the list -----------------------------------------------------------------------------------------


def test_a_keeper_adds_somebody_and_gives_them_a_place(cast):
    client = as_(cast.ada)
    answer = client.post("/people/add/", {"name": " Nia  Okoro", "email": "Nia@example.org"})
    nia = Person.objects.get(email="nia@example.org")
    assert answer.status_code == 302 and answer["Location"] == f"/people/{nia.pk}/change/"
    client.post(f"/people/{nia.pk}/place/", {"team": "operations", "lead": "otto brandt"})
    assert Line.objects.main().get(person=nia).lead == cast.otto
    assert Membership.objects.get(person=nia, ended_on=None).team == cast.operations
    client.post(f"/people/{nia.pk}/also-reports/", {"also": "lena@example.org"})
    line = Line.objects.get(person=nia, additional=True)
    assert "No longer reports to Lena" in said(client.get(f"/people/{nia.pk}/change/"))
    client.post(f"/people/lines/{line.pk}/end/")
    client.post(f"/people/{nia.pk}/place/", {"team": "", "lead": ""})
    assert not Line.objects.filter(person=nia, ended_on=None).exists()
    assert not Membership.objects.filter(person=nia, ended_on=None).exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "Nia Okoro", "email": "pia@example.org"}, "here already"),
        ({"name": "Nia Okoro", "email": "nobody"}, "not an e-mail address"),
        ({"name": " ", "email": "nia@example.org"}, "A few words"),
    ],
)
def test_what_cannot_be_added_is_said_at_its_line(cast, typed, sentence):
    answer = as_(cast.ada).post("/people/add/", typed)
    assert answer.status_code == 422 and sentence in said(answer)
    assert Person.objects.count() == 6


def test_a_lead_that_does_not_do_is_said_at_its_line(cast):
    client, path = as_(cast.ada), f"/people/{cast.lena.pk}/place/"
    assert "Nobody here" in said(client.post(path, {"team": "", "lead": "Nobody"}))
    assert "reports to Lena already" in said(client.post(path, {"team": "", "lead": "pia@example.org"}))
    add_person("pia2@example.org", "Pia Lund")
    assert "Several people" in said(client.post(path, {"team": "", "lead": "Pia Lund"}))
    assert not Line.objects.main().filter(person=cast.lena).exists()


def test_a_keeper_changes_a_name_and_who_keeps_the_list(cast):
    client = as_(cast.ada)
    client.post(f"/people/{cast.pia.pk}/change/", {"name": "Pia Berg", "email": "pia@example.org"})
    client.post(f"/people/{cast.pia.pk}/keeper/", {"keeps": "yes"})
    cast.pia.refresh_from_db()
    assert (cast.pia.name, cast.pia.keeps_people) == ("Pia Berg", True)
    client.post(f"/people/{cast.ada.pk}/keeper/")
    assert client.get("/people/add/").status_code == 404


def test_leaving_is_stated_before_it_is_done(cast):
    client, path = as_(cast.ada), f"/people/{cast.pia.pk}/left/"
    assert "The other person keeps" in said(client.get(path))
    assert Person.objects.get(pk=cast.pia.pk).is_active
    assert client.post(path).status_code == 302
    assert not Person.objects.get(pk=cast.pia.pk).is_active
    assert client.post(f"/people/{cast.ada.pk}/left/").status_code == 409


def test_a_link_to_come_in(cast):
    client = as_(cast.ada)
    client.post(f"/people/{cast.otto.pk}/welcome/")
    client.post(f"/people/{cast.otto.pk}/welcome/")
    assert Notice.objects.filter(to=cast.otto).count() == 1


def test_teams_are_added_changed_and_ended(cast):
    client = as_(cast.ada)
    client.post("/people/teams/add/", {"name": "Night shift", "parent": "Customer  care", "lead": "Lena Vogt"})
    night = Team.objects.get(name="Night shift")
    assert (night.parent, night.lead) == (cast.customer_care, cast.lena)
    twice = client.post("/people/teams/add/", {"name": "night shift", "parent": "", "lead": ""})
    assert twice.status_code == 422 and "already" in said(twice)
    unknown = client.post(f"/people/teams/{night.pk}/change/", {"name": "Nights", "parent": "Nowhere", "lead": ""})
    assert unknown.status_code == 422 and "no team of this name" in said(unknown)
    within = client.post(f"/people/teams/{night.pk}/change/", {"name": "Nights", "parent": "night shift", "lead": ""})
    assert within.status_code in {409, 422}
    client.post(f"/people/teams/{night.pk}/change/", {"name": "Nights", "parent": "", "lead": ""})
    night.refresh_from_db()
    assert (night.name, night.parent, night.lead) == ("Nights", None, None)
    assert client.post(f"/people/teams/{night.pk}/end/").status_code == 302
    assert client.get(f"/people/teams/{night.pk}/").status_code == 404
    assert client.post(f"/people/teams/{cast.customer_care.pk}/end/").status_code == 409


def test_who_does_not_keep_the_list_finds_nothing_to_change(cast):
    line = Line.objects.get(person=cast.pia)
    for person in (cast.pia, cast.lena, cast.otto):
        client = as_(person)
        for path in (
            "/people/add/",
            "/people/teams/add/",
            f"/people/{cast.pia.pk}/change/",
            f"/people/{cast.pia.pk}/left/",
            f"/people/teams/{cast.customer_care.pk}/change/",
            "/people/import/",
        ):
            assert client.get(path).status_code == 404, path
            assert client.post(path).status_code == 404, path
        for path in (
            f"/people/{cast.pia.pk}/place/",
            f"/people/{cast.pia.pk}/also-reports/",
            f"/people/{cast.pia.pk}/keeper/",
            f"/people/{cast.pia.pk}/welcome/",
            f"/people/lines/{line.pk}/end/",
            f"/people/teams/{cast.customer_care.pk}/end/",
        ):
            assert client.post(path).status_code == 404, path
    assert not Person.objects.filter(keeps_people=True).exclude(pk=cast.ada.pk).exists()


def test_without_mail_no_link_is_said_to_be_on_its_way(cast, settings):
    settings.MAIL_CONFIGURED = False
    answer = as_(cast.ada).post(f"/people/{cast.toni.pk}/welcome/", follow=True)
    assert "No mail is set up here." in said(answer)
    assert "on its way" not in said(answer)
