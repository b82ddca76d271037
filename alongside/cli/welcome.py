"""Commands that let somebody in: a person by a link, a program by a token."""

from typing import Annotated

import typer

from alongside.cli.say import out, plainly, stop


def invite(
    email: Annotated[str, typer.Argument(help="Somebody who is in the list of people (`alongside people add`).")],
) -> None:
    """Ask somebody in: a link by e-mail, or shown here where no mail is set up and they never signed in before."""
    from django.conf import settings

    from alongside.notices.actions import first_link, welcome
    from alongside.people.models import Person

    person = Person.objects.filter(email=email.lower(), is_active=True).first()
    if person is None:
        stop(f"Nobody here has the address {email}. Say first: alongside people add NAME {email}")
    if settings.MAIL_CONFIGURED:
        welcome(person)
        out.print(f"A link is on its way to {email}.", markup=False)
    elif link := first_link(person):
        out.print(link, markup=False)
        out.print(f"Give this link to {person.name} and nobody else. It works once, for 14 days.", markup=False)
    else:
        stop(
            f"{person.name} had a link or has been here before, so the next one goes by mail only: set ALONGSIDE_MAIL."
        )


def token(
    name: Annotated[str, typer.Argument(help="What the token is for, for example “HR system”.")],
    write: Annotated[bool, typer.Option("--write", help="It may change people and teams, too.")] = False,  # noqa: FBT002
    days: Annotated[int, typer.Option(min=1, max=730, help="How many days it is good for.")] = 365,
) -> None:
    """Make a token for a service that reads or changes people data. It never reaches what anybody wrote."""
    from alongside.people.actions import make_token
    from alongside.people.models import Token

    scopes = [Token.Scope.PEOPLE_READ, *([Token.Scope.PEOPLE_WRITE] if write else [])]
    with plainly():
        made, secret = make_token(name=name, scopes=[str(scope) for scope in scopes], person=None, lasts_days=days)
    out.print(secret, markup=False)
    out.print(f"Shown once, good until {made.expires_on}. A person makes their own on their page.")


def tokens() -> None:
    """List the tokens of services. People see their own on their page, and nobody else does."""
    from alongside.people.models import Token

    made = Token.objects.filter(person=None).order_by("name", "made_on")
    for token in made:
        used = f"last used on {token.last_used_on}" if token.last_used_on else "not used yet"
        out.print(f"{token.name}: {', '.join(token.scopes)}, good until {token.expires_on}, {used}.", markup=False)
    if not made:
        out.print("There is none. Make one with: alongside token NAME")


def revoke(name: Annotated[str, typer.Argument(help="The name the service's token was made with.")]) -> None:
    """Revoke a service's token: from now on nothing can be done with it."""
    from alongside.people.actions import revoke_token
    from alongside.people.models import Token

    made = Token.objects.filter(person=None, name=name)
    if not made:
        stop(f"No service has a token named {name}. `alongside tokens` lists them.")
    for token in made:
        revoke_token(token)
    out.print(f"{name} can do nothing any more.", markup=False)
