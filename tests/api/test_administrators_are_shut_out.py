"""Every address of REST against each of the three administrators: what is about orders refuses them, lists as well."""

import pytest

from tests.api.addresses import answered, filled, places
from tests.api.conftest import Api
from tests.api.test_strangers import OPERATING
from tickets.api import urls
from tickets.models import AuditEntry

ADMINISTRATORS = ["sysadmin", "secadmin", "auditadmin"]
#: What they share with everybody: their notices, and what holds no order.
SHARED = {
    ("get", "notices/"),
    ("post", "notices/<int:pk>/read/"),
    ("get", "kinds/"),
    ("get", "kinds/<str:kind>/"),
    ("get", "due/"),
    ("get", "schema/"),
    ("get", "docs/"),
}
#: Whatever there is to fill a place with: the answer must not hang on it.
FILLINGS = {"str": "GD-2026-000001", "int": "1", "slug": "restart"}


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_an_administrator_is_refused_everything_about_orders(api: Api, who: str) -> None:
    before = AuditEntry.objects.count()
    for method, route in sorted(answered(urls.urlpatterns) - SHARED - set(OPERATING)):
        refused = api.call(who, method, filled(route, *(FILLINGS[sort] for sort in places(route))), {}, 403)
        assert (refused["code"], refused["message"]) == ("forbidden", "管理员不查看、不办理工单。"), route
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_what_is_everybodys_is_theirs_as_well(api: Api, who: str) -> None:
    for path in ("notices/", "kinds/", "kinds/restart/"):
        api.get(who, path)
    assert api.post(who, "notices/1/read/", expect=404)["code"] == "not_found"
    assert api.get(who, "due/", expect=400)["errors"]


def test_nobody_else_is_refused(api: Api) -> None:
    for who in ("clerk", "manager", "officer", "auditor", "vendor", "outsider"):
        api.get(who, "tickets/")
