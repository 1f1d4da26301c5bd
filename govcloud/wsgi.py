"""What gunicorn serves. The embedded mode (`manage.py serve`) has a web server of its own."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govcloud.settings")

application = get_wsgi_application()

from tickets.management.exclusive import say_in_use  # noqa: E402  # rows are known from here on

#: Held until the last of these processes ends: nothing takes the place of their database meanwhile.
in_use = say_in_use()

if settings.REDIS_URL:
    from govcloud.celery import app
    from tickets.tasks import publish_nudges

    app.set_default()
    publish_nudges()
