"""What every line of the story is made of."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from alongside.demo.moments import Moment


def _moment(value: object) -> object:
    return Moment(value) if isinstance(value, str) else value


def _day_and_time(value: object) -> object:
    moment = _moment(value)
    if isinstance(moment, Moment) and not moment.has_time:
        raise ValueError(f"“{moment.said}” needs a time of day")
    return moment


Day = Annotated[Moment, BeforeValidator(_moment)]
When = Annotated[Moment, BeforeValidator(_day_and_time)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]
Text = Annotated[str, Field(min_length=1)]


class Told(BaseModel):
    """Something the story tells. Unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Deed(Told):
    """Something one person does."""

    by: Key
