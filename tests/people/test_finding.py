"""Finding somebody by how a name or an address begins."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.people.actions import add_person
from alongside.people.finding import WAYS, Matches, typed_name
from alongside.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    for name, email, called in (
        ("Paula Barreto de Mattos", "pbm@example.org", "Paula"),
        ("Anthony Adeyemi", "toni@example.org", "Toni"),
        ("Ann Maria Lee", "ann@example.org", "Ann"),
        ("Lee Anderson", "lee@example.org", "Lee"),
        ("Zoë", "zoe@example.org", "Zoë"),
        ("Bo Oz9", "guy1@example.org", "Bo"),
    ):
        add_person(email, name, given_name=called)


def find(typed, upto=10):
    return [person.name for person in Matches(Person.objects.all, typed)[:upto]]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("lee", ["Lee Anderson", "Ann Maria Lee"]),
        ("BARRETO DE", ["Paula Barreto de Mattos"]),
        ("matt", ["Paula Barreto de Mattos"]),
        ("ton", ["Anthony Adeyemi"]),
        ("ann maria l", ["Ann Maria Lee"]),
        ("guy1@example", ["Bo Oz9"]),
        ("oz", ["Bo Oz9"]),
        ("oz9", ["Bo Oz9"]),
        ("zoë", ["Zoë"]),
        ("Zoë", ["Zoë"]),
        ("%", []),
        ("_", []),
        ("'", []),
        ("nobody", []),
    ],
)
def test_by_the_beginning_of_each_name_and_of_the_address(people, typed, names):
    assert find(typed) == names


def test_parts_of_many_hold_each_once_and_nobody_is_left_out(people):
    for number in range(40):
        add_person(f"kim{number}@example.org", f"Kim Kimura {number:02}")
    everybody = find("kim", 100)
    assert len(everybody) == len(set(everybody)) == 40
    matches = Matches(Person.objects.all, "kim")
    assert [person.name for start in (0, 15, 30) for person in matches[start : start + 15]] == everybody


def test_a_query_for_each_way_until_there_are_enough(people, django_assert_num_queries):
    for typed, upto, asked in (("lee", 10, len(WAYS)), ("nobody", 10, len(WAYS)), ("lee", 2, 4), ("lee", 1, 1)):
        with django_assert_num_queries(asked):
            find(typed, upto)


@pytest.mark.parametrize("name", WAYS)
def test_each_way_has_its_index_in_the_order_of_the_list(name):
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    here = Person.objects.annotate(way=WAYS[name]).filter(way__gte="pia", way__lt="pib").order_by("way", "pk")
    plan = here[:26].explain()
    assert name in plan and "Sort" not in plan and "TEMP B-TREE" not in plan


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=20))
def test_whatever_is_typed_is_answered(text):
    assert find(typed_name(text) or "x") == []
