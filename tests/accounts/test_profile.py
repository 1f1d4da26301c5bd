from datetime import timedelta

from accounts.clock import now
from accounts.models import Substitution, User


def test_a_person_sees_units_roles_and_who_stands_in(client, li, sign_in):
    wang = User.objects.create_user("wang", name="演示·王")
    Substitution.objects.create(principal=li, substitute=wang, starts=now(), ends=now() + timedelta(days=2))
    sign_in()
    page = client.get("/profile/").content.decode()
    assert "演示单位办公室" in page
    assert "使用单位经办员" in page
    assert "演示·王代我办理" in page


def test_a_stranger_is_led_to_the_sign_in(client, db):
    assert client.get("/profile/").headers["Location"].startswith("/accounts/login/")
