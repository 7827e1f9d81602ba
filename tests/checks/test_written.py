"""A cell that uses a stub says so in one line."""

import pytest

from autograder.checks import when_implemented


def softmax_loss(*_: object) -> float:
    """Stand for a stub."""
    raise NotImplementedError


def outer() -> float:
    """Use a stub inside another function."""
    return 2 * softmax_loss()


def test_a_stub_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Is the stub named that is missing, and nothing after it run?"""
    with when_implemented():
        softmax_loss()
        print("after it")  # noqa: T201 - what a cell does
    assert capsys.readouterr().out == "softmax_loss: not implemented yet\n"


def test_the_innermost_stub_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Is it the stub that is named, not the function that uses it?"""
    with when_implemented():
        outer()
    assert capsys.readouterr().out == "softmax_loss: not implemented yet\n"


def test_a_stub_without_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    """Is a stub in a lambda or a cell's own line 'a function above'?"""
    with when_implemented():
        (lambda: (_ for _ in ()).throw(NotImplementedError))()
    source = "with when_implemented():\n    raise NotImplementedError"
    exec(compile(source, "<cell>", "exec"), {"when_implemented": when_implemented})  # noqa: S102
    assert capsys.readouterr().out == 2 * "a function above: not implemented yet\n"


@pytest.mark.parametrize(
    "error", [ValueError("no"), RuntimeError(), KeyboardInterrupt(), SystemExit()], ids=repr
)
def test_other_errors_pass_through(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    """Does any other error stop the cell as ever, without a word on stubs?"""
    with pytest.raises(type(error)) as caught, when_implemented():
        raise error
    assert caught.value is error
    assert capsys.readouterr().out == ""


def test_what_is_written_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Does a block without a stub run to its end?"""
    with when_implemented():
        print("done")  # noqa: T201 - what a cell does
    assert capsys.readouterr().out == "done\n"
