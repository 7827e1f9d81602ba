"""All that an export says, together: errors that stop it, and notices beside a file."""

from autograder.grading.course import CourseError


class ExportError(CourseError):
    """Nothing was written; the message says why and what to do."""


# What stops an export.
NO_ASSIGNMENT = "The gradebook knows no assignment {name}: it has {known}."
NO_STUDENT = "The gradebook knows no student {name}: is the name right?"
NOTHING = "The gradebook has no assignment yet: release and grade one first."
UNREADABLE = "{path} can't be read ({reason}): is the path right?"
NOT_UTF8 = (
    "{path} is not UTF-8 text: take the platform's own file as it was downloaded, not one that a "
    "spreadsheet saved again."
)
NO_TABLE = "{path} is no {platform} table: {wanted}."
NO_COLUMN = (
    "{path} has no column for {name}: it has {known}. Name the right one with "
    "--column '{name}=TITLE', or make the assignment on {platform} and download the file again."
)
NO_TITLE = "{path} has no column {title} (asked for with --column): it has {known}."
TWO_COLUMNS = "{path} has several columns for {name} ({known}): say which with --column."
BAD_COLUMN = "--column {text} is not of the form ASSIGNMENT=TITLE."
NOT_EXPORTED = "--column names {name}, which is not among what is exported: {known}."
READ_ONLY = "The column {title} of {path} is read only on {platform}: name another with --column."
ONE_ONLY = (
    "{path} is a grading worksheet, which is for one assignment: export one at a time, for "
    "example {name}."
)
SAME_FILE = "{path} is the template itself: write to another file with --file."
WOULD_BE_LOST = (
    "{path} is there already and holds what would be lost: {what}. Is it the platform's own "
    "download? Then give it as --template, and write to another --file. Else delete it first."
)
NOT_WRITTEN = "{path} can't be written ({reason}): choose another place with --file."

# What is told beside a file.
NOT_IN_TEMPLATE = "{student} has points but no row in the template: {why}."
NO_ROW = "no row has this id, login, e-mail or name"
AMBIGUOUS = "it fits {count} rows ({rows})"
TAKEN = "its row ({row}) also fits {others}"
UNKNOWN_ROWS = "Rows that are no student of the gradebook, unchanged: {names}."
UNGRADED = "{name}: nothing graded for {count}, left as it was (empty, not 0): {names}."
PENDING = (
    "{name}: {count} with answers that nobody has graded by hand yet; {what}: {names}. Grade them "
    "in the formgrader, then export again."
)
SO_FAR = "their points so far were written"
LEFT = "left as it was"
OTHER_MAXIMUM = (
    "{name}: {platform} has {theirs:g} points possible, the gradebook {ours:g}. Points were "
    "written as they are: change the maximum on {platform} to {ours:g} before you import."
)
NO_MAXIMUM = "{name}: the template says no points possible; the gradebook has {ours:g}."
ABOVE = "{name}: {count} above the maximum of {theirs:g}, which {platform} refuses: {names}."
REPLACED = "{name}: {count} had another grade in the template, replaced: {names}."
NOT_ASKED = "{name}: {count} left as it was, since the template says {what}: {names}."
LATE = "{name}: {count} with a late penalty, which is subtracted: {names}."

_MOST_NAMES = 10


def listed(names: list[str]) -> str:
    """Return names as a list to read, shortened."""
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
