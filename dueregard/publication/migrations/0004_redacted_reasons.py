"""Triggers: the reason of a correction, and that of a redaction, can become “[Redacted]”, and nothing else of these rows
can change. A publication keeps what had been restricted when its files were begun."""

from django.db import migrations, models

SENTENCE = "what was frozen cannot be changed"
REDACTED = "[Redacted]"

# The one column that a redaction may empty, and all the others.
ROWS = {
    "version": (
        "correction_reason",
        "id reference kind major minor dated yearly skeleton hash correction_of_id cites_id proposed_at proposed_by "
        "proposed_by_name",
    ),
    "tombstone": ("why", "passage_id label redacted_at redacted_by redacted_by_name entry"),
}


def only_redacted(table: str, same: str) -> str:
    """The condition that nothing changes but a reason, which becomes “[Redacted]”. same: the engine's null-safe “equals”."""
    reason, others = ROWS[table]
    kept = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in others.split())
    return f"NEW.{reason} = '{REDACTED}' AND OLD.{reason} <> '' AND {kept}"


SQLITE, SQLITE_BACK, POSTGRESQL, POSTGRESQL_BACK = [], [], [], []
for table in ROWS:
    name, on = f"publication_{table}", f"BEFORE UPDATE ON publication_{table}"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    SQLITE += [
        f"DROP TRIGGER {name}_no_update",
        f"CREATE TRIGGER {name}_only_redacted {on} WHEN NOT ({only_redacted(table, 'IS')}) {refuse}",
    ]
    SQLITE_BACK += [f"DROP TRIGGER {name}_only_redacted", f"CREATE TRIGGER {name}_no_update {on} {refuse}"]
    row = "FOR EACH ROW"
    POSTGRESQL += [
        f"DROP TRIGGER {name}_fixed ON {name}",
        f"CREATE TRIGGER {name}_fixed BEFORE DELETE ON {name} {row} EXECUTE FUNCTION publication_refuse()",
        f"CREATE TRIGGER {name}_only_redacted {on} {row} "
        f"WHEN (NOT ({only_redacted(table, 'IS NOT DISTINCT FROM')})) EXECUTE FUNCTION publication_refuse()",
    ]
    POSTGRESQL_BACK += [
        f"DROP TRIGGER {name}_only_redacted ON {name}",
        f"DROP TRIGGER {name}_fixed ON {name}",
        f"CREATE TRIGGER {name}_fixed BEFORE UPDATE OR DELETE ON {name} {row} EXECUTE FUNCTION publication_refuse()",
    ]


def forwards(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("publication", "0003_html_file")]
    operations = [
        migrations.AddField("issue", "restrictions", models.JSONField(blank=True, default=dict)),
        migrations.RunPython(forwards, backwards),
    ]
