"""Scripts that tools make of a notebook, besides Colab's; they enter the table of kinds."""

import ast
from collections.abc import Callable, Iterable

from tests.mangled.kinds import kind
from tests.mangled.work import Node, Work

_YAML = "# ---\n# jupyter:\n#   jupytext:\n#     format_name: light\n# ---\n\n"


def commented(text: str) -> str:
    """Return a text as comments."""
    return "\n".join(f"# {line}".rstrip() for line in text.splitlines())


def _indented(text: str, by: str = "    ") -> str:
    return "\n".join(f"{by}{line}".rstrip() for line in text.splitlines())


def _is_python(source: str) -> bool:
    try:
        return bool(ast.parse(source))
    except SyntaxError:
        return False


def _script(work: Work, parts: Iterable[str], apart: str = "\n\n") -> Work:
    data = apart.join(parts).encode()
    return work.with_nodes(list(work.nodes), data=data, file="work.py")


def _cells(work: Work, text: Callable[[str], str], code: Callable[[str], str]) -> list[str]:
    def written(node: Node) -> str:
        return (code if node["cell_type"] == "code" else text)(node["source"])

    return [written(node) for node in work.nodes]


@kind
def a_plain_script(work: Work) -> Work:
    """Copy all into one file, texts as comments."""
    if work.data is not None:
        return work
    return _script(work, _cells(work, commented, str))


@kind
def a_light_script(work: Work) -> Work:
    """Keep the notebook in jupytext's light form."""
    if work.data is not None:
        return work

    def code(source: str) -> str:
        return f"# +\n{source}\n# -" if "\n\n" in source else source

    return _script(work, [_YAML, *_cells(work, commented, code)])


@kind
def a_script_of_pycharm(work: Work) -> Work:
    """Keep the notebook as PyCharm does, texts as they are."""
    if work.data is not None:
        return work
    return _script(work, _cells(work, "#%% md\n{}".format, "#%%\n{}".format))


@kind
def a_script_with_strings(work: Work) -> Work:
    """Keep the notebook with `# %%`, texts as strings, and lines as Windows ends them."""
    if work.data is not None:
        return work
    made = _script(work, _cells(work, '# %% [markdown]\n"""\n{}\n"""'.format, "# %%\n{}".format))
    return made.with_nodes(list(made.nodes), data=(made.data or b"").replace(b"\n", b"\r\n"))


@kind
def a_script_of_spyder(work: Work) -> Work:
    """Keep the notebook with `# %%`, texts as comments in cells like all others."""
    if work.data is not None:
        return work
    parts = _cells(work, lambda text: f"# %% Text\n{commented(text)}", "# %%\n{}".format)
    return _script(work, parts)


@kind
def a_script_of_nbconvert(work: Work) -> Work:
    """Convert the notebook to a script."""
    if work.data is not None:
        return work
    parts = _cells(work, commented, "# In[7]:\n\n\n{}\n".format)
    return _script(work, ["#!/usr/bin/env python\n# coding: utf-8", *parts])


@kind
def a_script_of_databricks(work: Work) -> Work:
    """Export the notebook in Databricks."""
    if work.data is not None:
        return work

    def text(source: str) -> str:
        return "# MAGIC %md\n" + "\n".join(f"# MAGIC {line}" for line in source.splitlines())

    parts = _cells(work, text, str)
    parts[0] = f"# Databricks notebook source\n{parts[0]}"
    return _script(work, parts, "\n\n# COMMAND ----------\n\n")


@kind
def a_notebook_of_marimo(work: Work) -> Work:
    """Convert the notebook to marimo's."""
    if work.data is not None:
        return work

    def text(source: str) -> str:
        if '"""' in source:
            return f"@app.cell\ndef _(mo):\n    mo.md({source!r})\n    return"
        quoted = _indented(source, " " * 8)
        said = f'    mo.md(\n        r"""\n{quoted}\n        """\n    )'
        return f"@app.cell\ndef _(mo):\n{said}\n    return"

    def code(source: str) -> str:
        if not _is_python(source):
            return f"app._unparsable_cell(\n    {source!r},\n    name='_'\n)"
        return f"@app.cell\ndef _(np):\n{_indented(source)}\n    return (np,)"

    head = "import marimo\n\n__generated_with = '0.9.14'\napp = marimo.App()"
    foot = 'if __name__ == "__main__":\n    app.run()'
    return _script(work, [head, *_cells(work, text, code), foot], "\n\n\n")
