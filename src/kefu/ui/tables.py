"""Tables in migrations: made of one state, where Django draws up the models around each one anew."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Several tables, in any order: foreign keys are made when all of them are there."""

    # The beginning of a domain: nothing comes before it.
    reversible = False

    def __init__(self, tables: Sequence[CreateModel]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Bring all models into the state before any of it is drawn up."""
        state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make the tables."""
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What `sqlmigrate` says of it."""
        return f"Create tables: {', '.join(table.name for table in self.tables)}"


def at_once(operations: Sequence[Operation]) -> list[Operation]:
    """All tables of a migration as one operation, and the others after it."""
    tables = [one for one in operations if isinstance(one, CreateModel)]
    return [CreateTables(tables), *(one for one in operations if not isinstance(one, CreateModel))]
