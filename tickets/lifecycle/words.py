"""The words of the machines, by code."""

FIELDS: dict[str, str] = {}
GROUNDS: dict[str, str] = dict.fromkeys(
    "awaiting_filing request_incomplete awaiting_supplement window_not_open waiting_agency third_party site_refused "
    "service_restored nominee_under_review with_other_side force_majeure".split(), "")
