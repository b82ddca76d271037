"""Rotating the master key, renewing and destroying data keys, leaving nothing behind on the disk."""

from collections.abc import Callable, Iterable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alongside.kit.refusal import Refusal
from alongside.vault import cipher, masters
from alongside.vault.models import Key, Wrap
from alongside.vault.ring import drop_from_ring, let_keys_be_made

LOOKED_AT = 20
"""How many of the newest keys are tried, to know whether the master key fits."""


def check_master() -> None:
    """Refuse with a sentence when the master key here does not open what is written.

    Without it texts would read as empty, and new ones would be written under another key.
    """
    newest = list(Wrap.objects.order_by("-pk")[:LOOKED_AT])
    file = masters.path()
    if not file.exists():
        if newest:
            raise Refusal(
                _("%(file)s is gone, and texts need it. Put its copy back before anything else.") % {"file": file}
            )
        return
    known = masters.masters()
    try:
        for wrap in newest:
            cipher.unwrap(known[wrap.master], wrap.key_id, bytes(wrap.wrapped))
    except (KeyError, InvalidTag):
        raise Refusal(
            _("%(file)s is not the one this database was written with. Put that one back before anything else.")
            % {"file": file}
        ) from None


def rotate_master(done: Callable[[int], None] = lambda count: None) -> int:
    """Make a new master key and wrap every data key with it; then drop the older master keys.

    Texts stay as they are: only their keys are wrapped anew. People go on working; a data key that is being made
    meanwhile is waited for. A rotation cut short is finished by the next one.

    Args:
        done: is told how many keys are wrapped so far, for a progress bar.

    Returns:
        The number of data keys wrapped.

    Raises:
        Refusal: the master key doesn't fit, or somebody else changes it just now.
    """
    with masters.held():
        check_master()
        if not masters.path().exists():
            masters.make_first()
        name = masters.add_master()
        count = _wrap_all(name, done)
        masters.drop_masters()
    scrub()
    return count


def _wrap_all(name: str, done: Callable[[int], None]) -> int:
    count = 0
    while some := _wrap_some(name):
        count += some
        done(count)
    with transaction.atomic():
        let_keys_be_made(shared=False)
        while some := _wrap_some(name):
            count += some
        Wrap.objects.exclude(master=name).delete()
    return count


@transaction.atomic
def _wrap_some(name: str) -> int:
    """Wrap some of the keys that are not wrapped with this master key, held so that none is destroyed meanwhile."""
    keys = _held(Key.objects.exclude(wraps__master=name)).prefetch_related("wraps")[:500]
    known = masters.masters()
    for key in keys:
        old = next(wrap for wrap in key.wraps.all() if wrap.master in known)
        secret = cipher.unwrap(known[old.master], key.pk, bytes(old.wrapped))
        Wrap.objects.create(key=key, master=name, wrapped=cipher.wrap(known[name], key.pk, secret))
    return len(keys)


def _held(keys: "QuerySet[Key]") -> "QuerySet[Key]":
    return keys.order_by("pk").select_for_update(of=("self",))


def destroy_keys(owners: Iterable[UUID], *, voices: Iterable[UUID] | None = None) -> int:
    """Destroy the keys of these owners, or of these voices among them. What they sealed is gone for good."""
    doomed = Key.objects.filter(owner__in=list(owners))
    if voices is not None:
        doomed = doomed.filter(voice__in=list(voices))
    with transaction.atomic():
        let_keys_be_made(shared=True)
        count, _kinds = Key.objects.filter(pk__in=[key.pk for key in _held(doomed)]).delete()
    drop_from_ring()
    return count


def scrub() -> None:
    """Take deleted rows off the disk: truncate the write-ahead log (SQLite), rewrite the key tables (PostgreSQL)."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            return  # the caller is not done deleting; whoever commits scrubs
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for model in (Key, Wrap):
                cursor.execute(f"VACUUM FULL {connection.ops.quote_name(model._meta.db_table)}")
