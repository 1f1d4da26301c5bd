"""The addresses of the pages. A number is a whole ticket number; a stranger's is simply not found."""

from django.urls import URLPattern, URLResolver, path

from tickets.pages.acts import act, attach, comment, correct_filing, file, remind
from tickets.pages.board import board
from tickets.pages.calls import call
from tickets.pages.claims.acts import claim_act, claim_pause, claim_time
from tickets.pages.claims.checks import checks, export
from tickets.pages.claims.minutes import minutes, new_minutes
from tickets.pages.contract_pages import answer_extension, contract, contracts, extend_term
from tickets.pages.filing import edit, file_kind, filing
from tickets.pages.flows import flow, flows
from tickets.pages.notice_pages import bell, notices, read
from tickets.pages.preferences import addresses, text_size
from tickets.pages.recheck import recheck
from tickets.pages.stamps import stamps
from tickets.pages.ticket import ticket
from tickets.pages.ticket_list import tickets
from tickets.pages.todo import todo

urlpatterns: list[URLPattern | URLResolver] = [
    path("", todo, name="todo"),
    path("tickets/", tickets, name="tickets"),
    path("tickets/new/", filing, name="filing"),
    path("tickets/new/<slug:kind>/", file_kind, name="file_kind"),
    path("tickets/<str:number>/", ticket, name="ticket"),
    path("tickets/<str:number>/edit/", edit, name="edit"),
    path("tickets/<str:number>/act/<slug:name>/", act, name="act"),
    path("tickets/<str:number>/comment/", comment, name="comment"),
    path("tickets/<str:number>/remind/", remind, name="remind"),
    path("tickets/<str:number>/attach/", attach, name="attach"),
    path("tickets/<str:number>/correct-filing/", correct_filing, name="correct_filing"),
    path("tickets/<str:number>/claims/<str:claim>/<slug:verb>/", claim_act, name="claim_act"),
    path("tickets/<str:number>/claim-time/", claim_time, name="claim_time"),
    path("tickets/<str:number>/claim-pause/", claim_pause, name="claim_pause"),
    path("files/<int:pk>/", file, name="file"),
    path("tickets/<str:number>/stamps/", stamps, name="stamps"),
    path("calls/", call, name="call"),
    path("checks/", checks, name="checks"),
    path("checks/export/", export, name="checks_export"),
    path("checks/minutes/", new_minutes, name="minutes_new"),
    path("checks/minutes/<int:pk>/", minutes, name="minutes"),
    path("recheck/", recheck, name="recheck"),
    path("board/", board, name="board"),
    path("notices/", notices, name="notices"),
    path("notices/read/", read, name="notices_read"),
    path("notices/bell/", bell, name="bell"),
    path("notices/addresses/", addresses, name="addresses"),
    path("contracts/", contracts, name="contracts"),
    path("contracts/<str:number>/", contract, name="contract"),
    path("contracts/<str:number>/extend/", extend_term, name="extend_term"),
    path("contracts/<str:number>/extensions/<int:pk>/", answer_extension, name="answer_extension"),
    path("kinds/", flows, name="flows"),
    path("kinds/<slug:kind>/flow/", flow, name="flow"),
    path("text-size/", text_size, name="text_size"),
]
