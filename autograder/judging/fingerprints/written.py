"""What is asked of a function, as the file beside a handout has it."""

from autograder.checks.fingerprints.arguments import Json, Writer
from autograder.checks.fingerprints.behaviour import Arguments, FixedCall, Group, Questions
from autograder.checks.fingerprints.prints_file import Costs


def questions_written(writer: Writer, questions: Questions) -> dict[str, Json]:
    """Return questions as a file has them; their arrays are in the writer's."""
    return {
        "kind": questions.kind,
        "things": list(questions.things),
        "groups": [_group(writer, each) for each in questions.groups],
        "parts": [[part.group, list(part.things)] for part in questions.parts],
    }


def _group(writer: Writer, group: Group) -> Json:
    calls = [_call(writer, each) for each in group.calls]
    return {"name": group.name, "tolerance": group.tolerance, "least": group.least, "calls": calls}


def _call(writer: Writer, call: FixedCall) -> Json:
    stored: dict[str, Json] = {
        "arguments": _arguments(writer, call.arguments),
        "shapes": [list(each) for each in call.shapes],
        "shifts": list(call.shifts),
    }
    if call.minus is not None:
        stored["minus"] = _arguments(writer, call.minus)
    if call.dropped:
        stored["dropped"] = call.dropped
    if call.lost:
        stored["lost"] = True
    return stored


def _arguments(writer: Writer, arguments: Arguments) -> Json:
    return [writer.write(each) for each in arguments]


def costs_written(writer: Writer, costs: Costs) -> Json:
    """Return a pair of calls whose costs are compared as a file has it."""
    small, large = (_arguments(writer, each) for each in (costs.small, costs.large))
    return {"kind": costs.kind, "small": small, "large": large, "sizes": list(costs.sizes)}
