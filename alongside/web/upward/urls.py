"""Addresses of the ways upward."""

from django.urls import path

from alongside.web.upward import hearing, naming, views

app_name = "upward"

urlpatterns = [
    path("", views.start, name="page"),
    path("to/<uuid:pk>/", views.tell, name="tell"),
    path("contacts/", views.contacts, name="contacts"),
    path("contacts/<uuid:pk>/", views.bring, name="bring"),
    path("thread/<uuid:pk>/", views.thread, name="thread"),
    path("thread/<uuid:pk>/wish/", views.wish, name="wish"),
    path("thread/<uuid:pk>/to-another/", views.hand_on, name="hand_on"),
    path("thread/<uuid:pk>/delete/", views.delete, name="delete"),
    path("thread/<uuid:pk>/act/", hearing.act, name="act"),
    path("heard/", hearing.heard_by_me, name="heard"),
    path("heard/<uuid:pk>/", hearing.batch, name="batch"),
    path("asked/<uuid:pk>/", naming.asked, name="asked"),
    path("naming/", naming.naming, name="naming"),
    path("naming/call/", naming.call, name="call"),
    path("naming/contacts/", naming.propose, name="propose"),
    path("naming/representatives/", naming.represent, name="represent"),
    path("naming/contacts/<uuid:pk>/confirm/", naming.confirm, name="confirm"),
    path("naming/contacts/<uuid:pk>/end/", naming.end, name="end"),
    path("naming/representatives/<uuid:pk>/end/", naming.end_representing, name="end_representing"),
    path("contacts/<uuid:pk>/being/", naming.being, name="being"),
    path("contacts/<uuid:pk>/stop/", naming.stop, name="stop"),
]
