"""The papers of leaving the cloud: hand-over, stable running, shutdown, erasure, settlement."""

from typing import Final

from tickets.lifecycle.papers import BOTH, Paper, Slot
from tickets.policy.types import Party

DATA_HANDOVER_LIST: Final = Slot(
    "List of data handed over",
    name="data_handover_list",
    paper=Paper(
        title="List of data handed over",
        says="The data of %(system)s were handed over as follows.",
        by=BOTH,
        columns=("Data", "Amount of data", "Medium or way", "Checksum", "Remarks"),
    ),
)
HANDOVER_RECEIPT: Final = Slot(
    "Hand-over receipt",
    name="handover_receipt",
    paper=Paper(
        title="Receipt of the move and hand-over",
        says="The move and hand-over of %(system)s were checked by both sides and accepted.",
        by=BOTH,
        columns=("Matter handed over", "Quantity", "Whole", "Remarks"),
    ),
)
STABILITY_RECORD: Final = Slot(
    "Confirmation of stable running",
    name="stability_record",
    paper=Paper(
        title="Confirmation of stable running",
        says="The new environment of %(system)s was observed and runs stably. Shut down the former resources on the"
        " day below.",
        by=(Party.AGENCY,),
        to=Party.PROVIDER,
        numbered=True,
    ),
)
SHUTDOWN_RECORD: Final = Slot(
    "Record of shutdown",
    name="shutdown_record",
    paper=Paper(
        title="Record of shutdown",
        says="The resources of %(system)s were shut down as follows.",
        by=BOTH,
        columns=("Resource", "Shut down at", "Done by", "Remarks"),
    ),
)
ERASURE_PERMISSION: Final = Slot(
    "Permission to erase",
    name="erasure_permission",
    paper=Paper(
        title="Permission to erase data",
        says="We have received all our data, and the new environment runs stably. We permit you to erase all data and"
        " backups of %(system)s on the government cloud, and to certify it.",
        by=(Party.AGENCY,),
        to=Party.PROVIDER,
        numbered=True,
    ),
)
LOSS_STATEMENT: Final = Slot(
    "Statement of losses and costs",
    name="loss_statement",
    paper=Paper(
        title="Statement of losses and costs",
        says="The move under work order %(number)s cost us the following, which we claim as %(contract)s provides.",
        by=(Party.AGENCY,),
        to=Party.PROVIDER,
        numbered=True,
        columns=("Item of cost", "Reckoned by", "Sum (yuan)"),
    ),
)
