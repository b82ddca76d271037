"""Addresses of finding each other."""

from django.urls import path

from alongside.pairs.models import Side
from alongside.web.finding import directory, handing, leading, suggestions, trios

app_name = "finding"

urlpatterns = [
    path("", directory.page_of_lines, name="page"),
    path("mine/help/", directory.my_line, {"side": Side.COACH}, name="help"),
    path("mine/learn/", directory.my_line, {"side": Side.PERFORMER}, name="learn"),
    path("mine/help/take-out/", directory.take_out, {"side": Side.COACH}, name="take_help_out"),
    path("mine/learn/take-out/", directory.take_out, {"side": Side.PERFORMER}, name="take_learn_out"),
    path("suits/", suggestions.suits, name="suits"),
    path("suits/leave-out/", suggestions.leave_out, name="leave_out"),
    path("suits/leave-in/", suggestions.leave_in, name="leave_in"),
    path("suggestions/<uuid:pk>/", suggestions.suggestion, name="suggestion"),
    path("suggestions/<uuid:pk>/put-aside/", suggestions.put_aside, name="put_aside"),
    path("look/", suggestions.look, name="look"),
    path("asked/<uuid:pk>/", suggestions.asked, name="asked"),
    path("three/", trios.mine, name="trios"),
    path("three/ask/", trios.ask, name="ask_two"),
    path("three/<uuid:pk>/", trios.trio, name="trio"),
    path("three/<uuid:pk>/yes/", trios.yes, name="join_trio"),
    path("three/<uuid:pk>/not-now/", trios.not_now, name="trio_not_now"),
    path("three/<uuid:pk>/turn/", trios.turn, name="turn_trio"),
    path("three/<uuid:pk>/stop/", trios.stop, name="end_trio"),
    path("path/", leading.path, name="path"),
    path("path/time/", leading.time, name="time"),
    path("path/again/", leading.again, name="again"),
    path("path/stand-in/", leading.choose_stand_in, name="choose_stand_in"),
    path("stand-in/<uuid:pk>/", leading.stand_in, name="stand_in"),
    path("stand-in/<uuid:pk>/yes/", leading.yes, name="stand_in_yes"),
    path("stand-in/<uuid:pk>/not-now/", leading.not_now, name="stand_in_not_now"),
    path("stand-in/<uuid:pk>/end/", leading.end, name="end_stand_in"),
    path("hand-over/with/<uuid:pk>/", handing.propose, name="hand_over"),
    path("hand-over/<uuid:pk>/", handing.handover, name="handover"),
    path("hand-over/<uuid:pk>/yes/", handing.yes, name="handover_yes"),
    path("hand-over/<uuid:pk>/not-now/", handing.not_now, name="handover_not_now"),
    path("hand-over/<uuid:pk>/take-back/", handing.take_back, name="take_handover_back"),
]
