"""Content is Markdown with front matter; a mistake in it is told in a sentence that names the file and the place."""

from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from alongside.kit.content import ContentError, FrontMatter, fill, html, languages, read, read_all

GOOD = """---
title: Looking back
minutes: 30
prompts:
  - One
  - Two
---
A line before the sections.

## what-happened (performer, card harder)

What happened,
in the end?

- What did you do
  that you'd do again?
- What else?

> Let them finish.
> Then wait.

## next

What next, {performer}?
"""


class Fields(FrontMatter):
    title: str
    minutes: Annotated[int, Field(ge=5, le=90)]
    prompts: Annotated[tuple[str, ...], Field(max_length=2)] = ()


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "talk.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_page_has_fields_and_sections(tmp_path):
    page = read(write(tmp_path, GOOD))
    fields = page.fields(Fields)
    first, second = page.sections

    assert (fields.title, fields.minutes, fields.prompts) == ("Looking back", 30, ("One", "Two"))
    assert page.intro == "A line before the sections."
    assert (first.heading, first.marks) == ("what-happened", ("performer", "card harder"))
    assert first.lead == "What happened, in the end?"
    assert first.items == ("What did you do that you'd do again?", "What else?")
    assert first.aside == "Let them finish. Then wait."
    assert (second.marks, second.items, second.aside) == ((), (), "")
    assert second.text == "What next, {performer}?"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("minutes: 30\n", "", "the field “minutes” is missing."),
        ("minutes: 30", "minutes: soon", "the field “minutes” must be a whole number."),
        ("minutes: 30", "minutes: 300", "the field “minutes” "),
        ("minutes: 30", "minutes: 30\nmood: grim", "the field “mood” is not known here."),
        ("title: Looking back", "title: ''", "the field “title” is empty."),
        ("title: Looking back", "title: Looking: back", "line 2 can't be understood"),
        ("  - Two", "  - Two\n  - Three", "the field “prompts” "),
        ("prompts:\n  - One\n  - Two", "prompts: One", "the field “prompts” must be a list."),
        ("---\ntitle", "title", "does not begin with front matter"),
        ("title: Looking back\nminutes: 30\nprompts:\n  - One\n  - Two", "- a\n- b", "the front matter must have"),
        ("## next", "## what-happened", "the section “what-happened” is there twice."),
        ("{performer}", "{boss}", "the section “next” holds the unknown placeholder {boss}."),
        ("{performer}", "{performer", "the section “next” has a bracket { or } without its partner."),
    ],
)
def test_a_mistake_is_a_sentence_naming_file_and_place(tmp_path, old, new, said):
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ContentError) as told:
        read(path).fields(Fields)
    assert str(told.value).startswith(f"{tmp_path.name}/talk.md")
    assert said in str(told.value)
    assert str(told.value).endswith(".")


def test_a_file_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "talk.md"
    path.write_bytes("---\ntitle: Zurück\n---\n".encode("latin-1"))
    with pytest.raises(ContentError, match="is not written in UTF-8"):
        read(path)


@given(st.text())
def test_whatever_stands_in_a_file_it_is_read_or_told(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("content") / "any.md"
    path.write_text(text, encoding="utf-8", errors="ignore")
    try:
        read(path)
    except ContentError as error:
        assert str(error)


def test_a_folder_is_read_in_the_order_of_names_and_only_its_markdown(tmp_path):
    for name in ("b.md", "a.md", "note.txt"):
        (tmp_path / name).write_text("---\ntitle: x\n---\n", encoding="utf-8")
    assert [page.path.name for page in read_all(tmp_path)] == ["a.md", "b.md"]


def test_languages_go_from_the_near_to_english():
    assert languages("de-at") == ("de-at", "de", "en")
    assert languages("pt_BR") == ("pt-br", "pt", "en")
    assert languages("en") == ("en",)


def test_names_are_filled_in_and_nothing_else_is_touched():
    assert fill("{coach} asks {performer}: {why}?", coach="Cleo {x}", performer="Pia") == "Cleo {x} asks Pia: {why}?"


def test_html_inside_content_stays_text():
    assert html("**Ask.** <script>") == "<p><strong>Ask.</strong> &lt;script&gt;</p>\n"
