"""The grader's functions and iterators as they look from here: calling one asks the grader."""

from collections.abc import Callable, Iterator
from typing import Any

Ask = Callable[[dict[str, Any], list[Any]], Any]


def function(number: int, name: str, ask: Ask) -> Callable[..., Any]:
    """Return a function of that name; a call is sent to the grader with its arguments."""

    def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any call
        return ask({"is": "callback", "number": number}, [list(args), kwargs])

    call.__name__ = call.__qualname__ = name
    return call


class GradersIterator(Iterator[Any]):
    """An iterator whose items come from the grader."""

    def __init__(self, number: int, ask: Ask) -> None:
        self._number, self._ask = number, ask

    def __next__(self) -> Any:  # noqa: ANN401 - any item
        found = self._ask({"is": "next", "number": self._number}, [])
        if not found:
            raise StopIteration
        return found[0]
