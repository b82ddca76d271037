"""Opened data keys, held for one request or one piece of work and no longer."""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from alongside.kit.kept import Ids, kept
from alongside.kit.refusal import NotHere
from alongside.vault import cipher, masters
from alongside.vault.models import Key, Wrap


@dataclass(frozen=True)
class OpenKey:
    """A data key, ready to use."""

    id: uuid.UUID
    secret: bytes


@dataclass
class Ring:
    """The keys opened so far; `known` says which owners were looked up whole."""

    by_id: dict[uuid.UUID, OpenKey] = field(default_factory=dict)
    newest: dict[tuple[uuid.UUID, uuid.UUID], OpenKey] = field(default_factory=dict)
    known: set[uuid.UUID] = field(default_factory=set)


_held: ContextVar[Ring | None] = ContextVar("ring", default=None)


@contextmanager
def ring() -> Iterator[Ring]:
    """Within this block opened keys are kept, so that each owner costs one query at most. Blocks may nest."""
    if (held := _held.get()) is not None:
        yield held
        return
    fresh = Ring()
    token = _held.set(fresh)
    try:
        yield fresh
    finally:
        _held.reset(token)


def unlock(owners: Iterable[uuid.UUID | None]) -> None:
    """Open every key of these owners (persons, pairs, teams) in one query. Call it before showing a list."""
    held = _held.get()
    if held is None:
        return
    wanted = {owner for owner in owners if owner} - held.known
    if wanted:
        _load(held, lambda: _of(wanted))
        held.known |= wanted


def key_for_writing(owner: uuid.UUID, voice: uuid.UUID) -> OpenKey:
    """The newest key of this owner and voice; makes the first one."""
    held = _held.get()
    if held is not None:
        unlock([owner])
        if (owner, voice) in held.newest:
            return held.newest[owner, voice]
    found = Ring()
    _load(found, lambda: _told(Wrap.objects.filter(key__owner=owner, key__voice=voice)))
    if found.newest:
        return found.newest[owner, voice]
    return _make(owner, voice, 1)


def key_for_reading(key_id: uuid.UUID, owner: uuid.UUID) -> OpenKey | None:
    """The key with this id, or None if it was destroyed."""
    held = _held.get() or Ring()
    if key_id not in held.by_id:
        if _held.get() is not None and owner not in held.known:
            unlock([owner])
        if key_id not in held.by_id:
            _load(held, lambda: _told(Wrap.objects.filter(key=key_id)))
    return held.by_id.get(key_id)


def renew(owner: uuid.UUID, voice: uuid.UUID) -> OpenKey:
    """A new version of this owner's key; what is written from now on uses it."""
    version = (
        Key.objects.filter(owner=owner, voice=voice).order_by("-version").values_list("version", flat=True).first()
    )
    return _make(owner, voice, (version or 0) + 1)


def drop_from_ring() -> None:
    """Let go of every opened key, for example after some were destroyed."""
    held = _held.get()
    if held is not None:
        held.by_id.clear()
        held.newest.clear()
        held.known.clear()


def _make(owner: uuid.UUID, voice: uuid.UUID, version: int) -> OpenKey:
    """A fresh key. Raises NotHere for whoever was forgotten: what was still on its way then is not kept."""
    if _forgotten(owner, voice):
        raise NotHere
    key = OpenKey(uuid.uuid4(), cipher.new_key())
    try:
        with transaction.atomic():
            let_keys_be_made(shared=True)
            if not masters.path().exists() and not Wrap.objects.exists():
                masters.make_first()
            name, master = masters.active()
            row = Key.objects.create(id=key.id, owner=owner, voice=voice, version=version)
            Wrap.objects.create(key=row, master=name, wrapped=cipher.wrap(master, key.id, key.secret))
    except IntegrityError:  # somebody made it at the same moment
        found = Ring()
        _load(found, lambda: _told(Wrap.objects.filter(key__owner=owner, key__voice=voice)))
        return found.newest[owner, voice]

    def keep() -> None:  # only what is on disk may be used again
        if _forgotten(owner, voice):  # while it was made
            Key.objects.filter(pk=key.id).delete()
            return
        held = _held.get()
        if held is not None:
            held.by_id[key.id] = held.newest[owner, voice] = key

    transaction.on_commit(keep)
    return key


def _forgotten(*ids: uuid.UUID) -> bool:
    return bool({str(one) for one in ids} & set(masters.forgotten()))


@kept
def _of(owners: Collection[uuid.UUID]) -> QuerySet[Wrap, Any]:
    return _told(Wrap.objects.filter(key__owner__in=Ids(owners)))


def _told(wraps: QuerySet[Wrap]) -> QuerySet[Wrap, Any]:
    return wraps.order_by("key__version").values_list("key_id", "key__owner", "key__voice", "master", "wrapped")


def _load(into: Ring, asked: Callable[[], Iterable[Any]]) -> None:
    if not _opened(into, asked()):
        _opened(into, asked())  # the master key was changed between asking and opening; by now it is done


def _opened(into: Ring, wraps: Iterable[Any]) -> bool:
    """Whether each key among these could be opened."""
    found = list(wraps)
    known = masters.masters() if found else {}
    for key_id, owner, voice, master, wrapped in found:
        if master in known:
            key = OpenKey(key_id, cipher.unwrap(known[master], key_id, bytes(wrapped)))
            into.by_id[key_id] = into.newest[owner, voice] = key
    return all(key_id in into.by_id for key_id, *_ in found)


ROTATION = 4127
"""What PostgreSQL calls the lock that a rotation and the making of a key ask for; any number nobody else uses."""


def let_keys_be_made(*, shared: bool) -> None:
    """Until this transaction ends no rotation drops the master key; not `shared`, nobody makes a data key.

    SQLite needs no word of it: it has one writer at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{'_shared' if shared else ''}({ROTATION})")
