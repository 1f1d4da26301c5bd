"""What a file would change of what breaches cost, row by row. What happened under an edition is priced by it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tickets.penalties import explain, narrator
from tickets.policy.penalty_terms import PenaltyRuleTerms, PenaltyTerms


def differences(before: PenaltyTerms | None, after: PenaltyTerms | None) -> Iterator[str]:
    if after is None:
        yield from [_("The penalties are dropped: no breach is priced any more")] if before is not None else []
        return
    if before is None:
        yield _("New: penalties, %(n)d rows") % {"n": len(after.rules)}
        return
    if before.service_months != after.service_months:
        told = {"old": before.service_months, "new": after.service_months}
        yield _("Service months of the penalties: %(old)d → %(new)d") % told
    yield from _rows(before, after)


def _rows(before: PenaltyTerms, after: PenaltyTerms) -> Iterator[str]:
    old, new = ({rule.code: rule for rule in terms.rules} for terms in (before, after))
    for code in (*new, *(code for code in old if code not in new)):
        if old.get(code) != new.get(code):
            yield _changed(old.get(code), new.get(code))


def _changed(old: PenaltyRuleTerms | None, new: PenaltyRuleTerms | None) -> str:
    rule = new or old
    place = explain.place(rule.article or rule.code) if rule is not None else ""
    told = {"place": place, "old": _words(old), "new": _words(new)}
    if told["old"] == told["new"]:
        return _("Penalty, %(place)s: it reads otherwise") % told
    return _("Penalty, %(place)s: %(old)s → %(new)s") % told


def _words(rule: PenaltyRuleTerms | None) -> str:
    """Its share and its band."""
    if rule is None:
        return "–"
    if rule.band is None:
        return f"{rule.share}%"
    return _("%(share)s, %(band)s") % {"share": f"{rule.share}%", "band": explain.worded(narrator.ends(rule.band), {})}
