"""Triggers: a version, its approvals and its tombstones are never changed; a passage changes only by being emptied."""

from django.db import migrations

# Tables whose rows stand for ever.
FIXED = ["version", "approval", "tombstone"]
SENTENCE = "what was frozen cannot be changed"

SQLITE = [
    statement
    for table in [*FIXED, "frozenpassage"]
    for statement in [
        f"""CREATE TRIGGER publication_{table}_no_delete BEFORE DELETE ON publication_{table}
            BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END""",
        # INSERT OR REPLACE deletes the row in its way without firing the trigger above.
        f"""CREATE TRIGGER publication_{table}_no_replace BEFORE INSERT ON publication_{table}
            WHEN EXISTS (SELECT 1 FROM publication_{table}
                         WHERE {'passage_id = NEW.passage_id' if table == 'tombstone' else 'id = NEW.id'})
            BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END""",
    ]
]
SQLITE += [
    f"""CREATE TRIGGER publication_{table}_no_update BEFORE UPDATE ON publication_{table}
        BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"""
    for table in FIXED
]
SAME = "NEW.id = OLD.id AND NEW.version_id = OLD.version_id AND NEW.position = OLD.position AND NEW.path = OLD.path"
EMPTIED = f"NEW.value = '' AND NEW.salt = '' AND NEW.digest = OLD.digest AND {SAME}"
SQLITE.append(
    f"""CREATE TRIGGER publication_frozenpassage_only_emptied BEFORE UPDATE ON publication_frozenpassage
        WHEN NOT ({EMPTIED})
        BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"""
)
SQLITE_BACK = [
    f"DROP TRIGGER publication_{table}_{what}"
    for table in FIXED
    for what in ("no_delete", "no_replace", "no_update")
] + [f"DROP TRIGGER publication_frozenpassage_{what}" for what in ("no_delete", "no_replace", "only_emptied")]

POSTGRESQL = [
    f"""CREATE FUNCTION publication_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$""",
    f"""CREATE FUNCTION publication_only_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NOT ({EMPTIED}) THEN RAISE EXCEPTION '{SENTENCE}'; END IF;
          RETURN NEW;
        END $$""",
]
POSTGRESQL += [
    f"""CREATE TRIGGER publication_{table}_fixed BEFORE UPDATE OR DELETE ON publication_{table}
        FOR EACH ROW EXECUTE FUNCTION publication_refuse()"""
    for table in FIXED
]
POSTGRESQL += [
    """CREATE TRIGGER publication_frozenpassage_only_emptied BEFORE UPDATE ON publication_frozenpassage
       FOR EACH ROW EXECUTE FUNCTION publication_only_emptied()""",
    """CREATE TRIGGER publication_frozenpassage_fixed BEFORE DELETE ON publication_frozenpassage
       FOR EACH ROW EXECUTE FUNCTION publication_refuse()""",
]
POSTGRESQL += [
    f"""CREATE TRIGGER publication_{table}_no_truncate BEFORE TRUNCATE ON publication_{table}
        FOR EACH STATEMENT EXECUTE FUNCTION publication_refuse()"""
    for table in [*FIXED, "frozenpassage"]
]
POSTGRESQL_BACK = (
    [f"DROP TRIGGER publication_{table}_fixed ON publication_{table}" for table in [*FIXED, "frozenpassage"]]
    + [f"DROP TRIGGER publication_{table}_no_truncate ON publication_{table}" for table in [*FIXED, "frozenpassage"]]
    + ["DROP TRIGGER publication_frozenpassage_only_emptied ON publication_frozenpassage"]
    + ["DROP FUNCTION publication_only_emptied()", "DROP FUNCTION publication_refuse()"]
)


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
