"""Finding somebody by the beginning of a name or of an address."""

from django.db.models import Q

LONGEST = 80


def typed_name(text: str) -> str:
    """What somebody typed into a search, without what no name has."""
    return " ".join(text.split())[:LONGEST]


def begins_with(typed: str) -> Q:
    """People whose first or family name, or whose address, begins with what was typed."""
    if "@" in typed:
        return Q(email__istartswith=typed)
    return (
        Q(name__istartswith=typed)
        | Q(name__icontains=f" {typed}")
        | Q(given_name__istartswith=typed)
        | Q(email__istartswith=typed)
    )
