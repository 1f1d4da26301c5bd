"""From when a written demand takes effect: its entry here or the other side's receipt (Civil Code 137; M2).

Whoever answers a demand before confirming its receipt has received it: the answer starts the clock then.
"""

from tickets.lifecycle.conditions import condition
from tickets.lifecycle.parameters import NOTICE_EFFECT
from tickets.lifecycle.scene import Scene


@condition
def effective_on_entry(scene: Scene) -> bool:
    return scene.facts.reading(NOTICE_EFFECT) == "entry"


@condition
def effective_on_receipt(scene: Scene) -> bool:
    return scene.facts.reading(NOTICE_EFFECT) == "receipt"
