"""What a file would change of the agreed score sheet, line by line. Months that have begun keep the sheet they have."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

Sheet = Mapping[str, Any]


def differences(before: Sheet | None, after: Sheet | None) -> Iterator[str]:
    if after is None:
        yield from [_("The score sheet is dropped: months are assessed no more")] if before is not None else []
        return
    if before is None:
        told = {"n": len(after["items"]), "mark": after["pass_mark"], "source": after["source"]}
        yield _("New score sheet of %(n)d items, pass mark %(mark)d, source: %(source)s") % told
        return
    for name, said in (("pass_mark", _("Pass mark")), ("source", _("Source of the score sheet"))):
        if before[name] != after[name]:
            yield _("%(what)s: %(old)s → %(new)s") % {"what": said, "old": before[name], "new": after[name]}
    yield from _items(before, after)


def _items(before: Sheet, after: Sheet) -> Iterator[str]:
    old, new = ({one["code"]: _words(one) for one in sheet["items"]} for sheet in (before, after))
    for code in (*old, *(code for code in new if code not in old)):
        if old.get(code) != new.get(code):
            told = {"old": old.get(code, "–"), "new": new.get(code, "–")}
            yield _("Scored item: %(old)s → %(new)s") % told


def _words(item: Sheet) -> str:
    return _("%(item)s (%(points)d)") % {"item": item["words"], "points": item["points"]}
