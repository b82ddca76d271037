"""What somebody says about a file."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.kit.tables import LIMITS, MB
from alongside.people.cells import read_domain

ENCODINGS = [
    ("", gettext_lazy("Find out by itself")),
    ("utf-8", "UTF-8"),
    ("cp1252", gettext_lazy("Western European (Windows-1252)")),
    ("cp1250", gettext_lazy("Central European (Windows-1250)")),
    ("cp1251", gettext_lazy("Cyrillic (Windows-1251)")),
    ("cp1253", gettext_lazy("Greek (Windows-1253)")),
    ("cp1254", gettext_lazy("Turkish (Windows-1254)")),
    ("cp1257", gettext_lazy("Baltic (Windows-1257)")),
    ("cp932", gettext_lazy("Japanese (Shift JIS)")),
    ("gb18030", gettext_lazy("Chinese (GB 18030)")),
    ("mac_roman", gettext_lazy("Old Macintosh")),
    ("cp850", "DOS (850)"),
]


class DomainLine(forms.CharField):
    """A domain such as haldane.example; empty for none."""

    def clean(self, value: object) -> str:
        """The domain in lower case, without an @."""
        typed = super().clean(value)
        domain = read_domain(typed)
        if typed and not domain:
            raise ValidationError(_("Write the domain like haldane.example."))
        return domain


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The list of people, as CSV or XLSX"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv"}),
    )
    partial = forms.BooleanField(
        required=False,
        label=gettext_lazy("It holds a part of the people only"),
        help_text=gettext_lazy("Then nobody is taken to have left because they are missing."),
    )
    domain = DomainLine(
        required=False,
        max_length=253,
        label=gettext_lazy("Domain of e-mail addresses that have none"),
        help_text=gettext_lazy("For example haldane.example. Leave it empty if all addresses are complete."),
    )
    encoding = forms.ChoiceField(required=False, choices=ENCODINGS, label=gettext_lazy("How the letters are written"))

    def clean_file(self) -> object:
        """A file of a size that we read."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.size:
            raise ValidationError(
                _("This file is larger than %(most)d MB. Leave out columns that are not needed, or split it.")
                % {"most": LIMITS.size // MB}
            )
        return file


class AgainForm(forms.Form):
    domain = DomainLine(
        required=False, max_length=253, label=gettext_lazy("The domain that belongs to these addresses")
    )
