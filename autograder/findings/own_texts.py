"""Texts that a course's own tests make, such as the names of examples, in the language in force.

A grader runs the course's English cells, whichever handout a submission came from: what these say
of it is put into the reader's language where it is shown. Who shows it says where the texts stand.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

# What gives a text of the course's as it is said in the language in force.
Say = Callable[[str], str]
_FIELD = re.compile(r"{([^{}]*)}")


def _as_it_is(said: str) -> str:
    return said


_say: ContextVar[Say] = ContextVar("_say", default=_as_it_is)


@contextmanager
def saying(say: Say) -> Iterator[None]:
    """Within, a course's own texts are said so."""
    token = _say.set(say)
    try:
        yield
    finally:
        _say.reset(token)


def own_text(said: str) -> str:
    """Return a text of the course's in the language in force; any other as it is."""
    return _say.get()(said)


def rewritten(said: str, template: str, other: str, value: Say = _as_it_is) -> str | None:
    """Return a text that was made of a template as another one has it, None if it wasn't.

    What stands in braces is a value in both; `value` gives it for the other.
    """
    names = _FIELD.findall(template)
    parts = map(re.escape, _FIELD.split(template)[::2])
    found = re.fullmatch("(.*?)".join(parts), said, re.DOTALL)
    if found is None:
        return None
    values = map(value, found.groups())
    return filled(other, dict(zip(names, values, strict=True)))


def filled(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its values, nothing for one that isn't there."""
    return _FIELD.sub(lambda name: values.get(name[1], ""), template)
