"""A restart that is asked for by telephone: at night the desk files it, and a lead of the agency agrees by voice (9.9).

Either the lead reads back a code that the service sent to them alone, or is called back at the registered number.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

from tickets.lifecycle.bounds import ENTERED, LATELY, NOW, not_after, not_before
from tickets.lifecycle.conditions import guard
from tickets.lifecycle.endorsements import CALL, CALL_DENIED, WRITTEN
from tickets.lifecycle.fields import Instant, Person, Secret, Text, right_now
from tickets.lifecycle.scene import Scene

CALLER: Final = Text("Caller", example="城市运行监测值班员", name="caller")
PHONE: Final = Text(
    "Registered telephone used",
    example="010-00000002",
    hint="A number that the agency's people have registered in the service.",
    name="phone",
)
CALLED: Final = Instant("Called at", within=(not_before(LATELY), not_after(NOW)), example=right_now(), name="called_at")
#: The lead is called back once somebody has called.
CALLED_BACK: Final = CALLED.bounded(not_before(ENTERED), not_after(NOW))
APPROVER: Final = Person("Lead of the agency who is to agree", example="lead", name="approver")
CODE: Final = Secret("Code that the lead reads back", example="000000", name="code")


def _outstanding(scene: Scene) -> bool:
    """Agreed by telephone, and neither confirmed in writing nor denied since."""
    answered = scene.endorsed(WRITTEN) or scene.endorsed(CALL_DENIED)
    return scene.endorsed(CALL) is not None and answered is None


@guard(_("This was not agreed by telephone, or it has been answered in writing already."))
def call_outstanding(scene: Scene) -> bool:
    return _outstanding(scene)


@guard(_("This was agreed by telephone: the agency's lead must first confirm or deny it in writing."))
def call_answered(scene: Scene) -> bool:
    return not _outstanding(scene)
