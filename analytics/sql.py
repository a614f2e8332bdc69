"""How names get into SQL. Values never do: they are parameters of the query."""


def identifier(name: str) -> str:
    """`name` as a quoted SQL identifier, safe for any characters: `a"b` becomes `"a""b"`."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """`value` as a SQL string literal, for the few places that take no parameter, such as file lists in views."""
    return "'" + value.replace("'", "''") + "'"
