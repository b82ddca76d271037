"""The parts a page is drawn with: faces, reader lines, fields, commitments. Built into every template."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms, template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alongside.kit import clock

if TYPE_CHECKING:
    from django.template import Context

    from alongside.pairs.models import Pair
    from alongside.people.models import Person

register = template.Library()

ICONS = {
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2.5"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "people": '<circle cx="9" cy="8.5" r="3.2"/><path d="M3 19c.4-3.6 2.7-5.4 6-5.4s5.6 1.8 6 5.4"/>'
    '<circle cx="16.8" cy="9.5" r="2.5"/><path d="M17.4 14.1c2.1.2 3.4 1.7 3.7 4.1"/>',
    "today": '<path d="M4 19h16M6.5 19a5.5 5.5 0 0 1 11 0M12 5.5v3M4.6 9.6l2 2M19.4 9.6l-2 2"/>',
    "reflect": '<path d="M5 19.5 6 15 16.2 4.8a2 2 0 0 1 2.8 0l.2.2a2 2 0 0 1 0 2.8L9 18Z"/><path d="m14.5 6.5 3 3"/>',
    "pair": '<circle cx="9" cy="12" r="5.5"/><circle cx="15" cy="12" r="5.5"/>',
    "talk": '<path d="M4 6.5h16v10H11L6.5 20v-3.5H4Z"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "note": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.1"/>',
    "care": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5v5.5M12 16v.1"/>',
    "thanks": '<path d="M12 19.5S4 15 4 9.4A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.4c0 5.6-8 10.1-8 10.1Z"/>',
    "file": '<path d="M6.5 3.5h7l4 4v13h-11Z"/><path d="M13 3.5V8h4.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "away": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "on": '<path d="M4 12h15M13 6l6 6-6 6"/>',
}


def _reader(context: "Context") -> "Person | None":
    """Whoever looks at the page."""
    request = context.get("request")
    return getattr(request, "user", None)


def _whose(context: "Context", person: object, role: str = "") -> str:
    """`me` for the reader, `other` for the other of the two; `someone` is neither and has to be said."""
    if role:
        return role
    reader = _reader(context)
    return "me" if reader is not None and getattr(person, "pk", None) == getattr(reader, "pk", 0) else "other"


def _name(person: object) -> str:
    return str(getattr(person, "given_name", "") or getattr(person, "name", "") or person)


def _initial(person: object) -> str:
    """The first letter of the name; a mark of direction or a quotation mark before it is none."""
    name = _name(person)
    return next((letter for letter in name if letter.isalnum()), name[:1]).upper()


def _trimmed(content: str) -> SafeString:
    """What a block holds, without the room around it. It was escaped when it was drawn."""
    return SafeString(content.strip())


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawn sign. It says nothing alone: words stand beside it."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', SafeString(ICONS[name]))


@register.simple_tag
def discs() -> SafeString:
    """The mark: two discs that overlap."""
    return SafeString(
        '<svg class="discs" viewBox="0 0 30 18" aria-hidden="true"><circle class="one" cx="9" cy="9" r="9"/>'
        '<circle class="two" cx="21" cy="9" r="9"/></svg>'
    )


@register.simple_tag(takes_context=True)
def face(context: "Context", person: "Person", role: str = "", *, big: bool = False) -> SafeString:
    """A disc with the person's initial: pine for the reader, terracotta for the other, plain with role "someone"."""
    size = " big" if big else ""
    return format_html(
        '<span class="face {}{}" aria-hidden="true">{}</span>',
        _whose(context, person, role),
        size,
        _initial(person),
    )


@register.simple_tag(takes_context=True)
def faces(context: "Context", one: "Person", two: "Person", *, big: bool = False) -> SafeString:
    """Two discs that overlap, the reader's first."""
    if _whose(context, two) == "me":
        one, two = two, one
    first, second = face(context, one, big=big), face(context, two, big=big)
    return format_html('<span class="faces">{}{}</span>', first, second)


@register.simple_block_tag(takes_context=True, end_name="endwill")
def will(context: "Context", content: str, person: "Person", role: str = "") -> SafeString:
    """A commitment: whose it is, then what was said (wrap the words in `<p class="voice">`)."""
    mine = _whose(context, person) == "me"
    who = _("I will") if mine else _("%(name)s will") % {"name": _name(person)}
    return format_html(
        '<div class="will {}">{}<div><p class="who">{}</p>{}</div></div>',
        _whose(context, person, role),
        face(context, person, role),
        who,
        content,
    )


@register.simple_block_tag(takes_context=True, end_name="endquote")
def quote(context: "Context", content: str, person: "Person", role: str = "", *, named: bool = False) -> SafeString:
    """What somebody said or wrote, in the colour of whose words they are. `named` says the name, too."""
    whose = _whose(context, person, role)
    who = (_("You") if whose == "me" else _name(person)) if named else ""
    name = format_html('<span class="who">{}</span>', who) if who else ""
    return format_html('<blockquote class="{}">{}{}</blockquote>', whose, name, _trimmed(content))


@register.simple_block_tag(end_name="endreader")
def reader(content: str, kind: str = "lock", url: str = "") -> SafeString:
    """Who can read this, beside the button. Kinds: `lock` (only you), `eye` (the two of you), `people` (more).

    With `url` a link to the page that names everybody and how long it is kept.
    """
    more = format_html(' <a href="{}">{}</a>', url, _("Who can read this?")) if url else ""
    return format_html('<p class="reader">{}<span>{}{}</span></p>', icon(kind), _trimmed(content), more)


def _described(bound: BoundField, hint: str) -> str:
    ids = [f"{bound.auto_id}_helptext"] if hint else []
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def _asked_for(bound: BoundField) -> str:
    """What an input that was left empty asks for."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return _("Please tick this first.")
    if isinstance(widget, forms.FileInput):
        return _("Please choose a file.")
    if isinstance(bound.field, forms.DateField | forms.DateTimeField):
        return _("Please choose a day.")
    return _("Please choose.") if isinstance(widget, forms.widgets.ChoiceWidget) else _("A few words are needed here.")


def _sentences(bound: BoundField) -> list[str]:
    """What is to be mended, kindly: an empty field asks for a few words instead of being "required"."""
    kindly = {"required": _asked_for, "max_length": _too_long}
    return [
        kindly[error.code](bound) if error.code in kindly else str(sentence)
        for error, sentence in zip(bound.errors.as_data(), bound.errors, strict=True)
    ]


def _too_long(bound: BoundField) -> str:
    """What a field asks for that holds more than is kept."""
    return _("That is more than fits here. Please make it shorter.")


def _field(bound: BoundField, shape: str, words: dict[str, Any], kind: str) -> SafeString:
    hint = words.get("hint", bound.help_text)
    attrs = {
        key.replace("_", "-"): value for key, value in words.items() if key not in {"label", "hint", "hidden", "asks"}
    }
    own = str(bound.field.widget.attrs.get("class", ""))
    attrs["class"] = " ".join(part for part in (shape, own, str(attrs.get("class", ""))) if part)
    described = _described(bound, hint)
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if shape == "line":
        attrs.setdefault("rows", 1)
    return render_to_string(
        f"parts/{kind}.html",
        {
            "bound": bound,
            "control": bound.as_widget(attrs=attrs) if kind != "pick" else "",
            "label": words.get("label", bound.label),
            "hint": hint,
            "hidden": words.get("hidden", False),
            "asks": words.get("asks", False),
            "described": described,
            "errors": _sentences(bound),
            "is_tick": isinstance(bound.field.widget, forms.CheckboxInput),
        },
    )


@register.simple_tag
def field(bound: BoundField, **words: Any) -> SafeString:
    """One input with its label, hint and error sentence; a checkbox comes with its words beside it.

    Words: `label`, `hint`, `hidden=True` (the label is only heard), and attributes of the input (`aria_x`: `aria-x`).
    """
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return _field(bound, "", words, "tick")
    return _field(bound, "box", words, "field")


@register.simple_tag
def write(bound: BoundField, **words: Any) -> SafeString:
    """A sheet of paper: one large answer. With `asks=True` its label is the question of the screen (an h1)."""
    return _field(bound, "write", words, "field")


@register.simple_tag
def line(bound: BoundField, **words: Any) -> SafeString:
    """One line that grows with the words."""
    return _field(bound, "line", words, "field")


@register.simple_tag
def pick(bound: BoundField, **words: Any) -> SafeString:
    """Choices as pills, for radio buttons and checkboxes."""
    return _field(bound, "", words, "pick")


@register.simple_tag
def way(step: int, steps: int) -> SafeString:
    """How far one has come on a thinking screen, as small bars and, for those who listen, in words."""
    words = _("Question %(step)s of %(steps)s") % {"step": step, "steps": steps}
    bars = format_html_join("", "<i{}></i>", ((SafeString(' class="on"') if n < step else "",) for n in range(steps)))
    return format_html('<span class="way" role="img" aria-label="{}">{}</span>', words, bars)


@register.simple_block_tag(end_name="endempty")
def empty(content: str, title: str, level: int = 2) -> SafeString:
    """Nothing here yet: what to do next and why it is worth it. Inside: a `<p>`, then `<div class="actions">`."""
    tag = f"h{int(level)}"
    return format_html(
        '<div class="empty">{}<{}>{}</{}>{}</div>', discs(), SafeString(tag), title, SafeString(tag), content
    )


@register.simple_tag
def refusal(sentence: object) -> SafeString:
    """Why something is not possible now, and what can be done. Empty for nothing."""
    if not sentence:
        return SafeString("")
    return format_html('<div class="refusal" role="alert">{}<p>{}</p></div>', icon("care"), sentence)


@register.simple_block_tag(end_name="endask")
def ask(content: str, name: str, title: str) -> SafeString:
    """A question back in a native dialog, opened by `{% opens name %}` on a button. Inside: words and a form.

    Add `<button class="btn plain" commandfor="NAME" command="close">` for the way back.
    """
    return format_html(
        '<dialog id="{}" aria-labelledby="{}-title"><h2 id="{}-title">{}</h2>{}</dialog>',
        name,
        name,
        name,
        title,
        content,
    )


@register.simple_tag
def opens(name: str) -> SafeString:
    """Attributes of the button that opens the dialog `name`."""
    return SafeString(flatatt({"type": "button", "commandfor": name, "command": "show-modal"}).strip())


@register.simple_block_tag(takes_context=True, end_name="enddraft")
def draft(context: "Context", content: str, key: str, save: str, version: int = 0) -> SafeString:
    """Around a form: what is typed is kept on this device and saved while typing (see static/draft-keeper.js).

    `key` names the text among those of this person, for example "reflection/<id>"; `save` is the address that takes
    `text` and `version` and answers with the new version; `version` is the one the form was filled from.
    """
    person = getattr(_reader(context), "pk", None)
    return format_html(
        '<draft-keeper data-person="{}" data-key="{}" data-save="{}" data-version="{}">{}</draft-keeper>',
        person or "",
        key,
        save,
        version,
        content,
    )


@register.simple_block_tag(takes_context=True, end_name="endkeeps")
def keeps(context: "Context", content: str, key: str, *, unsent: object = False, alone: bool = False) -> SafeString:
    """Around a form that htmx sends: what is typed stays on this device, and only there, until it was taken.

    For words that count once they are sent, mostly to others, so that nothing goes before the button
    (static/draft-keeper.js).
    `key` names them among those of this person, for example "card/<id>"; `unsent` says that the form comes back with
    words that were not taken; `alone`, that nobody else will read them.
    """
    person = getattr(_reader(context), "pk", None)
    mark = SafeString(" data-unsent" * bool(unsent) + " data-alone" * alone)
    return format_html(
        '<device-draft data-person="{}" data-key="{}"{}>{}</device-draft>', person or "", key, mark, content
    )


@register.simple_tag(takes_context=True)
def in_place(context: "Context", to: str = "", *args: object) -> SafeString:
    """For a form: htmx sends it, to this very page if no other is named, and shows the answer in the page's place."""
    there = resolve_url(to, *args) if to else context["request"].get_full_path()
    return format_html(
        'action="{0}" hx-post="{0}" hx-target="#main" hx-select="#main" hx-swap="outerHTML show:window:top"', there
    )


@register.simple_tag(takes_context=True)
def here(context: "Context", address: str) -> SafeString:
    """For a link in the navigation: says that it leads to this very page, or to the place we are in."""
    path = getattr(context.get("request"), "path", "")
    if path == address:
        return SafeString('aria-current="page"')
    return SafeString('aria-current="true"' if address != "/" and path.startswith(address) else "")


@register.filter(expects_localtime=True)
def on_day(moment: date) -> str:
    """Such as "Friday, 20 November"; with the year where it is another one than this."""
    return date_format(moment, "l, j F" if moment.year == timezone.localtime(clock.now()).year else "l, j F Y")


@register.filter
def past(day: date) -> bool:
    """Whether this day, or the day of this moment, lies before today where the reader is."""
    here = timezone.get_current_timezone()
    if isinstance(day, datetime):
        day = day.astimezone(here).date()
    return day < clock.now().astimezone(here).date()


@register.filter
def other(pair: "Pair", me: "Person") -> "Person":
    """The other of the two: `{% with cleo=pair|other:me %}`."""
    return pair.other(me)
