"""The glossary knows every noun that the program keeps, and our own content uses none of the words we don't use."""

import re
from pathlib import Path

import pytest
from django.apps import apps

HERE = Path(__file__).resolve().parent.parent
GLOSSARY = (HERE / "docs" / "words.md").read_text(encoding="utf-8")
OURS = [name for name in apps.app_configs if apps.app_configs[name].name.startswith("alongside.")]
NOUNS = [model.__name__ for name in OURS for model in apps.get_app_config(name).get_models()]
CONTENT = sorted((HERE / "alongside").glob("*/*/**/*.md"))
UNWANTED = (
    r"overdue|failed|failure|appraisal|rating|score|kpi|employee|resource|weakness|action item|stakeholder|leverage"
)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_has_its_line(noun):
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", noun).lower()
    code = "\n".join(line.split("|")[1] for line in GLOSSARY.splitlines() if line.startswith("|"))
    assert re.search(rf"\b{words}\b", code.replace("-", " ")), f"docs/words.md has no line for “{words}”."


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.stem)
def test_content_uses_plain_words(path):
    found = re.findall(rf"\b(?:{UNWANTED})s?\b", path.read_text(encoding="utf-8").lower())
    assert not found
