"""Who may open which address: one table, which tests/test_access.py holds the product to and docs/access.md prints.

An address without a row fails the run. A visitor is sent to the sign-in page unless the row says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dueregard.accounts.rules import Role

EVERYBODY = frozenset(Role.values) | {""}  # the empty string: an account without any role
NOBODY: frozenset[str] = frozenset()


def roles(*given: str) -> frozenset[str]:
    return frozenset(given)


LEAD, OFFICER, SECRETARY = Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY
ADMINISTRATOR = Role.SYSTEM_ADMINISTRATOR
ALL_ROLES_OF_THE_DUTY = EVERYBODY - {Role.MEMBER_OF_STAFF, ""}
PLAN_READERS = ALL_ROLES_OF_THE_DUTY - {ADMINISTRATOR}
OUTSIDE_THE_PLAN = EVERYBODY - PLAN_READERS
EDITORS = roles(LEAD, OFFICER)
RATERS = EDITORS | {SECRETARY}
APPOINTERS = roles(LEAD, SECRETARY, ADMINISTRATOR)
CONFIRMERS = roles(LEAD, SECRETARY)
TRAIL_READERS = roles(LEAD, SECRETARY, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR)
KEEPERS = RATERS | {ADMINISTRATOR}


@dataclass(frozen=True)
class Row:
    """One address. who gets `status`; `hidden` get 404; all others get `otherwise`.

    names and data (what is posted): keys of tests.world.world(), or values as they stand. visitor: what
    somebody gets who is not signed in.
    """

    url: str
    who: frozenset[str]
    status: int = 200
    otherwise: int = 403
    hidden: frozenset[str] = NOBODY
    method: str = "get"
    names: dict[str, Any] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    query: str = ""
    visitor: int = 302

    def expected(self, role: str) -> int:
        """The status that an account with `role` alone gets."""
        if role in self.who:
            return self.status
        return 404 if role in self.hidden else self.otherwise


def _page(url: str, who: frozenset[str], **more: Any) -> Row:
    names = {name: more.pop(name) for name in list(more) if name not in Row.__dataclass_fields__}
    return Row(url, who, names=names, **more)


def _post(url: str, who: frozenset[str], status: int = 302, **more: Any) -> Row:
    return _page(url, who, status=status, method="post", **more)


def _of_area(url: str, who: frozenset[str], reference: str = "area", **more: Any) -> Row:
    """A page of one area, which those outside the plan are not told of."""
    return _page(f"plan:{url}", who, hidden=OUTSIDE_THE_PLAN, reference=reference, **more)


def _of_import(url: str, **more: Any) -> Row:
    """A page of an import, which only those who edit the plan are told of."""
    return _page(f"plan:{url}", EDITORS, otherwise=404, **{"reference": "import", **more})


HOME = [
    _page("home:today", EVERYBODY),
    _page("home:trail", TRAIL_READERS),
    _page("home:trail_entry", TRAIL_READERS, number=1),
    _page("home:kept", TRAIL_READERS),
    _page("home:help", EVERYBODY, visitor=200),
    _page("home:accessibility", EVERYBODY, visitor=200),
    _page("home:alive", EVERYBODY, visitor=200),
    _page("look:gallery", NOBODY, otherwise=404),
    _post("demo:sign_in", NOBODY, otherwise=404, role="auditor", visitor=404, status=404),
]

PEOPLE = [
    _page("accounts:me", EVERYBODY),
    _page("accounts:people", APPOINTERS),
    _page("accounts:add_person", APPOINTERS),
    _page("accounts:person", APPOINTERS, reference="person"),
    _page("accounts:correct_person", APPOINTERS, reference="person"),
    _page("accounts:open_account", APPOINTERS, reference="outsider"),
    _page("accounts:close_account", APPOINTERS, reference="person"),
    # Somebody with a sensitive role: an administrator could otherwise turn their account into a door to content.
    _page("accounts:change_sign_in_address", CONFIRMERS, reference="person"),
    _post("accounts:reopen_account", CONFIRMERS, reference="person"),
    _page("accounts:propose_appointment", APPOINTERS, reference="person"),
    _page("accounts:appointments", APPOINTERS | {Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}),
    _page("accounts:decide_appointment", CONFIRMERS, reference="appointment"),
    _post("accounts:confirm_appointment", CONFIRMERS, reference="appointment"),
    _post("accounts:decline_appointment", CONFIRMERS, reference="appointment"),
    _page("accounts:end_appointment", APPOINTERS, reference="appointment"),
]

SIGN_IN = [
    _page("account_login", EVERYBODY, status=302, visitor=200),
    _page("account_logout", EVERYBODY),
    _page("account_inactive", EVERYBODY, visitor=200),
    _page("account_signup", EVERYBODY, status=403, visitor=403),
    _page("account_reauthenticate", EVERYBODY),
    _page("account_change_password", EVERYBODY),
    _page("account_set_password", EVERYBODY, status=302),
    _page("account_reset_password", EVERYBODY, visitor=200),
    _page("account_reset_password_done", EVERYBODY, visitor=200),
    _page("account_reset_password_from_key", EVERYBODY, uidb36="1", key="abc-def", visitor=200),
    _page("account_reset_password_from_key_done", EVERYBODY, visitor=200),
    _page("mfa_index", EVERYBODY),
    _page("mfa_authenticate", EVERYBODY, status=302),
    _page("mfa_reauthenticate", EVERYBODY, status=302),
    _page("mfa_activate_totp", EVERYBODY, status=302),  # to say once more who one is
    _page("mfa_deactivate_totp", EVERYBODY, status=404),  # there is none yet
    _page("mfa_view_recovery_codes", EVERYBODY, status=404),
    _page("mfa_generate_recovery_codes", EVERYBODY, status=302),
    _page("mfa_download_recovery_codes", EVERYBODY, status=404),
]

ORGANISATION = [
    *[
        _page(f"organisation:{url}", ALL_ROLES_OF_THE_DUTY)
        for url in ("bodies", "posts", "campuses", "glossary", "terms", "leads")
    ],
    _page("organisation:body", ALL_ROLES_OF_THE_DUTY, reference="body"),
    _page("organisation:post", ALL_ROLES_OF_THE_DUTY, reference="post"),
    *[_page(f"organisation:{url}", KEEPERS) for url in ("add_body", "add_post", "add_campus", "add_initials")],
    _page("organisation:correct_body", KEEPERS, reference="body"),
    _page("organisation:end_body", KEEPERS, reference="body"),
    _post("organisation:reopen_body", KEEPERS, reference="body"),
    _page("organisation:add_membership", KEEPERS, reference="body", query="held_by=person"),
    _page("organisation:correct_membership", KEEPERS, reference="seat"),
    _page("organisation:end_membership", KEEPERS, reference="seat"),
    _page("organisation:correct_post", KEEPERS, reference="post"),
    _page("organisation:end_post", KEEPERS, reference="post"),
    _post("organisation:reopen_post", KEEPERS, reference="post"),
    _page("organisation:appoint_holder", KEEPERS, reference="post"),
    _page("organisation:change_holder", KEEPERS, reference="post"),
    _page("organisation:end_holding", KEEPERS, reference="holding"),
    _page("organisation:rename_campus", KEEPERS, reference="campus"),
    _page("organisation:close_campus", KEEPERS, reference="campus"),
    _post("organisation:reopen_campus", KEEPERS, reference="campus"),
    _page("organisation:correct_initials", KEEPERS, reference="initials"),
    _page("organisation:remove_initials", KEEPERS, reference="initials"),
    _page("organisation:choose_year", KEEPERS, status=302, query="year=2026"),
    _page("organisation:set_terms", KEEPERS, start_year=2026),
    _post("organisation:use_usual_terms", KEEPERS, start_year=2026),
    # It changes who leads rows of the plan: not for an administrator.
    _page("organisation:resolve_lead", RATERS, reference="words"),
]

REGISTER = [
    _page("plan:register", PLAN_READERS),
    _post("plan:save_view", PLAN_READERS, data={"name": "Mine", "query": "rag=red"}),
    _post("plan:delete_view", PLAN_READERS, reference="view"),
    _page("plan:add_section", EDITORS),
    _page("plan:add_area", EDITORS),
    _of_area("area", PLAN_READERS),
    _of_area("area_history", PLAN_READERS),
    _of_area("edit_area", EDITORS),
    _of_area("rate_area", RATERS),
    _of_area("set_area_leads", EDITORS),
    _of_area("restrict_passages", EDITORS),
    _of_area("retire_area", EDITORS),
    _of_area("restore_area", EDITORS, "retired"),
    _of_area("move_area", EDITORS),
    _of_area("record_review", RATERS),
    _page("plan:reviews", PLAN_READERS),
    _page("publication:assurance", PLAN_READERS),
    _page("publication:assurance_areas", PLAN_READERS, which="reviewed"),
    _page("plan:record_plan_review", RATERS),
    _page("plan:add_cycle", EDITORS),
    _page("plan:edit_cycle", EDITORS, reference="plan-executive"),
    _page("plan:withdraw_review", RATERS, reference="review"),
    _of_area("add_evidence", EDITORS),
    _of_area("add_evidence_version", EDITORS, evidence="evidence"),
    _of_area("remove_evidence", EDITORS, evidence="evidence"),
    _of_area("evidence_file", PLAN_READERS, evidence="evidence", number=1),
    _of_area("add_step", EDITORS),
    _of_area("edit_step", EDITORS, step="step"),
    _of_area("move_step", EDITORS, step="step", verb="finish"),
]

IMPORTS = [
    _page("plan:imports", EDITORS, otherwise=404),
    _page("plan:bring_document", EDITORS, otherwise=404),
    *[
        _of_import(url)
        for url in (
            "import",
            "import_original",
            "commit_import",
            "discard_import",
            "import_left_out",
            "map_columns",
            "correct_glossary",
            "correct_document",
            "set_rhythms",
        )
    ],
    _of_import("undo_import", status=409),  # nothing was taken over yet
    *[_of_import(url, key="row") for url in ("correct_proposal", "drop_row", "join_rows", "split_row")],
    _of_import("settle_area", key="row", method="post", status=302, data={"revision": "revision"}),
    _of_import("bring_back_row", key="row", method="post", status=409),  # it was not dropped
]

DOCUMENTS = [
    _page("plan:risk_assessment", PLAN_READERS),
    _page("plan:action_plan", PLAN_READERS),
    _page("plan:context", PLAN_READERS),
    _page("plan:add_passage", EDITORS),
    _page("plan:edit_passage", EDITORS, reference="passage"),
    _post("plan:move_passage", EDITORS, reference="passage", data={"earlier": "1"}),
    _page("plan:take_out_passage", EDITORS, reference="passage"),
    _page("plan:scale", PLAN_READERS),
    _page("plan:edit_plan_document", EDITORS),
    _page("plan:risk_entry", PLAN_READERS),
    _page("plan:set_risk_entry", EDITORS),
    _page("plan:claims", PLAN_READERS),
    _post("plan:bind_claim", EDITORS),
    _post("plan:unbind_claim", EDITORS),
    _page("plan:leads", PLAN_READERS),
    _page("plan:succeed_lead", EDITORS, reference="lead"),
    _page("plan:meeting_sheet", EDITORS),
    _post("plan:record_sitting", EDITORS, status=200),  # nothing was sent: the form comes back with its error
]

YEARS_AND_SHEETS = [
    _page("plan:roll_forward", EDITORS),
    _page("plan:year", PLAN_READERS),
    _page("plan:spreadsheet", PLAN_READERS),
    _page("plan:register_spreadsheet", PLAN_READERS),
    _post("plan:bring_sheet_back", EDITORS, status=200),
    _page("plan:sheet_return", EDITORS, otherwise=404, reference="sheet"),
    _page("plan:sheet_original", EDITORS, otherwise=404, reference="sheet"),
    _post("plan:apply_sheet", EDITORS, status=200, otherwise=404, reference="sheet"),
]

FULL_READERS = RATERS | {Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}
PUBLISHED = {"slug": "risk-assessment", "number": "1"}

VERSIONS = [
    _page("publication:versions", PLAN_READERS),
    _page("publication:propose_version", EDITORS),
    _page("publication:compare", PLAN_READERS),
    _page("publication:template", EDITORS),
    _page("publication:version", PLAN_READERS, reference="version"),
    _post("publication:approve_version", CONFIRMERS, reference="version", data={"hash": "version_hash"}),
    _page("publication:record_approval_of_body", RATERS, reference="version"),
    _page("publication:withdraw_version", CONFIRMERS, reference="version"),
    _page("publication:decide_names", EDITORS, reference="version"),
    _page("publication:preview_version", RATERS, reference="version", audience="public"),
    _page("publication:publish_version", CONFIRMERS, reference="version"),
    _page("publication:correct_version", EDITORS, reference="published"),
    _page("publication:redact_passage", CONFIRMERS, reference="published"),
    Row(
        "publication:version_file",
        FULL_READERS,
        hidden=PLAN_READERS - FULL_READERS,
        names={"reference": "published", "audience": "internal", "format": "json"},
    ),
    _page("publication:published", EVERYBODY, visitor=200),
    _page("publication:signing_key", EVERYBODY, visitor=200),
    _page("publication:schema", EVERYBODY, visitor=200),
    _page("publication:published_now", EVERYBODY, visitor=200, slug="risk-assessment"),
    _page("publication:published_version", EVERYBODY, visitor=200, **PUBLISHED),
    _page("publication:manifest", EVERYBODY, visitor=200, **PUBLISHED),
    _page("publication:published_file", EVERYBODY, visitor=200, format="json", **PUBLISHED),
]

HEALTH = [
    _page("health:health", PLAN_READERS),
    _page("health:rows", PLAN_READERS, slug="overdue"),
    _page("health:leads", PLAN_READERS),
    _page("health:paper", PLAN_READERS),
    _post("health:look_again", EDITORS),
]

ANSWER_READERS = RATERS | {Role.AUDITOR}
OF_ROUND = {"reference": "round"}

ROUNDS = [
    _page("rounds:rounds", PLAN_READERS),
    _page("rounds:open_round", EDITORS),
    _page("rounds:round", PLAN_READERS, **OF_ROUND),
    _page("rounds:extend_round", EDITORS, **OF_ROUND),
    _page("rounds:close_round", EDITORS, **OF_ROUND),
    _page("rounds:mail", ANSWER_READERS, **OF_ROUND),
    _post("rounds:send_again", EDITORS, mail="failed_mail", **OF_ROUND),
    _page("rounds:bring_form_back", EDITORS, **OF_ROUND),
    _page("rounds:changes", ANSWER_READERS, **OF_ROUND),
    _page("rounds:answers", ANSWER_READERS, **OF_ROUND),
    _post("rounds:accept_answers", EDITORS, data={"do": "ticked"}, **OF_ROUND),
    _page("rounds:answer", ANSWER_READERS, answer="answer", **OF_ROUND),
    _post("rounds:ask_again", EDITORS, answer="answer", data={"note": "Until when?"}, **OF_ROUND),
    _post("rounds:drop_answer", EDITORS, answer="answer", data={"note": "It is wrong."}, **OF_ROUND),
    _page("rounds:ask", ANSWER_READERS, ask="ask", **OF_ROUND),
    _page("rounds:word_form", EDITORS, ask="ask", **OF_ROUND),
    _post("rounds:send_link_to", EDITORS, ask="ask", data={"address": "more@example.org"}, **OF_ROUND),
    _post("rounds:send_fresh_link", EDITORS, link="link", **OF_ROUND),
    _post("rounds:revoke_link", EDITORS, link="link", **OF_ROUND),
    # Behind a personal link: nobody's role counts, and opening is a post.
    _page("rounds:personal", EVERYBODY, visitor=200, token="token"),
    _post("rounds:open_link", EVERYBODY, visitor=302, token="token"),
    _post("rounds:fresh_link", EVERYBODY, status=200, visitor=200, token="token"),
]

SESSION_KEEPERS = EDITORS | {Role.TRAINING_ADMINISTRATOR}
OF_SESSION = {"reference": "training_session"}
OF_DATE = OF_SESSION | {"mark": "training_mark"}

TRAINING_SESSIONS = [
    _page("training:sessions", EVERYBODY),
    _page("training:plan_session", SESSION_KEEPERS),
    # Members of staff see those that are open to them; these accounts are in no list of staff.
    _page("training:session", PLAN_READERS, otherwise=404, **OF_SESSION),
    _page("training:session_calendar", PLAN_READERS, otherwise=404, **OF_SESSION),
    _page("training:edit_session", SESSION_KEEPERS, **OF_SESSION),
    _page("training:cancel_session", SESSION_KEEPERS, **OF_SESSION),
    _post("training:hold_session", SESSION_KEEPERS, **OF_SESSION),
    _post("training:reopen_session", SESSION_KEEPERS, **OF_SESSION),
    _page("training:name_role_after_session", NOBODY, otherwise=404, **OF_SESSION),
    _post("training:book_place", NOBODY, otherwise=404, **OF_SESSION),
    _page("training:book_for", SESSION_KEEPERS, query="find=a", **OF_SESSION),
    _post("training:give_up_place", SESSION_KEEPERS, otherwise=404, booking="training_booking", **OF_SESSION),
    _page("training:session_mail", SESSION_KEEPERS, **OF_SESSION),
    _post("training:send_session_mail_again", SESSION_KEEPERS, mail="training_mail", **OF_SESSION),
    _page("training:attendance_sheet", SESSION_KEEPERS, **OF_DATE),
    _page("training:add_attendee", SESSION_KEEPERS, query="find=a", **OF_DATE),
    _page("training:attendance_list", SESSION_KEEPERS, **OF_DATE),
]

# One with an opening balance, one without; both are counted from records of training.
WITH_BALANCE, WITHOUT_BALANCE = {"key": "training.staff_attended"}, {"key": "training.officers_current"}

FIGURES = [
    _page("figures:figures", PLAN_READERS),
    _page("figures:figures_file", PLAN_READERS),
    _page("figures:figure", PLAN_READERS, **WITH_BALANCE),
    _page("figures:trend_file", PLAN_READERS, **WITH_BALANCE),
    _page("figures:rows_file", FULL_READERS | {Role.TRAINING_ADMINISTRATOR}, **WITH_BALANCE),
    _page("figures:record_balance", EDITORS, **WITHOUT_BALANCE),
    _page("figures:withdraw_balance", EDITORS, **WITH_BALANCE),
]

TRAINING_KEEPERS = EDITORS | {Role.TRAINING_ADMINISTRATOR}
RECORD_READERS = TRAINING_KEEPERS | {SECRETARY, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}
OF_STAFF = {"reference": "training_staff"}

TRAINING_COURSES = [
    _page("training:courses", PLAN_READERS),
    _page("training:add_course", TRAINING_KEEPERS),
    _post("training:begin_courses", TRAINING_KEEPERS),
    _page("training:course", PLAN_READERS, reference="training_course"),
    _page("training:change_course", TRAINING_KEEPERS, reference="training_course"),
    _page("training:end_course", TRAINING_KEEPERS, reference="training_course"),
    _post("training:reopen_course", TRAINING_KEEPERS, reference="training_course"),
    _page("training:add_edition", TRAINING_KEEPERS, reference="training_course"),
    _page("training:change_edition", TRAINING_KEEPERS, reference="training_edition"),
    _page("training:add_material", TRAINING_KEEPERS, reference="training_course"),
    _post("training:end_material", TRAINING_KEEPERS, reference="training_material"),
    _page("training:material_file", PLAN_READERS, reference="training_material"),
]

TRAINING_NEEDS = [
    _page("training:requirements", PLAN_READERS),
    _page("training:requirement", PLAN_READERS, reference="training_requirement"),
    _page("training:add_requirement", TRAINING_KEEPERS),
    _page("training:correct_requirement", TRAINING_KEEPERS, reference="training_requirement"),
    _page("training:change_requirement", TRAINING_KEEPERS, reference="training_requirement"),
    _page("training:end_requirement", TRAINING_KEEPERS, reference="training_requirement"),
    _page("training:groups", PLAN_READERS),
    _page("training:group", PLAN_READERS, reference="training_group"),
    _page("training:add_group", TRAINING_KEEPERS),
    _page("training:rename_group", TRAINING_KEEPERS, reference="training_group"),
    _page("training:end_group", TRAINING_KEEPERS, reference="training_group"),
    _post("training:reopen_group", TRAINING_KEEPERS, reference="training_group"),
    _page("training:list_member", TRAINING_KEEPERS, reference="training_group"),
    _post("training:unlist_member", TRAINING_KEEPERS, reference="training_group", staff="training_staff"),
    _page("training:roles", PLAN_READERS),
    _page("training:name_role", TRAINING_KEEPERS),
    _page("training:decide_role", TRAINING_KEEPERS, reference="training_role"),
]

OF_LIST = {"reference": "training_list"}

TRAINING_COVERAGE = [
    _page("training:coverage", PLAN_READERS),
    _page("training:requirement_coverage", PLAN_READERS, reference="training_requirement"),
    _page("training:requirement_people", RECORD_READERS, reference="training_requirement"),
    _page("training:my_record", EVERYBODY),
    # These accounts are in no list of staff.
    _page("training:object_to_record", NOBODY, otherwise=404),
    _page("training:objections", TRAINING_KEEPERS),
    _page("training:answer_objection", TRAINING_KEEPERS, reference="training_word"),
]

TRAINING_LISTS = [
    _page("training:bringings", TRAINING_KEEPERS),
    _page("training:take_list", TRAINING_KEEPERS),
    _post("training:forget_columns", TRAINING_KEEPERS, reference="training_columns"),
    _page("training:bringing", TRAINING_KEEPERS, **OF_LIST),
    _page("training:map_columns", TRAINING_KEEPERS, **OF_LIST),
    _post("training:bring_list", TRAINING_KEEPERS, **OF_LIST),
    _page("training:undo_list", TRAINING_KEEPERS, **OF_LIST),
    _post("training:discard_list", TRAINING_KEEPERS, **OF_LIST),
    _page("training:list_errors", TRAINING_KEEPERS, **OF_LIST),
]

TRAINING_STAFF = [
    _page("training:staff_list", RECORD_READERS),
    # Whose records somebody may read depends on where they head or work: of others they are not told.
    _page("training:staff", RECORD_READERS, otherwise=404, **OF_STAFF),
    _page("training:add_staff", TRAINING_KEEPERS),
    _post("training:add_staff_of_person", TRAINING_KEEPERS, reference="outsider", data={"group": "training_group"}),
    _page("training:correct_staff", TRAINING_KEEPERS, **OF_STAFF),
    _page("training:record_leaving_of_staff", TRAINING_KEEPERS, **OF_STAFF),
    _page("training:place_staff", TRAINING_KEEPERS, **OF_STAFF),
    _page("training:link_person", TRAINING_KEEPERS, **OF_STAFF),
    _post("training:unlink_person", TRAINING_KEEPERS, **OF_STAFF),
    _page("training:enter_completion", TRAINING_KEEPERS, **OF_STAFF),
    _page("training:take_back_completion", TRAINING_KEEPERS, course="training_course", day="2019-07-11", **OF_STAFF),
    _page("training:forget_staff", roles(LEAD, Role.DATA_PROTECTION_OFFICER), **OF_STAFF),
]

OFFICER_READERS = RECORD_READERS | {Role.SAFEGUARDING_OFFICER, Role.HEAD_OF_DEPARTMENT}
OF_OFFICER = {"reference": "training_officer"}
OF_RULE = {"reference": "training_rule"}

TRAINING_OFFICERS = [
    _page("training:officers", OFFICER_READERS),
    _page("training:officer", OFFICER_READERS, **OF_OFFICER),
    _page("training:appoint_officer", TRAINING_KEEPERS, query="find=a"),
    _page("training:change_officer", TRAINING_KEEPERS, **OF_OFFICER),
    _page("training:end_officer", TRAINING_KEEPERS, **OF_OFFICER),
    _post("training:take_back_end_of_officer", TRAINING_KEEPERS, **OF_OFFICER),
    _page("training:set_cover", TRAINING_KEEPERS, **OF_OFFICER),
    _post("training:clear_cover", TRAINING_KEEPERS, data={"cover": "training_deputy"}, **OF_OFFICER),
    _page("training:contact", EVERYBODY),
    _page("training:printed_card", EVERYBODY, form="card"),
    # There is no such page until the institution chooses to have it.
    _page("contact_card:card", NOBODY, otherwise=404, visitor=404),
]

TRAINING_REFRESHERS = [
    _page("training:refreshers", RECORD_READERS),
    _page("training:make_refresher_rule", TRAINING_KEEPERS),
    _page("training:refresher", RECORD_READERS, **OF_RULE),
    _page("training:tell_refresher", TRAINING_KEEPERS, which="invite", **OF_RULE),
    _post("training:tell_refresher_in_person", TRAINING_KEEPERS, **OF_RULE),
    _page("training:refresher_mail", TRAINING_KEEPERS, **OF_RULE),
    _post("training:send_refresher_mail_again", TRAINING_KEEPERS, mail="refresher_mail", **OF_RULE),
    _post("training:end_refresher_rule", TRAINING_KEEPERS, **OF_RULE),
]

TABLE = [
    *HOME,
    *PEOPLE,
    *SIGN_IN,
    *ORGANISATION,
    *REGISTER,
    *IMPORTS,
    *DOCUMENTS,
    *YEARS_AND_SHEETS,
    *VERSIONS,
    *HEALTH,
    *ROUNDS,
    *TRAINING_COURSES,
    *TRAINING_NEEDS,
    *TRAINING_STAFF,
    *TRAINING_COVERAGE,
    *TRAINING_LISTS,
    *TRAINING_SESSIONS,
    *TRAINING_OFFICERS,
    *TRAINING_REFRESHERS,
    *FIGURES,
]
