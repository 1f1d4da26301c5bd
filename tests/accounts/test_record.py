from tickets.models import AuditEntry


def system_log() -> list[tuple[str, str | None, str | None]]:
    entries = AuditEntry.objects.filter(ticket=None).select_related("actor", "unit").order_by("seq")
    return [(each.action, each.actor and each.actor.username, each.unit and each.unit.code) for each in entries]


def test_sign_ins_failures_and_sign_outs_stand_in_the_system_log(client, li, sign_in):
    sign_in("li", "Wrong-Password-1")
    sign_in()
    client.post("/accounts/logout/")
    assert system_log() == [
        ("sign_in_failed", None, None),
        ("signed_in", "li", "office"),
        ("signed_out", "li", "office"),
    ]


def test_no_password_stands_in_the_record(client, li, sign_in):
    sign_in("li", "Wrong-Password-1")
    sign_in("Typed-Into-The-Wrong-Field-1", "x")
    assert not [each for each in AuditEntry.objects.values_list("data", flat=True) if "Wrong" in str(each)]
