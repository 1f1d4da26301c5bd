"""How often one caller may ask: enough for a program that reads all day, too little for a loop gone wild."""

from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class PerPerson(UserRateThrottle):
    """A person, by whatever token or session. A stranger falls to `PerAddress`."""

    rate = "3000/min"


class PerAddress(AnonRateThrottle):
    """A network address without a sign-in: an office may share one."""

    rate = "60/min"
