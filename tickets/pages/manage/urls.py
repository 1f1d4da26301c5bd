"""The addresses below manage/."""

from django.urls import path

from tickets.pages.manage.chains import chain, chains
from tickets.pages.manage.confirming import act_on, revoke, take_role
from tickets.pages.manage.desk import desk
from tickets.pages.manage.importing import import_people, people_template
from tickets.pages.manage.locks import locks
from tickets.pages.manage.log import export_log, log
from tickets.pages.manage.people_list import people
from tickets.pages.manage.person import edit_person, new_person, person
from tickets.pages.manage.reviewing import review
from tickets.pages.manage.substituting import end_substitution, substitutions
from tickets.pages.manage.units_pages import edit_unit, new_unit, units

urlpatterns = [
    path("", desk, name="desk"),
    path("people/", people, name="manage_people"),
    path("people/import/", import_people, name="manage_import"),
    path("people/template/", people_template, name="manage_people_template"),
    path("people/new/", new_person, name="manage_new_person"),
    path("people/<int:pk>/", person, name="manage_person"),
    path("people/<int:pk>/edit/", edit_person, name="manage_edit_person"),
    path("people/<int:pk>/act/<slug:slug>/", act_on, name="manage_act"),
    path("people/<int:pk>/roles/<int:place>/take/", take_role, name="manage_take"),
    path("people/<int:pk>/tokens/<str:key>/revoke/", revoke, name="manage_revoke"),
    path("units/", units, name="manage_units"),
    path("units/new/", new_unit, name="manage_new_unit"),
    path("units/<slug:code>/", edit_unit, name="manage_unit"),
    path("locks/", locks, name="manage_locks"),
    path("substitutions/", substitutions, name="manage_substitutions"),
    path("substitutions/<int:pk>/end/", end_substitution, name="manage_end_substitution"),
    path("log/", log, name="manage_log"),
    path("log/export/", export_log, name="manage_log_export"),
    path("chains/", chains, name="manage_chains"),
    path("chains/<str:number>/", chain, name="manage_chain"),
    path("review/", review, name="manage_review"),
]
