"""Where everything answers."""

from django.urls import URLPattern, URLResolver, include, path

from alongside.web.how.views import who
from alongside.web.today.views import today

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today, name="today"),
    path("reflect/", include("alongside.web.reflect.urls")),
    path("how/", include("alongside.web.how.urls")),
    path("who/<slug:model>/<uuid:pk>/", who, name="readers"),
    path("me/data/", include("alongside.web.mydata.urls")),
    path("account/", include("allauth.account.urls")),
]
