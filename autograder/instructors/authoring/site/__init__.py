"""The course as a folder of static files: JupyterLab, Python and the notebooks in a browser tab."""

from autograder.instructors.authoring.site.build import Site, make_site

__all__ = ["Site", "make_site"]
