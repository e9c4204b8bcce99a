"""Fills the yardstick's database and prints a session cookie of its superuser: python build.py ROWS."""

import json
import os
import random
import sys
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "yardstick.settings"

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.core.management import call_command
from yardstick.risks.models import Lead, Risk, Section

call_command("migrate", verbosity=0, run_syncdb=True)
chance = random.Random(4711)
sections = Section.objects.bulk_create([Section(title=f"Section {n}") for n in range(20)])
leads = Lead.objects.bulk_create([Lead(label=f"Post {n}") for n in range(60)])
Risk.objects.bulk_create(
    [
        Risk(
            reference=f"R{n:08}",
            title=" ".join(chance.choice(["training", "events", "policy", "campus", "review"]) for _ in range(9)),
            section=sections[n * 20 // int(sys.argv[1])],
            rag=chance.choice(["red", "amber", "green", "unknown"]),
            lead=chance.choice(leads),
            review_on=date(2026, 1, 1) + timedelta(days=chance.randrange(600)),
        )
        for n in range(int(sys.argv[1]))
    ],
    batch_size=1000,
)
user = User.objects.create_superuser("bench", password=None)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(json.dumps({"session": session.session_key}))
