"""A cell that uses a stub says so in one line."""

import pytest

from autograder.checks import once_written


def softmax_loss(*_: object) -> float:
    """Stand for a stub."""
    raise NotImplementedError


def outer() -> float:
    """Use a stub inside another function."""
    return 2 * softmax_loss()


def test_a_stub_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Is the stub named that is missing, and nothing after it run?"""
    with once_written():
        softmax_loss()
        print("after it")  # noqa: T201 - what a cell does
    assert capsys.readouterr().out == "softmax_loss: not implemented yet\n"


def test_the_innermost_stub_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Is it the stub that is named, not the function that uses it?"""
    with once_written():
        outer()
    assert capsys.readouterr().out == "softmax_loss: not implemented yet\n"


def test_a_stub_without_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    """Is a stub in a lambda or a cell's own line 'a function above'?"""
    with once_written():
        (lambda: (_ for _ in ()).throw(NotImplementedError))()
    source = "with once_written():\n    raise NotImplementedError"
    exec(compile(source, "<cell>", "exec"), {"once_written": once_written})  # noqa: S102
    assert capsys.readouterr().out == 2 * "a function above: not implemented yet\n"


@pytest.mark.parametrize(
    "error", [ValueError("no"), RuntimeError(), KeyboardInterrupt(), SystemExit()], ids=repr
)
def test_other_errors_pass_through(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    """Does any other error stop the cell as ever, without a word on stubs?"""
    with pytest.raises(type(error)) as caught, once_written():
        raise error
    assert caught.value is error
    assert capsys.readouterr().out == ""


def test_what_is_written_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Does a block without a stub run to its end?"""
    with once_written():
        print("done")  # noqa: T201 - what a cell does
    assert capsys.readouterr().out == "done\n"
