"""The earliest due day of an area's unfinished next steps, kept on its current row by triggers of the database.

A filter by due dates had to walk from all overdue steps to their areas: ten times the register cost ten times as much.
Triggers and not workflows keep it, because steps are written by several rooms and must never disagree with it.
"""

from django.db import migrations, models

UNFINISHED = "('open', 'in_progress')"


def _earliest(area, also=""):
    return f"""(SELECT MIN(step.due_end) FROM plan_areaaction link
                JOIN actions_actionrevision step ON step.action_id = link.action_id
                WHERE link.area_id = {area} AND step.recorded_to IS NULL
                AND step.status IN {UNFINISHED}{also})"""


def _kept(area, where):
    return f"""UPDATE plan_arearevision
        SET next_due = {_earliest(area)}, next_due_open = {_earliest(area, ' AND NOT step.restricted')}
        WHERE recorded_to IS NULL AND {where}"""


def _of_action(row):
    area = f"(SELECT area_id FROM plan_areaaction WHERE action_id = {row}.action_id)"
    return _kept("plan_arearevision.area_id", f"area_id = {area}")


def _of_area(row):
    return _kept(f"{row}.area_id", f"area_id = {row}.area_id")


# name -> (event, table, what is kept true then)
SQLITE = {
    "plan_due_step_added": ("INSERT", "actions_actionrevision", [_of_action("NEW")]),
    "plan_due_step_changed": ("UPDATE", "actions_actionrevision", [_of_action("NEW")]),
    "plan_due_step_gone": ("DELETE", "actions_actionrevision", [_of_action("OLD")]),
    "plan_due_joined": ("INSERT", "plan_areaaction", [_of_area("NEW")]),
    "plan_due_moved": ("UPDATE", "plan_areaaction", [_of_area("OLD"), _of_area("NEW")]),
    "plan_due_parted": ("DELETE", "plan_areaaction", [_of_area("OLD")]),
    "plan_due_revised": ("INSERT", "plan_arearevision", [_of_area("NEW")]),
}

# Each statement of a function sees what was committed before it began: the lock comes first, so that of two who change
# steps of one area at once the second counts what the first has written.
_LOCK = "PERFORM 1 FROM plan_arearevision WHERE recorded_to IS NULL AND area_id = {area} FOR UPDATE;"

POSTGRESQL = [
    f"""CREATE FUNCTION plan_keep_due(which bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
          {_LOCK.format(area="which")}
          {_kept("which", "area_id = which")};
        END $$""",
    """CREATE FUNCTION plan_due_of_step() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE which bigint;
        BEGIN
          IF TG_OP = 'DELETE' THEN
            SELECT area_id INTO which FROM plan_areaaction WHERE action_id = OLD.action_id;
          ELSE
            SELECT area_id INTO which FROM plan_areaaction WHERE action_id = NEW.action_id;
          END IF;
          IF which IS NOT NULL THEN PERFORM plan_keep_due(which); END IF;
          RETURN NULL;
        END $$""",
    """CREATE FUNCTION plan_due_of_area() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP <> 'INSERT' THEN PERFORM plan_keep_due(OLD.area_id); END IF;
          IF TG_OP <> 'DELETE' THEN PERFORM plan_keep_due(NEW.area_id); END IF;
          RETURN NULL;
        END $$""",
    """CREATE TRIGGER plan_due_step AFTER INSERT OR UPDATE OR DELETE ON actions_actionrevision
       FOR EACH ROW EXECUTE FUNCTION plan_due_of_step()""",
    """CREATE TRIGGER plan_due_joined AFTER INSERT OR UPDATE OR DELETE ON plan_areaaction
       FOR EACH ROW EXECUTE FUNCTION plan_due_of_area()""",
    """CREATE TRIGGER plan_due_revised AFTER INSERT ON plan_arearevision
       FOR EACH ROW EXECUTE FUNCTION plan_due_of_area()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER plan_due_step ON actions_actionrevision",
    "DROP TRIGGER plan_due_joined ON plan_areaaction",
    "DROP TRIGGER plan_due_revised ON plan_arearevision",
    "DROP FUNCTION plan_due_of_step()",
    "DROP FUNCTION plan_due_of_area()",
    "DROP FUNCTION plan_keep_due(bigint)",
]


def forwards(apps, schema_editor):
    schema_editor.execute(_kept("plan_arearevision.area_id", "TRUE"))
    if schema_editor.connection.vendor == "sqlite":
        for name, (event, table, kept) in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {'; '.join(kept)}; END")
    else:
        for statement in POSTGRESQL:
            schema_editor.execute(statement)


def backwards(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in [f"DROP TRIGGER {name}" for name in SQLITE] if sqlite else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("plan", "0005_reviews"), ("actions", "0002_speed")]

    operations = [
        migrations.AddField("arearevision", "next_due", models.DateField(editable=False, null=True)),
        migrations.AddField("arearevision", "next_due_open", models.DateField(editable=False, null=True)),
        migrations.AddIndex(
            "arearevision",
            models.Index(
                condition=models.Q(("next_due__isnull", False), ("recorded_to__isnull", True)),
                fields=["recorded_to", "retired_on", "next_due", "position"],
                name="plan_area_current_due",
            ),
        ),
        migrations.AddIndex(
            "arearevision",
            models.Index(
                condition=models.Q(("next_due_open__isnull", False), ("recorded_to__isnull", True)),
                fields=["recorded_to", "retired_on", "next_due_open", "position"],
                name="plan_area_current_due_open",
            ),
        ),
        migrations.RunPython(forwards, backwards),
    ]
