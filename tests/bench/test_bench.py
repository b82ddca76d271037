"""What a page costs does not hang on how many people there are; and the bench itself runs."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from alongside.conversations.models import Topic
from alongside.people.models import Person
from tests.bench.cases import CASES, queries, stands
from tests.bench.fill import fill
from tests.bench.tell import QUERIES
from tests.server import ROOT
from tests.world import on_postgres


@pytest.mark.skipif(on_postgres(), reason="It takes the same queries there; filling takes twenty seconds.")
def test_queries_are_few_and_the_same_for_many_people(db):
    fill(30)
    among_few = stands([1, 2])
    few = {case.name: queries(case, among_few) for case in CASES}
    fill(120)
    assert Person.objects.count() == 120
    among_many = stands([1, 2, 71, 72])[2:]
    many = {case.name: queries(case, among_many) for case in CASES}
    assert many == few
    assert {name: number for name, number in many.items() if number > QUERIES} == {}


@pytest.mark.urls("tests.bench.floor_urls")
def test_the_floor_lists_and_inserts(db):
    fill(10)
    stand = stands([1])[0]
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(stand.person)
    listed = client.get("/floor/focus.focus/").content.decode()
    assert listed.count("<tr>") == 20
    before = Topic.objects.count()
    assert client.post(f"/floor/write/{stand.pair}/").status_code == 302
    assert Topic.objects.count() == before + 1


@pytest.mark.timeout(400)
def test_the_bench_runs(tmp_path: Path):
    command = [sys.executable, "-m", "tests.bench", "--sizes", "30", "--databases", "sqlite", "--quick"]
    done = subprocess.run(
        [*command, "--write", str(tmp_path / "performance.md")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Our one thing" in done.stdout
    assert "| Our one thing |" in (tmp_path / "performance.md").read_text()
