"""What single cells of an HR export mean: addresses, names, keys, yes and no."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from alongside.kit.tables import looks_like_formula
from alongside.people.columns import WORDS, squashed

EMAIL_MOST = 254


def read_email(text: str, domain: str = "") -> tuple[str, str]:
    """The e-mail address that a cell holds, in lower case, and the code of the problem with it, if there is one.

    Letters beyond a to z are allowed before the @: real exports have them, and modern mail servers too.
    """
    if not text:
        return "", "no-email"
    bare = text.lower().removeprefix("mailto:").strip()
    if found := re.fullmatch(r".*<\s*([^<>]+)\s*>", bare):
        bare = found[1]
    parts = [part for part in re.split(r"[;,\s]+", bare) if part]
    doubt = "two-emails" if len(parts) > 1 and all("@" in part for part in parts) else ""
    email = parts[0] if doubt else bare
    if "@" not in email:
        if not domain:
            return email, "no-domain"
        email = f"{email}@{domain}"
    local, _at, after = email.rpartition("@")
    plain = re.sub(r"[^\W\d_a-z]", "a", local)
    try:
        validate_email(f"{plain}@{after}")
    except ValidationError:
        return email, "bad-email"
    if len(email) > EMAIL_MOST or looks_like_formula(email):
        return email, "bad-email"
    return email, doubt or ("foreign-email" if plain != local else "")


def read_domain(text: str) -> str:
    """The domain that somebody typed, lower case and without an @; "" if it is none."""
    domain = text.strip().lstrip("@").lower()
    return domain if read_email(f"a@{domain}") == (f"a@{domain}", "") else ""


def unwrapped(text: str) -> str:
    """What is meant by `="00042"`, in which some systems wrap numbers so that spreadsheets keep the zeros: 00042."""
    found = re.fullmatch(r'="([^"]*)"', text)
    return found[1].strip() if found else text


def yes_or_no(text: str) -> bool | None:
    """Whether a status says that somebody works here; None if it says nothing that we know."""
    word = squashed(text)
    return True if word in WORDS.here else False if word in WORDS.gone else None


def in_order(name: str) -> str:
    """The name as one says it: Guy Gilbert for “Gilbert, Guy”."""
    last, comma, first = name.partition(",")
    first = first.strip()
    if not comma or not first or "," in first or squashed(first) in ("jr", "sr", "ii", "iii", "iv", "phd", "md"):
        return name
    return f"{first} {last.strip()}"


def folded(name: str) -> str:
    """A name for comparing: "Gilbert, Guy R." is guy gilbert."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    words = [word for word in re.findall(r"[^\W_]+", plain) if len(word) > 1 or not word.isascii()]
    return " ".join(sorted(words))


def plain_key(key: str) -> str:
    """A key for comparing: 00042 and 42.0 are 42."""
    key = key.casefold().removesuffix(".0")
    return key.lstrip("0") or key if key.isdigit() else key
