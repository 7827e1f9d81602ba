"""What grading found stays in a notebook whose metadata a course clears."""

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat.v4 import new_notebook
from traitlets.config import Config

from autograder.gradebook import configure
from autograder.results import METADATA


def cleared(config: Config) -> dict[str, object]:
    """Return what is left of a notebook's metadata."""
    notebook = new_notebook(metadata={METADATA: {"version": 2}, "mine": 1, "kept": 2})
    step = ClearMetadataPreprocessor(config=config, enabled=True)  # type: ignore[no-untyped-call]
    done, _ = step.preprocess(notebook, {})  # type: ignore[no-untyped-call]
    return dict(done.metadata)


def test_the_record_passes() -> None:
    """Does the record pass ClearMetadataPreprocessor, and nothing else?"""
    config = Config()
    configure(config)
    assert cleared(config) == {METADATA: {"version": 2}}


def test_a_courses_own_mask_counts() -> None:
    """Does what a course keeps by its own mask pass, too?"""
    config = Config()
    config.ClearMetadataPreprocessor.preserve_nb_metadata_mask = {"kept"}
    configure(config)
    assert cleared(config) == {METADATA: {"version": 2}, "kept": 2}
