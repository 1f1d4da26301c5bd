"""`python -m tests.faults [ROW …] [--on sqlite|postgresql]`: runs the rows and prints the table. FULL=1: without bound.

SEED repeats a run. Ends with 1 where anything was lost, doubled or early, or came back too late.
"""

import sys

import django

django.setup()  # the rows share their cast and their command lines with the tests of the suite

from tests.faults.runner import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
