"""Addresses of what people say to each other."""

from django.urls import path

from alongside.web.feedback import asking, thanking, views

app_name = "feedback"

urlpatterns = [
    path("", views.to_me, name="list"),
    path("from-you/", views.from_me, name="from_me"),
    path("somebody/", views.somebody, name="somebody"),
    path("look/", views.look, name="look"),
    path("to/<uuid:pk>/", views.write, name="write"),
    path("to/<uuid:pk>/draft/", views.draft, name="draft"),
    path("to/<uuid:pk>/drop/", views.drop, name="drop_draft"),
    path("ask/<uuid:pk>/", asking.ask, name="ask"),
    path("asked/<uuid:pk>/", asking.asked, name="asked"),
    path("asked/<uuid:pk>/not-now/", asking.not_now, name="not_now"),
    path("asked/<uuid:pk>/take-back/", asking.take_back, name="withdraw"),
    path("thank/<uuid:pk>/", thanking.thank, name="thank"),
    path("thanks/", thanking.all_thanks, name="all_thanks"),
    path("thanks/<uuid:pk>/", thanking.thanks, name="thanks"),
    path("thanks/<uuid:pk>/arrived/", thanking.arrived, name="arrived"),
    path("thanks/<uuid:pk>/remove/", thanking.remove, name="remove_thanks"),
    path("<uuid:pk>/", views.said, name="page"),
    path("<uuid:pk>/my-side/", views.my_side, name="my_side"),
    path("<uuid:pk>/read-on/", views.read_on, name="read_on"),
    path("<uuid:pk>/put-away/", views.put_away, name="put_away"),
    path("<uuid:pk>/take-out/", views.take_out, name="take_out"),
    path("<uuid:pk>/whose-view/", views.whose_view, name="whose_view"),
    path("<uuid:pk>/not-yet/", views.not_yet, name="not_yet"),
    path("<uuid:pk>/take-back/", views.take_back, name="take_back"),
]
