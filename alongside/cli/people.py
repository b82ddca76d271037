"""`alongside people`: who works here."""

from typing import Annotated

import typer

from alongside.cli.roster import import_people
from alongside.cli.say import out, plainly

app = typer.Typer(no_args_is_help=True, help="Who works here: add somebody, import the list.")
app.command("import")(import_people)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The full name.")],
    email: Annotated[str, typer.Argument(help="The address they sign in with.")],
    time_zone: Annotated[
        str, typer.Option(help="For example Europe/Berlin; else the one in ALONGSIDE_TIME_ZONE.", show_default=False)
    ] = "",
    keeps_people: Annotated[bool, typer.Option("--keeps-people", help="May import and change the list.")] = False,  # noqa: FBT002
) -> None:
    """Add one person. The first one should keep the list of people: --keeps-people."""
    from zoneinfo import available_timezones

    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from alongside.cli.say import stop
    from alongside.people.actions import add_person

    try:
        validate_email(email)
    except ValidationError:
        stop(f"{email} is no e-mail address.", 2)
    if time_zone and time_zone not in available_timezones():
        stop(f"There is no time zone {time_zone}. Say it like Europe/Berlin.", 2)
    with plainly():
        person = add_person(email, name, time_zone=time_zone, keeps_people=keeps_people)
    out.print(f"{person.name} is in. Let them in with: alongside invite {person.email}", markup=False)


@app.command("keeper")
def keeper(
    email: Annotated[str, typer.Argument(help="Somebody who is in the list.")],
    no_longer: Annotated[bool, typer.Option("--no-longer", help="They don't keep it any more.")] = False,  # noqa: FBT002
) -> None:
    """Let somebody import and change the list of people in the browser. It shows them nothing that anybody wrote."""
    from alongside.cli.say import stop
    from alongside.people.actions import let_keep_people
    from alongside.people.models import Person

    person = Person.objects.filter(email=email.lower(), is_active=True).first()
    if person is None:
        stop(f"Nobody here has the address {email}.")
    with plainly():
        let_keep_people(person, keeps=not no_longer)
    out.print(f"{person.name} {'no longer keeps' if no_longer else 'keeps'} the list of people.", markup=False)
