"""The cells of a notebook that was handed in, also of an older format."""

from autograder.grading.submission.cells import Cell, Unreadable, parse_cells, read_cell


def student_cells(data: bytes) -> list[Cell]:
    """Return the cells of a notebook file; raises Unreadable when there are none to be found."""
    try:
        return parse_cells(data)
    except Unreadable as error:
        if error.trouble != "not format 4":
            raise
        return _upgraded(data, error)


def _upgraded(data: bytes, trouble: Unreadable) -> list[Cell]:
    import nbformat  # takes two seconds: only for those few

    try:
        notebook = nbformat.reads(data.decode("utf-8-sig"), as_version=4)
        return [read_cell(cell) for cell in notebook.cells]
    except Exception as error:  # whatever it stumbles over, nobody can read it
        raise trouble from error
