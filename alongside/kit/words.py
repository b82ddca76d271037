"""What somebody wrote, before it is kept."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from alongside.kit.refusal import Refusal


def written(text: str, field: str = "text", *, most: int, too_long: str | Promise, ask: str = "") -> str:
    """The words without blank edges, with line ends as a script sends them: without it browsers send others.

    Raises:
        Refusal: there are none (in the words of `ask`), or more than `most` characters (`too_long`).
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refusal(ask or _("A few words are needed here."), field=field)
    if len(text) > most:
        raise Refusal(too_long, field=field)
    return text
