"""IP台账 (9.7): the addresses that the provider manages for the agency, each for a system and by an order."""

from ipaddress import ip_interface, ip_network
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from tickets.lifecycle.bounds import answer_to, not_after, not_before
from tickets.lifecycle.certificates import FAR_OFF
from tickets.lifecycle.fields import Choice, Day, Text, today
from tickets.lifecycle.form_fields import LineFormField
from tickets.lifecycle.parties import AC, AL, PD, PE, PL
from tickets.lifecycle.tables import SystemCode
from tickets.registers.register import WITHIN_REACH, OrderNumber, Register

NO_ADDRESS: Final = gettext_lazy("Write an IP address such as 203.0.113.7, or a network such as 203.0.113.0/29.")


class AddressFormField(LineFormField):
    """One address, or a network of them; one writing for each, so that nothing is listed twice."""

    def clean(self, value: object) -> str:
        typed: str = super().clean(value)
        if not typed:
            return typed
        try:
            return str(ip_network(typed) if "/" in typed else ip_interface(typed).ip)
        except ValueError as error:
            raise ValidationError(NO_ADDRESS) from error


class Address(Text):
    form_class = AddressFormField


class Addresses(Register):
    """Given to another system, an address has a new entry, which takes the old one's place from its first day on."""

    code, position = "addresses", 30
    title = "IP addresses"
    help = "Which address serves which system, from when until when, by which work order."
    articles = ("9.7",)
    enters, confirms, tells = (PD, PE, PL), (AC, AL), ()

    address = Address("IP address", example="203.0.113.7")
    network = Choice(
        "Network", {"internet": "Internet", "government": "Government extranet", "internal": "Inside the cloud"},
        example="internet",
    )  # fmt: skip
    system = SystemCode("Information system", example=None, required=False, hint="Left empty: the whole contract.")
    used_for = Text("Used for", example="门户网站", required=False)
    used_from = Day("In use from", within=WITHIN_REACH, example=today())
    used_to = Day(
        "In use until", within=(not_before(answer_to(used_from)), not_after(FAR_OFF)), example=None, required=False
    )
    by_order = OrderNumber("By which work order", example=None, required=False)

    about, span = (address,), (used_from, used_to)
