"""The attacks by family; nothing here needs pytest.

`hand_in` writes a submission, `write_course` the course; both work with any nbgrader.
"""

from tests.attacks.submissions.attack import Attack
from tests.attacks.submissions.callbacks import CALLBACKS
from tests.attacks.submissions.data_model import DATA_MODEL
from tests.attacks.submissions.exceptions import EXCEPTIONS
from tests.attacks.submissions.file_system import FILE_SYSTEM
from tests.attacks.submissions.folders import FOLDERS
from tests.attacks.submissions.interpreter import INTERPRETER
from tests.attacks.submissions.kernel import KERNEL
from tests.attacks.submissions.later import LATER
from tests.attacks.submissions.looks import LOOKS
from tests.attacks.submissions.machinery import MACHINERY
from tests.attacks.submissions.mechanism import MECHANISM
from tests.attacks.submissions.processes import PROCESSES
from tests.attacks.submissions.resources import RESOURCES
from tests.attacks.submissions.scores import SCORES
from tests.attacks.submissions.screen import SCREEN
from tests.attacks.submissions.structure import STRUCTURE
from tests.attacks.submissions.texts import TEXTS
from tests.attacks.submissions.values import VALUES
from tests.attacks.submissions.wire import WIRE

FAMILIES: dict[str, tuple[Attack, ...]] = {
    "mechanism": MECHANISM,
    "machinery": MACHINERY,
    "data-model": DATA_MODEL,
    "file-system": FILE_SYSTEM,
    "later": LATER,
    "processes": PROCESSES,
    "resources": RESOURCES,
    "kernel": KERNEL,
    "wire": WIRE,
    "structure": STRUCTURE,
    "screen": SCREEN,
    "looks": LOOKS,
    "scores": SCORES,
    "values": VALUES,
    "exceptions": EXCEPTIONS,
    "callbacks": CALLBACKS,
    "interpreter": INTERPRETER,
    "folders": FOLDERS,
    "texts": TEXTS,
}
