"""The pages of the system administrator upon the service itself, and what stands in the places of their addresses."""

DELIVERY = "manage/deliveries/<int:pk>/<slug:act>/"
GROUP = "manage/channels/<int:pk>/<slug:act>/"
CHANNEL = "manage/deliveries/of/<slug:channel>/retry/"
#: Address -> what fills its places.
OPERATIONS: dict[str, dict[str, object]] = {
    "manage/deliveries/": {},
    DELIVERY: {"act": "retry"},
    CHANNEL: {"channel": "mail"},
    "manage/channels/": {},
    "manage/channels/new/": {},
    GROUP: {"act": "test"},
    "manage/tasks/": {},
    "manage/clocks/": {},
}
#: The security administrator's as well: tests/pages/operations/test_editions_pages.py.
EDITIONS: dict[str, dict[str, object]] = {
    "manage/editions/": {},
    "manage/editions/new/": {},
    "manage/editions/<int:pk>/": {},
    "manage/editions/<int:pk>/reject/": {},
}
