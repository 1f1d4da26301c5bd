"""How often one caller may ask: enough for a program that reads all day, too little for an endless loop."""

from typing import cast

from django.core.cache import BaseCache, caches
from django.utils.connection import ConnectionProxy
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

from accounts.record import address_of

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
