"""From how many it could have come, whatever happens to the line meanwhile: never fewer than five, never too many."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.kit.refusal import Refusal
from alongside.people.actions import add_person, end, open_line
from alongside.people.models import Line, Person
from alongside.upward.models import Batch
from alongside.upward.nameless import could_have_written, publish, send_without_name, texts_of
from alongside.upward.rules import FEWEST
from tests.upward.lines import be_here

HAPPENS = st.sampled_from(["joins", "leaves", "writes", "writes", "a day", "a week"])
number = count(1)


def new_person() -> Person:
    name = f"Somebody {next(number)}"
    return add_person(f"{name.replace(' ', '')}@example.org".lower(), name)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happens=st.lists(HAPPENS, min_size=6, max_size=24), chance=st.randoms(use_true_random=False))
def test_no_batch_ever_comes_from_fewer_than_five(clock, happens, chance):
    """Kept beside the program, as only a test may: who wrote what. Every batch holds under all joining and leaving."""
    with transaction.atomic():
        lead, others = new_person(), [new_person() for _ in range(6)]
        be_here([lead, *others])
        for person in others:
            open_line(person, lead, on=clock.now.date() - timedelta(days=30))
        wrote: dict[str, Person] = {}
        for what in happens:
            members = list(Line.objects.filter(lead=lead, ended_on=None).select_related("person").order_by("pk"))
            if what == "joins":
                be_here([new := new_person()])
                open_line(new, lead, on=clock.now.date())
            elif what == "leaves" and members:
                end(chance.choice(members), on=clock.now.date())
            elif what == "writes" and members:
                by, text = chance.choice(members).person, f"Text {len(wrote)}"
                try:
                    send_without_name(lead, text, by=by)
                except Refusal as refused:
                    group = could_have_written(lead, clock.now.date())
                    assert len(group) < FEWEST or by.pk not in group, refused
                else:
                    wrote[text] = by
            else:
                clock.forward(days=7 if what == "a week" else 1)
                publish()
                check_batches(lead, wrote)
        transaction.set_rollback(True)


def check_batches(lead: Person, wrote: dict[str, Person]) -> None:
    for batch in Batch.objects.filter(to=lead):
        stood = Line.objects.filter(lead=lead, started_on__lte=batch.week)
        whoever = set(stood.values_list("person", flat=True))
        assert FEWEST <= batch.people <= len(whoever)
        for text in texts_of(batch):
            assert wrote[text].pk in whoever
