"""What people were told of that is no order ends with its question, and is found without reading all notices."""

import pytest
from django.db import connection

from tickets.outbox import lives


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "terms_proposed:1"])
def test_an_index_finds_what_is_about_no_order(key: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which reads a small table from end to end
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = lives.of_no_order("terms_proposed", key).explain()
        assert ("notice_of_no_order" in plan) if connection.vendor == "postgresql" else ("SCAN" not in plan)
