"""The course as a folder of static files: JupyterLab, Python and the notebooks in a browser tab."""

from autograder.instructors.authoring.site.build import make_site

__all__ = ["make_site"]
