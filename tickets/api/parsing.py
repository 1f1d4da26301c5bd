"""Request bodies: of a bounded size and depth, in characters that the database can hold."""

import io
import json
import re
from collections.abc import Mapping
from typing import IO, Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

#: An escape that may be half a character: only then is the whole looked at.
SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


class Json(JSONParser):
    """The library reads bodies of any size (OWASP ASVS 5.0 V4.3.1) and lets deep ones exhaust the stack."""

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
