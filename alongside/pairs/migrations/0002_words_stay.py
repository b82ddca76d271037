"""The database itself refuses to change an agreement's words, a promise, or a signature once given.

SQLite drops triggers when Django remakes a table: a later migration that alters one of these two tables has to run
`put_up` again. tests/pairs/test_agreement.py notices when that was forgotten.
"""

from django.db import migrations

FIXED = ("pair_id", "by_id", "version", "starter", "every_weeks", "liked", "keeps_words", "words", "made_on")
SIGNATURES = ("performer_signed_on", "coach_signed_on")

SAYS = {"agreement": "an agreement does not change once made", "promise": "a promise does not change once made"}
SIGNED = (
    "EXISTS (SELECT 1 FROM pairs_agreement a WHERE a.id = NEW.agreement_id "
    "AND a.performer_signed_on IS NOT NULL AND a.coach_signed_on IS NOT NULL)"
)


def conditions(differs, columns=FIXED):
    """Under which conditions a change of an agreement is refused; `differs` is the database's "IS NOT" for nulls."""
    fixed = [f"NEW.{column} {differs} OLD.{column}" for column in columns]
    signed = [f"(OLD.{column} IS NOT NULL AND NEW.{column} {differs} OLD.{column})" for column in SIGNATURES]
    return " OR ".join(fixed + signed)


def put_up(apps, schema_editor, columns=FIXED):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER IF NOT EXISTS agreement_stays BEFORE UPDATE ON pairs_agreement FOR EACH ROW "
            f"WHEN {conditions('IS NOT', columns)} BEGIN SELECT RAISE(ABORT, '{SAYS['agreement']}'); END"
        )
        schema_editor.execute(
            f"CREATE TRIGGER IF NOT EXISTS promise_stays BEFORE UPDATE ON pairs_promise FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, '{SAYS['promise']}'); END"
        )
        schema_editor.execute(
            "CREATE TRIGGER IF NOT EXISTS promise_before_signing BEFORE INSERT ON pairs_promise FOR EACH ROW "
            f"WHEN {SIGNED} BEGIN SELECT RAISE(ABORT, '{SAYS['agreement']}'); END"
        )
        return
    schema_editor.execute(
        f"""
        CREATE OR REPLACE FUNCTION agreement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME = 'pairs_agreement' THEN
                IF {conditions("IS DISTINCT FROM", columns)} THEN
                    RAISE EXCEPTION '{SAYS["agreement"]}' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            ELSIF TG_OP = 'UPDATE' THEN
                RAISE EXCEPTION '{SAYS["promise"]}' USING ERRCODE = 'integrity_constraint_violation';
            ELSIF {SIGNED} THEN
                RAISE EXCEPTION '{SAYS["agreement"]}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    schema_editor.execute(
        "CREATE OR REPLACE TRIGGER agreement_stays BEFORE UPDATE ON pairs_agreement "
        "FOR EACH ROW EXECUTE FUNCTION agreement_stays()"
    )
    schema_editor.execute(
        "CREATE OR REPLACE TRIGGER promise_stays BEFORE INSERT OR UPDATE ON pairs_promise "
        "FOR EACH ROW EXECUTE FUNCTION agreement_stays()"
    )


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for trigger in ("agreement_stays", "promise_stays", "promise_before_signing"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        return
    schema_editor.execute("DROP TRIGGER IF EXISTS agreement_stays ON pairs_agreement")
    schema_editor.execute("DROP TRIGGER IF EXISTS promise_stays ON pairs_promise")
    schema_editor.execute("DROP FUNCTION IF EXISTS agreement_stays()")


class Migration(migrations.Migration):
    dependencies = [("pairs", "0001_initial")]
    operations = [migrations.RunPython(put_up, take_down)]
