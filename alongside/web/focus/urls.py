"""Addresses of our one thing."""

from django.urls import path

from alongside.web.focus import looking_back, trying, views

app_name = "focus"

urlpatterns = [
    path("with/<uuid:pair>/", views.choose, name="choose"),
    path("with/<uuid:pair>/later/", views.ideas, name="ideas"),
    path("later/<uuid:pk>/done/", views.drop_idea, name="drop_idea"),
    path("<uuid:pk>/", views.focus_page, name="page"),
    path("<uuid:pk>/agree/", views.agree, name="agree"),
    path("<uuid:pk>/sharpen/", views.sharpen, name="sharpen"),
    path("<uuid:pk>/for-me/", views.weigh, name="weigh"),
    path("<uuid:pk>/steps/", views.add_step, name="add_step"),
    path("step/<uuid:pk>/done/", views.finish_step, name="finish_step"),
    path("step/<uuid:pk>/dropped/", views.drop_step, name="drop_step"),
    path("part/<uuid:pk>/say/", views.say, name="say"),
    path("part/<uuid:pk>/state/", views.state, name="state"),
    path("<uuid:pk>/carry-on/", looking_back.carry_on, name="carry_on"),
    path("<uuid:pk>/reword/", looking_back.reword, name="reword"),
    path("<uuid:pk>/looking-back/", looking_back.look_back, name="look_back"),
    path("<uuid:pk>/close/", looking_back.close, name="close"),
    path("<uuid:pk>/set-aside/", looking_back.set_aside, name="set_aside"),
    path("<uuid:pk>/trying/", trying.trying, name="trying"),
    path("trying/<uuid:pk>/another-way/", trying.add_way, name="add_way"),
    path("trying/<uuid:pk>/choose/", trying.choose_way, name="choose_way"),
    path("trying/<uuid:pk>/end/", trying.end_trying, name="end_trying"),
]
