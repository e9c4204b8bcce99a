"""Triggers: an entry is never changed or deleted, and its details change only by being emptied."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
       BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    # INSERT OR REPLACE deletes the row in its way without firing the trigger above.
    """CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
       WHEN EXISTS (SELECT 1 FROM audit_entry WHERE number = NEW.number)
       BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    """CREATE TRIGGER audit_detail_no_replace BEFORE INSERT ON audit_detail
       WHEN EXISTS (SELECT 1 FROM audit_detail WHERE entry_id = NEW.entry_id)
       BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    """CREATE TRIGGER audit_detail_only_emptied BEFORE UPDATE ON audit_detail
       WHEN NEW."values" <> '{}' OR NEW.salt <> '' OR NEW.erased_at IS NULL OR NEW.entry_id <> OLD.entry_id
       BEGIN SELECT RAISE(ABORT, 'details of the audit trail can only be emptied'); END""",
    """CREATE TRIGGER audit_detail_no_delete BEFORE DELETE ON audit_detail
       BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER audit_entry_no_update",
    "DROP TRIGGER audit_entry_no_delete",
    "DROP TRIGGER audit_entry_no_replace",
    "DROP TRIGGER audit_detail_no_replace",
    "DROP TRIGGER audit_detail_only_emptied",
    "DROP TRIGGER audit_detail_no_delete",
]
POSTGRESQL = [
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$""",
    """CREATE FUNCTION audit_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF NEW."values"::text <> '{}' OR NEW.salt <> '' OR NEW.erased_at IS NULL OR NEW.entry_id <> OLD.entry_id THEN
           RAISE EXCEPTION 'details of the audit trail can only be emptied';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
       FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_detail_only_emptied BEFORE UPDATE ON audit_detail
       FOR EACH ROW EXECUTE FUNCTION audit_only_emptied()""",
    """CREATE TRIGGER audit_detail_no_delete BEFORE DELETE ON audit_detail
       FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_detail_no_truncate BEFORE TRUNCATE ON audit_detail
       FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER audit_detail_no_truncate ON audit_detail",
    "DROP TRIGGER audit_detail_no_delete ON audit_detail",
    "DROP TRIGGER audit_detail_only_emptied ON audit_detail",
    "DROP TRIGGER audit_entry_no_truncate ON audit_entry",
    "DROP TRIGGER audit_entry_append_only ON audit_entry",
    "DROP FUNCTION audit_only_emptied()",
    "DROP FUNCTION audit_refuse()",
]


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
