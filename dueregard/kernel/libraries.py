"""Privacy declarations of the tables that libraries brought; tests/test_privacy.py fails for one that is missing."""

from __future__ import annotations

from dueregard.kernel.privacy import Foreign

FOREIGN = {
    "account.EmailAddress": Foreign("the sign-in library's own list of addresses", "address", "until the account goes"),
    "account.EmailConfirmation": Foreign("not used: addresses are given by administrators", "nothing", "never filled"),
    "auth.Group": Foreign("Django's, not used: roles are appointments", "nothing", "never filled"),
    "auth.Group_permissions": Foreign("Django's, not used", "nothing", "never filled"),
    "auth.Permission": Foreign(
        "Django's, not used: permissions are functions", "nothing", "as long as the installation"
    ),
    "contenttypes.ContentType": Foreign("Django's list of tables", "nothing", "as long as the installation"),
    "django_tasks_database.DBTaskResult": Foreign(
        "the queue of jobs", "references of jobs only", "two days, removed daily"
    ),
    "mfa.Authenticator": Foreign(
        "second factors, their secrets encrypted", "secrets", "until removed or the account goes"
    ),
    "sessions.Session": Foreign(
        "who is signed in", "which account, until when", "until the sign-in ends, removed daily"
    ),
}

# Tables that no model describes.
WITHOUT_MODEL = {
    "kernel_cache": Foreign(
        "throttling: how often a sign-in failed",
        "digests of addresses, and addresses of machines",
        "until it no longer counts (minutes), removed daily",
    ),
}
