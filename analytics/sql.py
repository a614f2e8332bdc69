"""How names get into SQL. Values never do: they travel as parameters."""


def identifier(name: str) -> str:
    """`name` as a quoted SQL identifier, safe whatever it holds: `a"b` becomes `"a""b"`."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """`value` as a SQL string literal, for the few places that take no parameter (file lists in views)."""
    return "'" + value.replace("'", "''") + "'"
