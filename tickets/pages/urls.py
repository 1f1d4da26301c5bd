"""The addresses of the pages. A number is a whole ticket number; a stranger's is simply not found."""

from django.urls import URLPattern, URLResolver, include, path

from tickets.pages.batch.view import batch
from tickets.pages.board.screen import screen
from tickets.pages.board.view import board
from tickets.pages.breaches.view import breaches
from tickets.pages.calendar.feed import feed, feed_page
from tickets.pages.calendar.view import calendar
from tickets.pages.calls.view import call
from tickets.pages.checks.view import checks
from tickets.pages.claim_list.view import claims
from tickets.pages.clock_list.view import clocks
from tickets.pages.contracts.view import answer_extension, contract, contracts, extend_term, readings
from tickets.pages.evidence.view import breach_evidence, evidence
from tickets.pages.exports.view import export, export_file, exports
from tickets.pages.fees.view import answer_fees, fee_tables
from tickets.pages.filing.checking import check_form
from tickets.pages.filing.choosing import filing
from tickets.pages.filing.editing import discard_edit, edit, save_edit
from tickets.pages.filing.writing import discard, file_kind, quota_of, save
from tickets.pages.flows.view import flow, flows
from tickets.pages.last_night.view import last_night
from tickets.pages.minutes.view import minutes, new_minutes
from tickets.pages.months.view import month, months, of_finding
from tickets.pages.notices.view import bell, notices, put, read
from tickets.pages.outages.acts import outage_act
from tickets.pages.outages.figures import availability
from tickets.pages.outages.importing import import_outages
from tickets.pages.outages.view import outages
from tickets.pages.preferences.hours import notice_hours
from tickets.pages.preferences.own_substitutes import end_own_substitute, own_substitutes
from tickets.pages.preferences.own_tokens import own_tokens, revoke_own
from tickets.pages.preferences.sign_ins import sign_ins
from tickets.pages.preferences.view import addresses, choices, scheme, text_size
from tickets.pages.print.finding import finding, finding_pdf, signed_finding
from tickets.pages.print.month import month_pdf, print_month
from tickets.pages.print.supervision import print_supervision, supervision_pdf
from tickets.pages.print.view import paper, paper_pdf, print_order, print_paper, print_pdf
from tickets.pages.recheck.view import recheck
from tickets.pages.registers.entry import new_entry, register_act, register_entry, register_file
from tickets.pages.registers.view import register, registers
from tickets.pages.reports.view import draft, hand_in, report_file, reports, send
from tickets.pages.sampling.view import look, sampling, samplings
from tickets.pages.saved_views.view import change_view, keep_view
from tickets.pages.sheets.view import all_sheets, close_sheet, sheet
from tickets.pages.stamps.view import stamps
from tickets.pages.statistics.passed import passages_page
from tickets.pages.statistics.view import statistics_page
from tickets.pages.supervision.view import supervision
from tickets.pages.ticket.acts import act, attach, comment, correct_filing, file, follow, rate, remind, show_file
from tickets.pages.ticket.claim_acts import claim_act, claim_pause, claim_time
from tickets.pages.ticket.consult_acts import consult, give_opinion, pass_back, pass_on, withdraw_question
from tickets.pages.ticket.live import live
from tickets.pages.ticket.supervision_acts import supervise, supervision_act
from tickets.pages.ticket.view import ticket
from tickets.pages.ticket_list.view import tickets
from tickets.pages.todo.view import todo
from tickets.pages.trial.view import trial

urlpatterns: list[URLPattern | URLResolver] = [
    path("", todo, name="todo"),
    path("batch/<slug:kind>/<slug:name>/", batch, name="batch"),
    path("tickets/", tickets, name="tickets"),
    path("tickets/new/", filing, name="filing"),
    path("tickets/new/<slug:kind>/", file_kind, name="file_kind"),
    path("tickets/new/<slug:kind>/<uuid:key>/", file_kind, name="saved_form"),
    path("tickets/new/<slug:kind>/<uuid:key>/check/", check_form, name="check_form"),
    path("tickets/new/<slug:kind>/<uuid:key>/quota/", quota_of, name="quota"),
    path("tickets/new/<slug:kind>/<uuid:key>/save/", save, name="save_form"),
    path("tickets/new/<slug:kind>/<uuid:key>/discard/", discard, name="discard_form"),
    path("tickets/<str:number>/", ticket, name="ticket"),
    path("tickets/<str:number>/edit/", edit, name="edit"),
    path("tickets/<str:number>/edit/save/", save_edit, name="save_edit"),
    path("tickets/<str:number>/edit/discard/", discard_edit, name="discard_edit"),
    path("tickets/<str:number>/live/", live, name="live"),
    path("tickets/<str:number>/act/<slug:name>/", act, name="act"),
    path("tickets/<str:number>/comment/", comment, name="comment"),
    path("tickets/<str:number>/consult/", consult, name="consult"),
    path("tickets/<str:number>/consult/opinion/", give_opinion, name="give_opinion"),
    path("tickets/<str:number>/consult/withdraw/", withdraw_question, name="withdraw_question"),
    path("tickets/<str:number>/pass-on/", pass_on, name="pass_on"),
    path("tickets/<str:number>/pass-back/", pass_back, name="pass_back"),
    path("tickets/<str:number>/supervise/", supervise, name="supervise"),
    path("tickets/<str:number>/supervision/<str:order>/<slug:deed>/", supervision_act, name="supervision_act"),
    path("tickets/<str:number>/rate/", rate, name="rate"),
    path("tickets/<str:number>/remind/", remind, name="remind"),
    path("tickets/<str:number>/follow/", follow, name="follow"),
    path("tickets/<str:number>/attach/", attach, name="attach"),
    path("tickets/<str:number>/correct-filing/", correct_filing, name="correct_filing"),
    path("tickets/<str:number>/claims/<str:claim>/<slug:verb>/", claim_act, name="claim_act"),
    path("tickets/<str:number>/claim-time/", claim_time, name="claim_time"),
    path("tickets/<str:number>/claim-pause/", claim_pause, name="claim_pause"),
    path("files/<int:pk>/", file, name="file"),
    path("files/<int:pk>/show/", show_file, name="show_file"),
    path("tickets/<str:number>/stamps/", stamps, name="stamps"),
    path("tickets/<str:number>/print/", print_order, name="print"),
    path("tickets/<str:number>/print.pdf", print_pdf, name="print_pdf"),
    path("tickets/<str:number>/evidence/", evidence, name="evidence"),
    path("tickets/<str:number>/paper/<slug:slot>/", paper, name="paper"),
    path("tickets/<str:number>/paper/<slug:slot>/print/", print_paper, name="print_paper"),
    path("tickets/<str:number>/paper/<slug:slot>/print.pdf", paper_pdf, name="paper_pdf"),
    path("calls/", call, name="call"),
    path("checks/", checks, name="checks"),
    path("checks/minutes/", new_minutes, name="minutes_new"),
    path("checks/minutes/<int:pk>/", minutes, name="minutes"),
    path("claims/", claims, name="claims"),
    path("clocks/", clocks, name="clocks"),
    path("statistics/", statistics_page, name="statistics"),
    path("statistics/passages/", passages_page, name="passages"),
    path("recheck/", recheck, name="recheck"),
    path("board/", board, name="board"),
    path("board/screen/", screen, name="board_screen"),
    path("breaches/", breaches, name="breaches"),
    path("breaches/<int:pk>/finding/", finding, name="finding"),
    path("breaches/<int:pk>/finding.pdf", finding_pdf, name="finding_pdf"),
    path("breaches/<int:pk>/signed/", signed_finding, name="signed_finding"),
    path("breaches/<int:pk>/evidence/", breach_evidence, name="breach_evidence"),
    path("outages/", outages, name="outages"),
    path("outages/availability/", availability, name="availability"),
    path("outages/import/", import_outages, name="import_outages"),
    path("outages/<int:pk>/<slug:verb>/", outage_act, name="outage_act"),
    path("due/", trial, name="trial"),
    path("views/<int:pk>/", change_view, name="change_view"),
    path("views/<slug:name>/", keep_view, name="keep_view"),
    path("calendar/", calendar, name="calendar"),
    path("calendar/feed/", feed_page, name="feed_page"),
    path("calendar.ics", feed, name="feed"),
    path("exports/", exports, name="exports"),
    path("exports/new/<slug:name>/", export, name="export"),
    path("exports/<int:pk>/file/", export_file, name="export_file"),
    path("registers/", registers, name="registers"),
    path("registers/<slug:code>/", register, name="register"),
    path("registers/<slug:code>/new/", new_entry, name="register_new"),
    path("registers/<slug:code>/<int:pk>/", register_entry, name="register_entry"),
    path("registers/<slug:code>/<int:pk>/file/", register_file, name="register_file"),
    path("registers/<slug:code>/<int:pk>/<slug:verb>/", register_act, name="register_act"),
    path("reports/", reports, name="reports"),
    path("reports/draft/", draft, name="report_draft"),
    path("reports/hand-in/", hand_in, name="report_hand_in"),
    path("reports/<int:pk>/send/", send, name="report_send"),
    path("reports/<int:pk>/file/", report_file, name="report_file"),
    path("sampling/", samplings, name="samplings"),
    path("sampling/<int:pk>/", sampling, name="sampling"),
    path("sampling/<int:pk>/<int:place>/", look, name="sampled"),
    path("supervision/", supervision, name="supervision"),
    path("supervision/<str:number>/print/", print_supervision, name="print_supervision"),
    path("supervision/<str:number>/print.pdf", supervision_pdf, name="supervision_pdf"),
    path("notices/", notices, name="notices"),
    path("notices/read/", read, name="notices_read"),
    path("notices/put/<slug:verb>/", put, name="notices_put"),
    path("notices/hours/", notice_hours, name="notice_hours"),
    path("notices/bell/", bell, name="bell"),
    path("notices/addresses/", addresses, name="addresses"),
    path("notices/choices/", choices, name="notice_choices"),
    path("contracts/", contracts, name="contracts"),
    path("contracts/<str:number>/", contract, name="contract"),
    path("contracts/<str:number>/readings/", readings, name="readings"),
    path("contracts/<str:number>/fees/", fee_tables, name="fee_tables"),
    path("contracts/<str:number>/fees/<int:pk>/", answer_fees, name="answer_fees"),
    path("contracts/<str:number>/extend/", extend_term, name="extend_term"),
    path("contracts/<str:number>/extensions/<int:pk>/", answer_extension, name="answer_extension"),
    path("contracts/<str:number>/months/", months, name="months"),
    path("contracts/<str:number>/months/<str:month>/", month, name="month"),
    path("tickets/<str:number>/month/", of_finding, name="finding_month"),
    path("sheets/", all_sheets, name="sheets"),
    path("sheets/<str:number>/<str:month>/", sheet, name="sheet"),
    path("sheets/<str:number>/<str:month>/close/", close_sheet, name="close_sheet"),
    path("sheets/<str:number>/<str:month>/print/", print_month, name="print_sheet"),
    path("sheets/<str:number>/<str:month>/print.pdf", month_pdf, name="sheet_pdf"),
    path("last-night/", last_night, name="last_night"),
    path("manage/", include("tickets.pages.manage.urls")),
    path("manage/", include("tickets.pages.operations.urls")),
    path("kinds/", flows, name="flows"),
    path("kinds/<slug:kind>/flow/", flow, name="flow"),
    path("profile/substitutes/", own_substitutes, name="own_substitutes"),
    path("profile/substitutes/<int:pk>/end/", end_own_substitute, name="end_own_substitute"),
    path("profile/tokens/", own_tokens, name="own_tokens"),
    path("profile/tokens/<str:key>/revoke/", revoke_own, name="revoke_own_token"),
    path("accounts/sessions/", sign_ins, name="sign_ins"),  # in the place of allauth's own
    path("text-size/", text_size, name="text_size"),
    path("scheme/", scheme, name="scheme"),
]
