"""From the journal to the mailbox: gather what is to be told, send it, try again when the server does not answer."""

import logging
import sys
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django_tasks import task

from alongside.evaluations.models import BothWays, CheckIn
from alongside.feedback.models import Appreciation, Asking, Feedback
from alongside.jobs.periodic import every, every_turn
from alongside.journal.models import Deed
from alongside.kit import clock
from alongside.notices.actions import first_link
from alongside.notices.mails import Mail, asked_of, mail_for
from alongside.notices.models import Notice
from alongside.pairs.models import Invite, Pair
from alongside.people.models import Organisation, Person
from alongside.upward.models import Contact, Thread

FRESH = timedelta(days=2)
"""Older deeds are not told any more: whoever was away finds them on the page."""
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 720)]
"""How long to wait before the next try, when the mail server did not take it."""
KEPT = timedelta(days=30)

TELLS = {
    "pair.invited": Notice.Kind.INVITED,
    "pair.accepted": Notice.Kind.ACCEPTED,
    "pair.paused": Notice.Kind.PAUSED,
    "check-in.asked": Notice.Kind.WHERE,
    "check-in.revealed": Notice.Kind.BOTH_IN,
    "both-ways.asked": Notice.Kind.BOTH_WAYS,
    "both-ways.in": Notice.Kind.BOTH_SAID,
    "feedback.given": Notice.Kind.WROTE,
    "feedback.own-account": Notice.Kind.WROTE,
    "feedback.asked": Notice.Kind.WROTE,
    "appreciation.given": Notice.Kind.WROTE,
    "trio.asked": Notice.Kind.ASKED,
    "stand-in.asked": Notice.Kind.ASKED,
    "handover.proposed": Notice.Kind.ASKED,
    "contact.proposed": Notice.Kind.TRUSTED,
}
"""Which deeds are told by mail."""

log = logging.getLogger(__name__)


@every_turn
def gather() -> None:
    """Make a notice of each fresh deed that somebody should hear of, and queue what is due. Safe when two do it."""
    told = Notice.objects.filter(deed=OuterRef("pk"))
    fresh = Deed.objects.filter(~Exists(told), verb__in=TELLS, at__gte=clock.now() - FRESH)
    for deed in fresh.order_by("pk")[:100]:
        _make(deed)
    due = Notice.objects.filter(state=Notice.State.WAITING, next_try_at__lte=clock.now())
    for pk in due.order_by("next_try_at").values_list("pk", flat=True)[:100]:
        _queue(pk)


def _make(deed: Deed) -> None:
    kind = TELLS[deed.verb]
    to = _whom(kind, deed)
    now = clock.now()
    try:
        with transaction.atomic():
            Notice.objects.create(
                kind=kind,
                to_id=to or deed.by,
                row=deed.row,
                deed=deed.pk,
                state=Notice.State.WAITING if to else Notice.State.DROPPED,
                made_at=now,
                next_try_at=now,
            )
    except IntegrityError:
        return  # another worker made it, or a person was deleted meanwhile


def _whom(kind: str, deed: Deed) -> UUID | None:
    """Who hears of it: the invited person; who had asked; who is proposed; the performer; the other of the two."""
    if kind == Notice.Kind.INVITED:
        return Invite.objects.filter(pk=deed.row).values_list("invited", flat=True).first()
    if kind == Notice.Kind.WROTE:
        return _to_whom(deed)
    if kind == Notice.Kind.ASKED:
        return asked_of(deed.row)
    if kind == Notice.Kind.TRUSTED:
        return Contact.objects.filter(pk=deed.row).values_list("person", flat=True).first()
    if kind in {Notice.Kind.WHERE, Notice.Kind.BOTH_IN}:
        pair = Pair.objects.filter(pk__in=CheckIn.objects.filter(pk=deed.row).values("pair")).first()
    elif kind in {Notice.Kind.BOTH_WAYS, Notice.Kind.BOTH_SAID}:
        pair = Pair.objects.filter(pk__in=BothWays.objects.filter(pk=deed.row).values("pair")).first()
    else:
        pair = Pair.objects.filter(pk=deed.row).first()
    if pair is None:
        return None
    if kind == Notice.Kind.PAUSED:
        return pair.performer_id
    return pair.coach_id if deed.by == pair.performer_id else pair.performer_id


def _to_whom(deed: Deed) -> UUID | None:
    """For whom somebody wrote: for what was seen the other of the two, whoever of them wrote."""
    for model in (Feedback, Asking, Appreciation):
        row = model._default_manager.filter(pk=deed.row).first() if model._meta.label_lower == deed.model else None
        if row is not None:
            return row.by_id if isinstance(row, Feedback) and row.to_id == deed.by else row.to_id
    return None


def _queue(pk: UUID) -> None:
    """Let a worker send it. Until it has, the next look is put off, so that it is not queued twice."""
    with transaction.atomic():
        held = Notice.objects.select_for_update().get(pk=pk)
        if held.state != Notice.State.WAITING or held.next_try_at > clock.now():
            return
        held.next_try_at = clock.now() + WAITS[min(held.tries, len(WAITS) - 1)]
        held.save(update_fields=["next_try_at"])
        send.enqueue(str(pk))


@task()
def send(notice: str) -> None:
    """Tell one person one thing, if it still holds."""
    row = Notice.objects.select_related("to").filter(pk=notice, state=Notice.State.WAITING).first()
    if row is None:
        return
    here = Organisation.objects.filter(pk=1).first()
    is_demo = bool(here and here.is_demo)
    if is_demo or not settings.MAIL_CONFIGURED:
        if not is_demo:
            _say_on_console(row.to)
        _settle(row, Notice.State.DROPPED)
        return
    mail = mail_for(row)
    if mail is None:
        _settle(row, Notice.State.DROPPED)
    elif _deliver(mail):
        _settle(row, Notice.State.SENT)
    else:
        row.tries += 1
        row.state = Notice.State.GIVEN_UP if row.tries > len(WAITS) else Notice.State.WAITING
        row.save(update_fields=["tries", "state"])


def _deliver(mail: Mail) -> bool:
    try:
        mail.message().send()
    except (OSError, ImproperlyConfigured, ValueError) as problem:  # from SMTP, the network, and what is no mail
        log.warning("the mail server did not take a mail", extra={"facts": {"problem": type(problem).__qualname__}})
        return False
    return True


def _settle(row: Notice, state: Notice.State) -> None:
    row.state = state
    row.save(update_fields=["state"])


def _say_on_console(person: Person) -> None:
    """No mail is set up: a new person's first link stands on the console of the server, once."""
    link = first_link(person)
    if link:
        sys.stdout.write(f"\nNo mail is set up. {person.name} signs in for the first time here, once:\n  {link}\n\n")
        sys.stdout.flush()


@every(timedelta(days=1))
def tell_who_hears() -> int:
    """Once a day, tell leads and confidential contacts that something waits for their word; says how many.

    From the state, and not at the moment of writing: so no mail says when somebody turned to a contact.
    """
    waiting = Thread.objects.filter(waits_since__isnull=False, told_on=None)
    now, told = clock.now(), 0
    for to in list(waiting.order_by("to").values_list("to", flat=True).distinct()[:500]):
        with transaction.atomic():
            waiting.filter(to=to).update(told_on=clock.today())
            Notice.objects.create(kind=Notice.Kind.HEARD, to_id=to, row=to, made_at=now, next_try_at=now)
        told += 1
    return told


@every(timedelta(days=1))
def forget_notices() -> None:
    """A month later nobody needs to know what was sent. Deeds that old are not told again."""
    Notice.objects.filter(made_at__lt=clock.now() - KEPT).delete()
