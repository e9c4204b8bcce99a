"""The WSGI entry point."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueregard.config.settings")
application = get_wsgi_application()

# What is loaded by now stays for good: the collector need not look at it again, nor as often as it does by default.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
