"""The product's settings with the suite's own changes, in one place. The data folder and the keys are the run's own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# The first process makes the folder; those that share the work, and those that tests start, inherit it.
if "DUEREGARD_TESTS_DATA" not in os.environ:
    os.environ["DUEREGARD_TESTS_DATA"] = tempfile.mkdtemp(prefix="dueregard-tests-")
    atexit.register(shutil.rmtree, os.environ["DUEREGARD_TESTS_DATA"], ignore_errors=True)
os.environ["DUEREGARD_DATA"] = os.environ["DUEREGARD_TESTS_DATA"]
os.environ["DUEREGARD_SECRET_KEY"] = "for-the-suite-only-" + "0123456789" * 3
os.environ["DUEREGARD_KEYS"] = "test:dGVzdC1rZXktb2YtdGhpcnR5LXR3by1ieXRlcy0wMDA="
for _name in [name for name in os.environ if name.startswith("DUEREGARD_")]:
    if _name not in {
        "DUEREGARD_CHROMIUM",
        "DUEREGARD_DATA",
        "DUEREGARD_KEYS",
        "DUEREGARD_SECRET_KEY",
        "DUEREGARD_TESTS_DATA",
    }:
        del os.environ[_name]

from dueregard.config.settings import *  # noqa: E402, F403 - the environment comes first
from dueregard.config.settings import DATA, DATABASE_URL, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

Path(STATIC_ROOT).mkdir(exist_ok=True)

# Quick hashing, jobs at once, plain static files, mail and cache in memory.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

if not DATABASE_URL:
    # In a file, because a live server, threads and the worker need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
