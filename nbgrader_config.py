"""nbgrader's settings for this repository: run `nbgrader ...` in this folder."""

from autograder.gradebook import configure

c = get_config()
configure(c)

c.CourseDirectory.course_id = "linear-classifiers"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"
