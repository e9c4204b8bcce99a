"""The WSGI entry point of the yardstick."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yardstick.settings")
application = get_wsgi_application()
