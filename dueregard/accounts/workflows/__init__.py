"""Writes of accounts, by noun; importers take them from here."""

from __future__ import annotations

from dueregard.accounts.workflows.appointments import (
    confirm_appointment,
    decline_appointment,
    end_appointment,
    propose_appointment,
    scope_renamed,
)
from dueregard.accounts.workflows.doors import change_sign_in_address, close_account, open_account, reopen_account
from dueregard.accounts.workflows.integrity import once
from dueregard.accounts.workflows.people import add_person, correct_person, follow_names, record_leaving
from dueregard.accounts.workflows.sign_ins import (
    Visitor,
    record_at_the_door,
    record_failed_second_step,
    record_failed_sign_in,
)

__all__ = [
    "Visitor",
    "add_person",
    "change_sign_in_address",
    "close_account",
    "confirm_appointment",
    "correct_person",
    "decline_appointment",
    "end_appointment",
    "follow_names",
    "once",
    "open_account",
    "propose_appointment",
    "record_at_the_door",
    "record_failed_second_step",
    "record_failed_sign_in",
    "record_leaving",
    "reopen_account",
    "scope_renamed",
]
