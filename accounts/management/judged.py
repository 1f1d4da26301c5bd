"""What a command judges before it begins: what is declared, and Django's own questions but those of pages.

Pages, with all that prints and exports, take as long to load as everything else together; `check`, `migrate` and the
embedded service judge them too.
"""

from typing import Final

from django.core.checks import Tags

#: Of the checks that judge what is declared in code: every command makes them.
DECLARED: Final = "declared"
WITHOUT_PAGES: Final = [DECLARED, Tags.models, Tags.database, Tags.files, Tags.caches, Tags.translation, Tags.security]
