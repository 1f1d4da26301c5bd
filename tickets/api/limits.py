"""How much one caller may send, and how often ask: enough for a program that reads all day, not for an endless loop."""

import io
import json
import re
from collections.abc import Mapping
from typing import IO, Any, Final, cast

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.core.exceptions import RequestDataTooBig
from django.utils.connection import ConnectionProxy
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

from accounts.record import address_of

#: An escape that may be half a character: only then is the whole looked at.
SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


class Json(JSONParser):
    """Bodies of a bounded size and depth, in characters that the database can hold.

    The library reads any size (OWASP ASVS 5.0 V4.3.1) and lets deep ones exhaust the stack.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Raises ParseError (400), RequestDataTooBig (413)."""
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise RequestDataTooBig
        try:
            sent = super().parse(io.BytesIO(body), media_type, parser_context)
            if SURROGATE.search(body):
                json.dumps(sent, ensure_ascii=False).encode()
        except (RecursionError, LookupError, UnicodeEncodeError) as error:
            raise ParseError(str(error)) from error
        return sent


#: The cache of that name (setting CACHES), whichever it is for the thread that asks.
REQUESTS = cast("BaseCache", ConnectionProxy(caches, "requests"))


class PerPerson(UserRateThrottle):
    """A person, by any of their tokens or sessions."""

    cache = REQUESTS
    rate = "3000/min"


class PerAddress(AnonRateThrottle):
    """A network address without a sign-in, which an office may share."""

    cache = REQUESTS
    rate = "60/min"

    def get_ident(self, request: Request) -> str:
        """Not REST framework's, which believes what the caller wrote into X-Forwarded-For."""
        return address_of(request)
