"""My data: take everything with me, or be forgotten."""

from django import forms
from django.contrib.auth import logout
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from alongside.access.gate import rows
from alongside.lifecycle.exporting import export
from alongside.lifecycle.forgetting import forget, with_words_stay
from alongside.pairs.models import Pair
from alongside.web.http import Request, invalid, page


class ForgetForm(forms.Form):
    """Being forgotten is final, so the person types their own e-mail address."""

    email = forms.EmailField(label=_("Type your e-mail address to go on"), widget=forms.EmailInput)

    def __init__(self, *args: object, own: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.own = own

    def clean_email(self) -> str:
        """Only one's own address will do."""
        typed = str(self.cleaned_data["email"]).lower()
        if typed != self.own.lower():
            raise forms.ValidationError(_("That is not the address you sign in with. Nothing was deleted."))
        return typed


@require_safe
def data(request: Request) -> HttpResponse:
    """What is kept of me and what I can do with it."""
    return page(request, "mydata/data.html")


@require_GET
def take(request: Request) -> HttpResponse:
    """Everything of mine as a file."""
    answer = HttpResponse(export(request.user), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="alongside-{request.user.today()}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request) -> HttpResponse:
    """Be forgotten: what that means, then the deed."""
    form = ForgetForm(request.POST or None, own=request.user.email)
    if request.method == "POST" and form.is_valid():
        person = request.user
        logout(request)
        forget(person)
        return page(request, "mydata/forgotten.html")
    pairs = (
        with_words_stay(rows(request.user, "see", Pair)).select_related("performer", "coach").order_by("began_on")[:30]
    )
    return page(request, "mydata/forget.html", {"form": form, "pairs": list(pairs)}, status=invalid(form))
