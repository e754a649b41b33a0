"""The JSON Schema of a rulebook file, for editors that complete and check while one writes."""

import json

from kefu.rulebook.clauses import Rulebook


def rulebook_schema() -> str:
    """The schema as JSON text, the same for the same program."""
    schema = Rulebook.model_json_schema(by_alias=True)
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=1) + "\n"
