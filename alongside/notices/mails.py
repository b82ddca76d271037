"""The mails themselves: from whom and where to go, never what was written."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.access.gate import rows
from alongside.evaluations import both_ways, checking_in
from alongside.evaluations.models import BothWays, CheckIn
from alongside.feedback.models import Appreciation, Asking, Feedback, Hearing, NotNow
from alongside.kit import clock
from alongside.matching.models import Handover, Seat, SilentReply, StandIn
from alongside.notices.actions import link_in
from alongside.notices.models import Notice
from alongside.pairs.models import Invite, Pair, Side
from alongside.pairs.rules import can_be_answered
from alongside.people.models import Person, Token
from alongside.upward.models import Contact, Thread


@dataclass(frozen=True)
class Mail:
    """A mail in the reader's language. `lines` stand above the link, `small` below it."""

    to: Person
    subject: str
    lines: list[str]
    link: str
    go: str
    small: list[str] = field(default_factory=list)

    def message(self) -> EmailMultiAlternatives:
        """The mail as it is sent: plain text, and the same as simple HTML with nothing from elsewhere."""
        with translation.override(self.to.language):
            context: dict[str, Any] = {"mail": self, "place": settings.BASE_URL}
            message = EmailMultiAlternatives(
                subject=self.subject,
                body=render_to_string("notices/mail.txt", context),
                to=[self.to.email],
                headers={"Auto-Submitted": "auto-generated"},
            )
            message.attach_alternative(render_to_string("notices/mail.html", context), "text/html")
        return message


def mail_for(notice: Notice) -> Mail | None:
    """The mail of this notice as things are now; None when there is nothing to tell any more."""
    if not notice.to.is_active:
        return None
    with translation.override(notice.to.language):
        return _MAKERS[Notice.Kind(notice.kind)](notice)


def _welcome(notice: Notice) -> Mail | None:
    return Mail(
        to=notice.to,
        subject=_("Your way in to Alongside"),
        lines=[
            _("there is a place here for you to think about your work, alone or with somebody you choose."),
            _("What you write there only you can read, until you choose to show it to somebody."),
        ],
        link=link_in(notice.to),
        go=_("Come in"),
        small=[_once()],
    )


def _invited(notice: Notice) -> Mail | None:
    sent = Invite.objects.select_related("inviter").filter(pk=notice.row).first()
    if sent is None or not can_be_answered(sent, clock.today()):
        return None
    name = {"name": sent.inviter}
    line = (
        _("%(name)s would like to be useful to you.")
        if sent.inviter_side == Side.COACH
        else _("%(name)s would like you to coach them.")
    )
    return Mail(
        to=notice.to,
        subject=_("An invitation from %(name)s") % name,
        lines=[line % name],
        link=link_in(notice.to, to=f"invite={sent.pk}"),
        go=_("Have a look"),
        small=[
            _('You decide. "Not now" and no answer look the same to %(name)s, and nobody else learns of it.') % name,
            _once(),
        ],
    )


def _accepted(notice: Notice) -> Mail | None:
    pair = Pair.objects.select_related("performer", "coach").filter(pk=notice.row, ended_at=None).first()
    if pair is None:
        return None
    name = {"name": pair.other(notice.to)}
    return Mail(
        to=notice.to,
        subject=_("%(name)s said yes") % name,
        lines=[_("you and %(name)s are a pair now. What comes next is a first talk.") % name],
        link=settings.BASE_URL + reverse("pairs:page", args=[pair.pk]),
        go=_("You and %(name)s") % name,
    )


def _paused(notice: Notice) -> Mail | None:
    pair = Pair.objects.select_related("performer", "coach").filter(pk=notice.row).first()
    if pair is None or pair.paused_at is None:
        return None
    return Mail(
        to=notice.to,
        subject=_("Your coaching with %(name)s rests") % {"name": pair.coach},
        lines=[_("the page says why it can, what that means for you, and who can be with you.")],
        link=settings.BASE_URL + reverse("pairs:page", args=[pair.pk]),
        go=_("Read what it means"),
    )


def _where(notice: Notice) -> Mail | None:
    check_in = _check_in(notice)
    if check_in is None or not check_in.exchange.takes_answers:
        return None  # whether this person has placed it already is not looked at: what becomes of a notice is on record
    return Mail(
        to=notice.to,
        subject=_("Where would you place the last two months?"),
        lines=[
            _("%(name)s asks you both. It takes two minutes, and neither of you sees the other's before both are in.")
            % {"name": check_in.pair.other(notice.to)}
        ],
        link=settings.BASE_URL + reverse("checkins:page", args=[check_in.pk]),
        go=_("Place it"),
        small=[
            _("There is time until %(day)s. Letting it pass is fine, too.")
            % {"day": date_format(check_in.exchange.closes_on, "j F")}
        ],
    )


def _both_in(notice: Notice) -> Mail | None:
    check_in = _check_in(notice)
    if check_in is None:
        return None
    name = {"name": check_in.pair.other(notice.to)}
    return Mail(
        to=notice.to,
        subject=_("You and %(name)s have both placed the last two months") % name,
        lines=[_("now you see both, and one question to talk about.")],
        link=settings.BASE_URL + reverse("checkins:page", args=[check_in.pk]),
        go=_("Look at it"),
    )


def _check_in(notice: Notice) -> CheckIn | None:
    return checking_in.whole().filter(pk=notice.row).first()


def _both_ways(notice: Notice) -> Mail | None:
    asked = _asked(notice)
    if asked is None or asked.state != BothWays.State.ASKED:
        return None  # whether this person has answered already is not looked at: what becomes of a notice is on record
    return Mail(
        to=notice.to,
        subject=_("How are the two of you doing, both ways?"),
        lines=[
            _("%(name)s asks you both. You answer about each other, and see both answers when both are in.")
            % {"name": asked.pair.other(notice.to)}
        ],
        link=settings.BASE_URL + reverse("both_ways:page", args=[asked.pk]),
        go=_("Have a look"),
        small=[_("You may also let it pass, or just talk about it.")]
        if notice.to_id == asked.pair.performer_id
        else [_("You may also let it pass.")],
    )


def _both_said(notice: Notice) -> Mail | None:
    asked = _asked(notice)
    if asked is None or asked.state != BothWays.State.IN:
        return None
    name = {"name": asked.pair.other(notice.to)}
    return Mail(
        to=notice.to,
        subject=_("You and %(name)s have both said how you are doing") % name,
        lines=[_("now you see both. Then you talk about it.")],
        link=settings.BASE_URL + reverse("both_ways:page", args=[asked.pk]),
        go=_("Look at it"),
    )


def _asked(notice: Notice) -> BothWays | None:
    return both_ways.whole().filter(pk=notice.row).first()


def _heard(notice: Notice) -> Mail | None:
    """Not who, nor whether in confidence: others may see a mail."""
    if not rows(notice.to, "see", Thread).filter(to=notice.to, waits_since__isnull=False).exists():
        return None
    return Mail(
        to=notice.to,
        subject=_("Something waits for you in Alongside"),
        lines=[_("somebody would like a word of yours. It is on your page of the day.")],
        link=settings.BASE_URL + reverse("upward:heard"),
        go=_("Read it alone"),
        small=[_("On purpose this mail says no more, and comes once a day at most.")],
    )


def _trusted(notice: Notice) -> Mail | None:
    """That somebody is proposed as a confidential contact; not as what, nor by whom: others may see a mail."""
    asked = rows(notice.to, "be", Contact).filter(pk=notice.row, willing_on=None, ended_on=None).first()
    if asked is None or notice.to.keeps_people:
        return None
    return Mail(
        to=notice.to,
        subject=_("Would you be there for colleagues?"),
        lines=[_("somebody thinks people would trust you, and would like to know what you think of that.")],
        link=settings.BASE_URL + reverse("upward:asked", args=[asked.pk]),
        go=_("Read what it means"),
        small=[_("You can say no without a reason.")],
    )


def _wrote(notice: Notice) -> Mail | None:
    """The same for everything a colleague writes: what it is stands on the page alone."""
    found = _written(notice)
    if found is None:
        return None
    writer, path = found
    return Mail(
        to=notice.to,
        subject=_("%(name)s wrote to you") % {"name": writer},
        lines=[_("only the two of you can read it, and nobody is told whether you did.")],
        link=settings.BASE_URL + path,
        go=_("Read it"),
    )


def _written(notice: Notice) -> tuple[Person, str] | None:
    """Who wrote, and where it stands; None when it was taken back, put away or read meanwhile."""
    me = notice.to
    done = Hearing.objects.filter(Q(opened=True) | Q(put_away=True), author=me)
    said = Feedback.objects.select_related("by", "to").filter(pk=notice.row, taken_back_on=None).first()
    if said is not None:
        if said.to_id == me.pk and done.filter(feedback=said).exists():
            return None
        return (said.by if said.to_id == me.pk else said.to), reverse("feedback:page", args=[said.pk])
    thanks = Appreciation.objects.select_related("author").filter(pk=notice.row).first()
    if thanks is not None:
        arrived = done.filter(appreciation=thanks).exists()
        return None if arrived else (thanks.author, reverse("feedback:thanks", args=[thanks.pk]))
    asked = Asking.objects.select_related("author").filter(pk=notice.row, withdrawn_on=None).first()
    if asked is None or NotNow.objects.filter(asking=asked).exists() or Feedback.objects.filter(asking=asked).exists():
        return None
    return asked.author, reverse("feedback:asked", args=[asked.pk])


def asked_of(row: UUID) -> UUID | None:
    """Whom a colleague asks: to practise as three, to coach in their place, or to think about another coach."""
    return (
        Seat.objects.filter(pk=row).values_list("person", flat=True).first()
        or StandIn.objects.filter(pk=row).values_list("coach", flat=True).first()
        or Handover.objects.filter(pk=row).values_list("pair__performer", flat=True).first()
    )


def _a_colleague_asks(notice: Notice) -> Mail | None:
    """The same for all of them: what it is stands on the page alone."""
    found = _standing(notice)
    if found is None:
        return None
    asks, about = found
    if SilentReply.objects.filter(author=notice.to, about=about).exists():
        return None
    return Mail(
        to=notice.to,
        subject=_("%(name)s asks you something") % {"name": asks},
        lines=[_("you may say yes, not now, or nothing. The last two look the same to everybody.")],
        link=settings.BASE_URL + reverse("finding:asked", args=[about]),
        go=_("Read it"),
    )


def _standing(notice: Notice) -> tuple[Person, UUID] | None:
    """Who asks, and the row that is answered; None when it no longer stands."""
    today = clock.today()
    seat = Seat.objects.select_related("trio__made_by").filter(pk=notice.row).first()
    if seat is not None:
        return (seat.trio.made_by, seat.trio_id) if seat.trio.stands(today) else None
    asked = StandIn.objects.select_related("lead").filter(pk=notice.row).first()
    if asked is not None:
        return (asked.lead, asked.pk) if asked.stands(today) else None
    proposed = Handover.objects.select_related("by", "pair").filter(pk=notice.row).first()
    if proposed is None or not proposed.stands(today) or not proposed.pair.is_open:
        return None
    return proposed.by, proposed.pk


def _password(notice: Notice) -> Mail:
    """Only who it concerns can do it; it is said in case it was somebody else at their device after all."""
    if notice.to.has_usable_password():
        subject, line = _("Your password was set"), _("from now on it lets you in, beside a code or link by mail.")
        link, go = reverse("me:password"), _("If it was not you, remove the password here")
    else:
        subject, line = _("Your password is gone"), _("from now on only a code or link by mail lets you in.")
        link, go = reverse("me:sessions"), _("If it was not you, sign out on your other devices here")
    return Mail(
        to=notice.to,
        subject=subject,
        lines=[line, _("If that was you, there is nothing to do.")],
        link=settings.BASE_URL + link,
        go=go,
        small=[_("A code by mail always lets you in. Either way, whoever is in as you elsewhere is signed out.")],
    )


def _token(notice: Notice) -> Mail | None:
    token = Token.objects.filter(pk=notice.row, expires_on__gte=clock.today()).first()
    if token is None:
        return None
    return Mail(
        to=notice.to,
        subject=_("A program can act for you"),
        lines=[
            _("a token was made with which a program can do things here in your name, until %(day)s.")
            % {"day": date_format(token.expires_on, "j F Y")},
            _("If that was you, there is nothing to do."),
        ],
        link=settings.BASE_URL + reverse("me:tokens"),
        go=_("If it was not you, revoke it here"),
        small=[_("Then sign out on your other devices, too.")],
    )


def _once() -> str:
    return _("The link is for you alone, lets you in once and is good for 14 days. No password is needed.")


_MAKERS = {
    Notice.Kind.WELCOME: _welcome,
    Notice.Kind.INVITED: _invited,
    Notice.Kind.ACCEPTED: _accepted,
    Notice.Kind.PAUSED: _paused,
    Notice.Kind.WHERE: _where,
    Notice.Kind.BOTH_IN: _both_in,
    Notice.Kind.BOTH_WAYS: _both_ways,
    Notice.Kind.BOTH_SAID: _both_said,
    Notice.Kind.HEARD: _heard,
    Notice.Kind.WROTE: _wrote,
    Notice.Kind.ASKED: _a_colleague_asks,
    Notice.Kind.TRUSTED: _trusted,
    Notice.Kind.PASSWORD: _password,
    Notice.Kind.TOKEN: _token,
}
