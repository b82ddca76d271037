"""Where the pages answer; the API has its own addresses (alongside.api.v1)."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from alongside.web.how.health import health
from alongside.web.how.views import who
from alongside.web.today.views import today

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today, name="today"),
    path("reflect/", include("alongside.web.reflect.urls")),
    path("talks/", include("alongside.web.talks.urls")),
    path("one-thing/", include("alongside.web.focus.urls")),
    path("where/", include("alongside.web.checkins.urls")),
    path("alone/", include("alongside.web.solo.urls")),
    path("both-ways/", include("alongside.web.bothways.urls")),
    path("upward/", include("alongside.web.upward.urls")),
    path("how/", include("alongside.web.how.urls")),
    path("health/", health, name="health"),
    path("who/<slug:model>/<uuid:pk>/", who, name="readers"),
    path("me/data/", include("alongside.web.mydata.urls")),
    path("pairs/", include("alongside.web.pairs.urls")),
    path("feedback/", include("alongside.web.feedback.urls")),
    path("agreements/", include("alongside.web.teamagreements.urls")),
    path("finding/", include("alongside.web.finding.urls")),
    path("people/import/", include("alongside.web.roster.urls")),
    path("people/", include("alongside.web.people.urls")),
    path("me/", include("alongside.web.me.urls")),
    path("account/", include("alongside.web.door.account_urls")),
    path("welcome/", include("alongside.web.door.urls")),
    path("chairs/", include("alongside.web.chairs.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("style/", include("alongside.web.style.urls")))  # every part of the look on one page
