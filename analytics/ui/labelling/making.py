"""Which schema is answered, and the form that makes one."""

from __future__ import annotations

import msgspec
import streamlit as st
import yaml

from analytics.access import Permission, action
from analytics.annotations import read_schemas, save_schema, schema_from_yaml
from analytics.annotations.schema import AnySchema
from analytics.errors import DataloupeError
from analytics.ui.components.pickers import checked
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

KINDS = {
    "one of several answers": "choice",
    "any number of answers": "several",
    "a score": "score",
    "a text (demonstration)": "text",
    "the better of two": "pair",
    "passages": "span",
}
WITH_CHOICES = ("choice", "several", "span")
MESSAGE = "label-schema-message"


def pick(page: Page) -> AnySchema | None:
    """The schema of the page; None while there is none."""
    schemas = read_schemas(page.workspace.path)
    if not schemas:
        return None
    name = st.selectbox("Schema", list(schemas), key="schema", bind="query-params", width=220)
    return checked(schemas, name)


def make(page: Page, schema: AnySchema | None = None) -> None:
    """The form for a new schema, or for changes of one; the same as YAML."""
    if message := st.session_state.pop(MESSAGE, None):
        st.error(plain(message), icon=":material/error:")
    suffix = "" if schema is None else f"-{schema.name}"
    title = st.selectbox("The answer is", list(KINDS), key=f"make-kind{suffix}", disabled=schema is not None, width=260,
                         index=0 if schema is None else list(KINDS.values()).index(schema.kind))  # fmt: skip
    kind = KINDS[title or next(iter(KINDS))] if schema is None else schema.kind
    known = {} if schema is None else msgspec.to_builtins(schema)
    with st.form(f"make-schema{suffix}", border=False):
        fields = _fields(kind, known, suffix)
        st.form_submit_button("Save schema", icon=":material/save:", on_click=_save, args=(page, kind, known, suffix))
    with st.expander("As YAML"):
        st.caption("The same as a file labels/NAME.yaml of the workspace.")
        name = st.text_input(
            "Name of the schema", known.get("name", ""), key=f"yaml-name{suffix}", max_chars=60, width=260
        )
        text = st.text_area("YAML", _as_yaml(known or fields), key=f"yaml-text{suffix}", height=220, max_chars=20_000)
        st.button("Save YAML", key=f"yaml-save{suffix}", on_click=_save_yaml, args=(page, name, text))


def _fields(kind: str, known: dict[str, object], suffix: str) -> dict[str, object]:
    left, right = st.columns(2, gap="medium")
    with left:
        st.text_input("Name", str(known.get("name", "")), key=f"make-name{suffix}", max_chars=60, disabled=bool(known))
        st.text_input("Question", str(known.get("question", "")), key=f"make-question{suffix}", max_chars=300)
        if kind in WITH_CHOICES:
            choices = known.get("choices", ())
            lines = "\n".join(map(str, choices if isinstance(choices, (list, tuple)) else ()))
            st.text_area("Answers, one a line", lines, key=f"make-choices{suffix}", height=130)
        if kind == "score":
            st.number_input("Lowest score", -1000, 1000, int(str(known.get("low", 1))), key=f"make-low{suffix}")
            st.number_input("Highest score", -1000, 1000, int(str(known.get("high", 5))), key=f"make-high{suffix}")
        st.number_input(
            "People that answer each item", 1, 100, int(str(known.get("overlap", 1))), key=f"make-overlap{suffix}"
        )
    with right:
        st.text_area("Guidelines", str(known.get("guidelines", "")), key=f"make-guidelines{suffix}", height=175)
        st.number_input(
            "Gold items in the test", 0, 1000, int(str(known.get("test_items", 0))), key=f"make-test_items{suffix}",
            help="Answers count after a test on so many gold items. Answer them with “My answers are gold” first.",
        )  # fmt: skip
        accuracy = round(100 * float(str(known.get("min_accuracy", 0.8))))
        st.number_input("Right answers needed, in %", 0, 100, accuracy, key=f"make-min_accuracy{suffix}")
        every = int(str(known.get("check_every", 0)))
        st.number_input("A gold item after every … answers (0: none)", 0, 1000, every, key=f"make-check_every{suffix}")
    return {"kind": kind, "question": "", "choices": ["yes", "no"]} if kind in WITH_CHOICES else {"kind": kind}


@action(Permission.LABEL)
def _save(page: Page, kind: str, known: dict[str, object], suffix: str) -> None:
    """Save the schema of the form."""
    state = st.session_state
    fields: dict[str, object] = {"kind": kind}
    for name in ("question", "guidelines", "overlap", "test_items", "check_every"):
        fields[name] = state[f"make-{name}{suffix}"]
    fields["min_accuracy"] = state[f"make-min_accuracy{suffix}"] / 100
    if kind in WITH_CHOICES:
        fields["choices"] = [line.strip() for line in state[f"make-choices{suffix}"].splitlines() if line.strip()]
    if kind == "score":
        fields |= {"low": state[f"make-low{suffix}"], "high": state[f"make-high{suffix}"]}
    _save_yaml(page, str(known.get("name") or state[f"make-name{suffix}"].strip()), yaml.safe_dump(fields))


@action(Permission.LABEL)
def _save_yaml(page: Page, name: str, text: str) -> None:
    """Save the schema of a text."""
    try:
        save_schema(page.workspace.path, schema_from_yaml(name, text))
    except DataloupeError as error:
        st.session_state[MESSAGE] = str(error)
        return
    st.session_state["schema"] = name


def _as_yaml(fields: dict[str, object]) -> str:
    return str(yaml.safe_dump({k: v for k, v in fields.items() if k != "name"}, allow_unicode=True, sort_keys=False))
