"""Those of allauth's addresses that are used here; the others don't exist."""

from allauth.account.views import AccountInactiveView, ConfirmLoginCodeView, LoginView, LogoutView
from django.conf import settings
from django.urls import path

from alongside.web.door import views

_MAIL: dict[str, object] = {"mail_works": lambda: settings.MAIL_CONFIGURED}  # asked when the page is shown
_sign_in = LoginView.as_view(extra_context=_MAIL)

urlpatterns = [
    path("login/", _sign_in, name="account_login"),
    path("login/", _sign_in, name="account_request_login_code"),  # allauth's name for the same
    path("login/code/", ConfirmLoginCodeView.as_view(extra_context=_MAIL), name="account_confirm_login_code"),
    path("logout/", LogoutView.as_view(), name="account_logout"),
    path("inactive/", AccountInactiveView.as_view(), name="account_inactive"),
    path("new/", views.closed, name="account_signup"),
]
