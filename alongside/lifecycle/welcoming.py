"""Letting a person in for the first time where no mail can be sent."""

from django.db.models import Q

from alongside.lifecycle.forgetting import private_models
from alongside.pairs.models import Pair
from alongside.people.models import Person


def owns_private_rows(person: Person) -> bool:
    """Whether there is anything an operator could read by signing in as this person. Then no link is ever shown."""
    if Pair.objects.filter(Q(performer=person) | Q(coach=person)).exists():
        return True
    return any(model._base_manager.filter(author=person).exists() for model in private_models())
