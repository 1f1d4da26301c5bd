"""`notices/`: what I was told; nobody reads another's."""

from tests.api.conftest import Api


def test_a_notice_reaches_its_addressee_and_is_read_once(api: Api):
    ticket = api.world.take(api.world.file("restart"), "submit")
    notice = api.get("lead", "notices/", unread="true")["results"][0]
    assert notice["ticket"] == ticket.number
    assert notice["subject"]
    assert notice["body"]
    assert notice["read_at"] is None
    path = f"notices/{notice['id']}/read/"
    assert api.post("clerk", path, expect=404)["code"] == "not_found"
    read = api.post("lead", path)
    assert read["read_at"] == api.world.now.isoformat()
    api.world.later(hours=1)
    assert api.post("lead", path) == read
    assert notice["id"] not in [row["id"] for row in api.get("lead", "notices/", unread="true")["results"]]
    assert notice["id"] in [row["id"] for row in api.get("lead", "notices/")["results"]]
