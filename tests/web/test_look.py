"""The look keeps its measure: colours that can be read, few bytes, parts that say what they are to everybody."""

import gzip
import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from alongside.people.models import Person

STATIC = Path(__file__).resolve().parents[2] / "alongside" / "web" / "static"
LOOK = (STATIC / "look.css").read_text(encoding="utf-8")
COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", LOOK)
}
GROUNDS = ("paper", "surface", "sunk")
READ = [
    *((ink, ground, 4.5) for ink in ("ink", "quiet", "me", "other", "care") for ground in GROUNDS),
    *((ink, f"{hue}-soft", 4.5) for hue in ("me", "other", "care") for ink in ("ink", "quiet", hue)),
    ("on-me", "me", 4.5),
    *(("edge", ground, 3) for ground in GROUNDS),
]


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), READ, ids=lambda part: str(part))
def test_every_colour_can_be_read(ink, ground, least, scheme):
    darker, lighter = sorted(brightness(COLOURS[name][scheme]) for name in (ink, ground))
    assert (lighter + 0.05) / (darker + 0.05) >= least


def test_the_stylesheet_stays_small_enough_to_keep_by_hand():
    assert len(LOOK.encode()) < 30_000


def test_a_first_visit_costs_little():
    names = ("look.css", "look.js", "draft-keeper.js", "vendor/htmx.min.js")
    packed = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in names)
    fonts = ("newsreader-latin-wght-normal", "figtree-latin-wght-normal")
    fixed = sum((STATIC / "fonts" / f"{name}.woff2").stat().st_size for name in fonts)
    assert packed + fixed < 125_000  # 150 KB in all; the rest is for the page itself


def test_everything_the_stylesheet_names_is_there():
    for name in re.findall(r"url\(([^)]+)\)", LOOK):
        assert (STATIC / name).exists(), name


def test_the_licences_of_others_lie_beside_their_work():
    assert {"newsreader-LICENSE.txt", "figtree-LICENSE.txt"} <= {path.name for path in (STATIC / "fonts").iterdir()}
    assert (STATIC / "vendor" / "htmx-LICENSE.txt").exists()


class Letter(forms.Form):
    text = forms.CharField(label="What is going well?", help_text="One thing is enough.", widget=forms.Textarea)
    whose = forms.ChoiceField(label="Whose?", choices=[("me", "Me"), ("us", "Both of us")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I mean it")


PIA, CLEO = Person(given_name="Pia", name="Pia Lund"), Person(given_name="Cleo", name="Cleo Marchetti")


def drawn(source: str, **more: object) -> str:
    """What Pia gets for this piece of a template."""
    request = RequestFactory().get("/pairs/1/")
    request.user = PIA
    return Template(source).render(Context({"request": request, "pia": PIA, "cleo": CLEO, **more}))


def test_a_face_has_the_colour_of_the_reader_or_of_the_other():
    assert 'class="face me"' in drawn("{% face pia %}")
    assert 'class="face other"' in drawn("{% face cleo %}")
    assert ">م<" in drawn("{% face other %}", other=Person(given_name="\u200fمريم"))
    assert 'class="face someone big"' in drawn('{% face cleo "someone" big=True %}')


def test_of_two_faces_the_readers_comes_first():
    for words in ("{% faces cleo pia %}", "{% faces pia cleo %}"):
        assert re.findall(r'class="face (\w+)"', drawn(words)) == ["me", "other"]


def test_a_commitment_says_whose_it_is():
    assert "I will" in drawn("{% will pia %}ask{% endwill %}")
    assert "Cleo will" in drawn("{% will cleo %}ask{% endwill %}")


def test_what_people_write_is_never_taken_for_a_page():
    assert "<b>" not in drawn("{% quote cleo named=True %}{{ words }}{% endquote %}", words="<b>now</b>")
    assert "<b>" not in drawn("{% refusal words %}", words="<b>now</b>")


def test_what_people_write_is_escaped_once():
    for part in ("quote cleo", 'reader "eye"', "will cleo"):
        name = part.split()[0]
        assert "It&#x27;s late.<" in drawn(f"{{% {part} %}} {{{{ words }}}}<br>{{% end{name} %}}", words="It's late.")


def test_an_empty_answer_is_asked_for_kindly_at_its_place():
    page = drawn("{% write form.text asks=True %}{% pick form.whose %}{% field form.sure %}", form=Letter({}))
    for sentence in ("A few words are needed here.", "Please choose.", "Please tick this first."):
        assert page.count(sentence) == 1
    assert re.search(r'<textarea[^>]*aria-describedby="id_text_helptext id_text_error"', page)
    assert re.search(r'<fieldset[^>]*aria-describedby="id_whose_error"', page)
    assert 'id="id_text_error"' in page and 'id="id_whose_error"' in page
    assert '<h1><label for="id_text">What is going well?</label></h1>' in page


def test_what_was_typed_stays_when_something_else_is_missing():
    page = drawn("{% write form.text %}{% pick form.whose %}", form=Letter({"text": "The night desk.", "whose": "us"}))
    assert "The night desk.</textarea>" in page
    assert re.search(r'value="us"[^>]*checked', page)


def test_a_reader_line_leads_to_everybody_who_can_read():
    line = drawn('{% reader "eye" "/who/" %}You and Cleo can read this.{% endreader %}')
    assert "You and Cleo can read this." in line and 'href="/who/"' in line


@pytest.mark.parametrize(
    ("address", "said"), [("/pairs/1/", "page"), ("/pairs/", "true"), ("/people/", ""), ("/", "")], ids=str
)
def test_the_navigation_says_where_we_are(address, said):
    assert drawn("{% here address %}", address=address) == (f'aria-current="{said}"' if said else "")


def test_a_draft_names_whose_it_is():
    html = drawn('{% draft key="card/1" save="/save" version=3 %}<form></form>{% enddraft %}')
    assert f'data-person="{PIA.pk}"' in html and 'data-version="3"' in html
