"""Addresses below /api/v1/."""

from django.urls import path, re_path

from tickets.api import attachments, claims, contracts, deadlines, endpoint, kinds, notices, schema, tickets

urlpatterns = [
    path("kinds/", kinds.Kinds.as_view()),
    path("kinds/<str:kind>/", kinds.OneKind.as_view()),
    path("tickets/", tickets.Tickets.as_view()),
    path("tickets/<str:number>/", tickets.OneTicket.as_view()),
    path("tickets/<str:number>/actions/<str:name>/", tickets.Action.as_view()),
    path("tickets/<str:number>/events/", tickets.Events.as_view()),
    path("tickets/<str:number>/attachments/", attachments.Attachments.as_view()),
    path("tickets/<str:number>/comments/", tickets.Comments.as_view()),
    path("tickets/<str:number>/reminders/", tickets.Reminders.as_view()),
    path("tickets/<str:number>/filing/", tickets.Filing.as_view()),
    path("tickets/<str:number>/claims/", claims.TicketClaims.as_view()),
    path("claims/", claims.Claims.as_view()),
    path("claims/<int:pk>/", claims.OneClaim.as_view()),
    path("claims/<int:pk>/accept/", claims.Accept.as_view()),
    path("claims/<int:pk>/contest/", claims.ContestClaim.as_view()),
    path("claims/<int:pk>/refer/", claims.Refer.as_view()),
    path("claims/<int:pk>/decide/", claims.Decide.as_view()),
    path("claims/<int:pk>/withdraw/", claims.Withdraw.as_view()),
    path("claims/<int:pk>/correct/", claims.Correct.as_view()),
    path("claims/<int:pk>/end/", claims.End.as_view()),
    path("claims/<int:pk>/review/", claims.ReviewClaim.as_view()),
    path("claims/<int:pk>/proof/", claims.Proof.as_view()),
    path("attachments/<int:pk>/", attachments.Download.as_view()),
    path("deadlines/", deadlines.Deadlines.as_view()),
    path("deadlines/<int:pk>/", deadlines.OneDeadline.as_view()),
    path("breaches/", deadlines.Breaches.as_view()),
    path("due/", deadlines.OneDue.as_view()),
    path("notices/", notices.Notices.as_view()),
    path("notices/<int:pk>/read/", notices.ReadNotice.as_view()),
    path("contracts/", contracts.Contracts.as_view()),
    path("contracts/<str:number>/", contracts.OneContract.as_view()),
    path("contracts/<str:number>/ledger/", contracts.Ledger.as_view()),
    path("schema/", schema.Schema.as_view(), name="api-schema"),
    path("docs/", schema.Docs.as_view(), name="api-docs"),
    re_path(r"^.*/$", endpoint.Nowhere.as_view()),
]
