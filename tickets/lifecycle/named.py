"""Things that are called by the name of the attribute that holds them, as a Django field is."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Named:
    """`name` is set once, when the thing is put into a class or a segment.

    english: its label, whose Chinese stands in the catalogue under `context`.
    """

    context: str
    english: str
    name: str = ""

    @property
    def label(self) -> Promise:
        return pgettext_lazy(self.context, self.english)

    def __set_name__(self, _owner: type, name: str) -> None:
        self.named(name)

    def named(self, name: str) -> None:
        """Raises TypeError where one thing would bear two names."""
        if self.name not in ("", name):
            raise TypeError(f"“{self.name}” is declared a second time, as “{name}”")
        self.name = name
