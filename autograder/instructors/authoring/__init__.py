"""Make an assignment: from a template to the handout and what students get with it."""

from autograder.instructors.authoring.bundle import make_bundle

__all__ = [
    "bundle",
    "colab",
    "example_class",
    "make_bundle",
    "new",
    "release",
    "start_page",
    "translated_release",
    "translations",
    "variants",
]
