"""The conditions of the machines: pure functions over a `Scene`, each with the sentence that says why not.

What a step `grants` is kept as an endorsement under one of these names, with the content's digest, the
actor, the time and what was typed; `voids` takes it back and `uses` uses it up. An edit voids nothing by
itself: guards compare digests.

approval            the agency's lead agrees to this content and seals it
cost                finance has cleared this type, term and these lines (compared by `request`)
filing              the authority's filing number, from the officer or from a paper receipt
urgent              the lead authorised the work before filing
late_filing         the filing afterwards is handed in and not yet answered
work                the provider began work under an urgent authorisation or a filing
supplement_provider the provider signed the supplementary contract
supplement_agency   the agency signed it too
in_effect           a temporary growth was delivered and confirmed
new_window          the window asked for by "reschedule", until the lead decides
sign_agency, sign_provider, sign_supervisor, passed_over
                    the three signatures of the go-live check, and the word that one was passed over
stability           the new environment runs stably; holds the day set for shutting down
application         the provider's application to leave, as first handed in (M14)
permit              the identity is verified and the restart may be carried out once
acknowledged        the provider confirmed receipt
paper               the order was registered from paper
located, started    the cause is found and measures are taken; handling has begun
"""

from collections.abc import Callable
from typing import Final

from tickets.lifecycle.guards import change, time
from tickets.lifecycle.scene import Scene

#: Endorsements that a new window takes over to the new content (M4): no new filing is needed.
REBOUND: Final = ("approval", "filing", "urgent")

#: The words that may follow "?" in a clock mark, or say when a step's roles are told.
CONDITIONS: Final[dict[str, Callable[[Scene], bool]]] = {
    "expansion": change.is_expansion,
    "not_expansion": lambda scene: not change.is_expansion(scene),
    "interrupts": lambda scene: bool(scene.fields.get("interrupts")),
    "on_site": lambda scene: bool(scene.fields.get("on_site")),
    "important": lambda scene: bool(scene.facts["important"]),
    "not_important": lambda scene: not scene.facts["important"],
    "ran_over": time.ran_over,
}


def holds(word: str, scene: Scene) -> bool:
    """Whether this condition holds; "" always does."""
    return not word or CONDITIONS[word](scene)
