import pytest


def language(client) -> str:
    return client.get("/accounts/login/", headers={"Accept-Language": "en-US"}).headers["Content-Language"]


def test_chinese_is_spoken_whatever_the_browser_was_installed_in(client, db):
    assert language(client) == "zh-hans"


def test_the_choice_holds_in_the_browser_before_sign_in(client, db):
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert language(client) == "en"


def test_the_choice_is_kept_on_the_person_and_found_in_another_browser(client, li, sign_in):
    sign_in()
    answer = client.post("/language/", {"language": "en", "next": "/profile/"})
    assert answer.headers["Location"] == "/profile/"
    client.cookies.pop("django_language")
    assert client.get("/profile/").headers["Content-Language"] == "en"
    li.refresh_from_db()
    assert li.language == "en"


@pytest.mark.parametrize("wrong", ["fr", "", "xx"])
def test_an_unknown_language_changes_nothing(client, li, sign_in, wrong):
    sign_in()
    client.post("/language/", {"language": wrong})
    li.refresh_from_db()
    assert li.language == "zh-hans"


def test_it_takes_a_post_and_leads_nowhere_else(client, db):
    assert client.get("/language/").status_code == 405
    answer = client.post("/language/", {"language": "en", "next": "https://elsewhere.invalid/"})
    assert "elsewhere" not in answer.headers["Location"]
