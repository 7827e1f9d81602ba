"""What was seen, as a value: a code that programs compare, and the values that its words name.

Only the standard library is needed here: checks make findings on students' computers.
"""

import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# How a visible check is known among a cell's outputs.
CHECK_MIME = "application/vnd.autograder.check+json"


class Code(StrEnum):
    """All that can be found; each has a template of this name in a catalogue of messages."""

    AUTHOR = "author"  # a text of the course's own, carried as it is
    # a call of a student's function
    NOT_IMPLEMENTED = "not-implemented"
    NOT_DEFINED = "not-defined"
    RAISED = "raised"
    PLACE = "place"
    HINT_OPERANDS = "hint-operands"
    HINT_XRANGE = "hint-xrange"
    HINT_TRUTH_VALUE = "hint-truth-value"
    HINT_ONE_NUMBER = "hint-one-number"
    HINT_POWER = "hint-power"
    HINT_MATH_RANGE = "hint-math-range"
    HINT_MATH_DOMAIN = "hint-math-domain"
    HINT_MATMUL = "hint-matmul"
    HINT_CALLED_ARRAY = "hint-called-array"
    HINT_RANGE_OF_ARRAY = "hint-range-of-array"
    HINT_FLOAT_INDEX = "hint-float-index"
    HINT_NONE = "hint-none"
    WARNED = "warned"
    NO_JUDGEMENT = "no-judgement"

    # what a function returned
    A_NONE = "a-none"
    A_LIST = "a-list"
    AN_ARRAY = "an-array"
    A_THING = "a-thing"
    THE_LOSS = "the-loss"
    NOT_TWO_THINGS = "not-two-things"
    LOSS_NO_NUMBER = "loss-no-number"
    LOSS_NOT_REAL = "loss-not-real"
    LOSS_SHAPE = "loss-shape"
    SHAPE_ACCEPTED = "shape-accepted"
    GRADIENT_NONE = "gradient-none"
    GRADIENT_NOT_REAL = "gradient-not-real"
    GRADIENT_SHAPE = "gradient-shape"
    GRADIENT_TRANSPOSED = "gradient-transposed"
    MATRIX_TYPE = "matrix-type"

    # a student's process
    CALL_TOO_LONG = "call-too-long"
    NOTEBOOK_TOO_LONG = "notebook-too-long"
    NOT_RUN = "not-run"
    LEFT_OUT = "left-out"
    COMPUTING = "computing"
    MEMORY = "memory"
    PROCESSES = "processes"
    CRASHED = "crashed"
    ABORTED = "aborted"
    ENDED = "ended"
    PROCESS_GONE = "process-gone"
    OBJECT_GONE = "object-gone"
    INTERRUPTED = "interrupted"
    NO_MESSAGE = "no-message"
    NO_PLAIN_DATA = "no-plain-data"
    NO_STUDENT = "no-student"
    CELL = "cell"
    CELL_WITHOUT_NAME = "cell-without-name"
    SUBMITTED_FILES = "submitted-files"

    # in what a submission differs from the handout
    CELL_MISSING = "cell-missing"
    CELL_COPIED = "cell-copied"
    CELL_CHANGED = "cell-changed"
    CELL_FLAGS = "cell-flags"
    CELL_KIND = "cell-kind"
    CELLS_MOVED = "cells-moved"
    CELLS_ADDED = "cells-added"
    CELL_ADDED = "cell-added"
    CELL_PUT_BACK = "cell-put-back"
    CELL_UNSURE = "cell-unsure"
    CELL_VERSIONS = "cell-versions"
    BY_DEFINITION = "by-definition"
    BY_DEFINITION_IN_JOINED = "by-definition-in-joined"
    BY_PLACE = "by-place"
    BY_ORDER = "by-order"
    BY_NEIGHBOUR = "by-neighbour"
    BY_REST = "by-rest"
    BY_LIKENESS = "by-likeness"
    FILE_LEFT_OUT = "file-left-out"
    FOLDER_LEFT_OUT = "folder-left-out"
    NO_TIME = "no-time"
    MISNAMED = "misnamed"
    TEAM = "team-submission"
    TEAM_LATER = "team-later"
    OLDER_TESTS = "older-tests"
    OLDER_BY_COURSE = "older-by-course"
    OLDER_QUESTIONS = "older-questions"
    OLDER_UNREADABLE = "older-unreadable"
    OLDER_UNKNOWN = "older-unknown"
    OTHER_VARIANT = "other-variant"

    # a notebook as a whole
    UNREADABLE = "unreadable"
    NOT_GRADED = "not-graded"
    FAULT = "fault"
    NO_SANDBOX = "no-sandbox"
    NO_FILTER = "no-filter"

    # a cell of a notebook
    CELL_RAISED = "cell-raised"
    NOT_JUDGED = "not-judged"
    UNREADABLE_RESULT = "unreadable-result"
    OTHER_VERSION = "other-version"

    # what was noted of a notebook
    NOTES_OF_OTHER_VERSION = "notes-of-other-version"
    UNREADABLE_NOTES = "unreadable-notes"

    # a facet: inputs of a loss
    SMALL_PROBLEM = "small-problem"
    ONE_EXAMPLE = "one-example"
    TWO_CLASSES = "two-classes"
    MANY_CLASSES = "many-classes"
    MANY_EXAMPLES = "many-examples"
    MANY_FEATURES = "many-features"
    ONE_CLASS = "one-class"
    FLOAT32 = "float32"
    PLAIN_INPUT = "plain-input"
    SCORES_NEAR = "scores-near"
    ROWS_FAR_APART = "rows-far-apart"
    ORDINARY_INPUTS = "ordinary-inputs"
    ODD_INPUTS = "odd-inputs"

    # a facet: sentences that are put together
    THE_GRADIENT = "the-gradient"
    THE_RESULT = "the-result"
    OF_PART = "of-part"
    PART_HAS = "part-has"
    BOTH = "both"
    BOTH_EACH = "both-each"
    WITH = "with"

    # a facet: values
    ZERO = "zero"
    WRONG_SIGN = "wrong-sign"
    TWICE = "twice"
    HALF = "half"
    TIMES_N = "times-n"
    BY_N = "by-n"
    A_MEAN = "a-mean"
    LOGARITHM_SMALL = "logarithm-small"
    LOGARITHM_LARGE = "logarithm-large"
    LOGARITHM = "logarithm"
    ONE_MORE = "one-more"
    ONE_MORE_TRUE_CLASS = "one-more-true-class"
    TRUE_CLASS_MISSING = "true-class-missing"
    TRUE_CLASS_SIGN = "true-class-sign"
    NOT_FINITE_ON = "not-finite-on"
    WRONG_ON = "wrong-on"
    NOT_FINITE_FOR = "not-finite-for"
    FINITE_FOR = "finite-for"
    WRONG_FOR = "wrong-for"
    WRONG_FOR_ALL = "wrong-for-all"
    SHAPE_FOR = "shape-for"
    RESULT_CONSTANT = "result-constant"
    LOSS_CONSTANT = "loss-constant"
    LOSS_IGNORES = "loss-ignores"
    BY_DIFFERENCES = "by-differences"
    NEAR_KINKS = "near-kinks"
    CLASS_FAR_BELOW = "class-far-below"
    LOSS_CLIPPED = "loss-clipped"
    SAME_FOR_ANY_SEED = "same-for-any-seed"
    RETURNED_NONE = "returned-none"
    NOT_ALL_PARTS = "not-all-parts"
    PART_NO_ARRAY = "part-no-array"
    RETURNED_NO_ARRAY = "returned-no-array"

    # a facet: regularization
    REG_MISSING = "reg-missing"
    REG_TWICE = "reg-twice"
    REG_HALF = "reg-half"
    REG_DIVIDED = "reg-divided"
    REG_SIGN = "reg-sign"
    REG_OTHER = "reg-other"

    # a facet: large scores
    LOSS_IS = "loss-is"
    GRADIENT_NOT_FINITE = "gradient-not-finite"
    LOSS_CHANGES = "loss-changes"
    GRADIENT_CHANGES = "gradient-changes"
    LOG_OF_ZERO = "log-of-zero"

    # a question beside an earlier one
    FOLLOWS_FROM = "follows-from"

    # a facet: how a function goes about it
    INPUTS_CHANGED = "inputs-changed"
    ARGUMENT_CHANGED = "argument-changed"
    ALL_ZEROS = "all-zeros"
    LOOP_OVER_EXAMPLES = "loop-over-examples"
    LOSS_DIFFERS = "loss-differs"
    GRADIENT_DIFFERS = "gradient-differs"
    NOTHING_TO_AGREE_WITH = "nothing-to-agree-with"

    # training, in a check and in a facet
    CALLS_COUNT = "calls-count"
    BATCH_SHAPE = "batch-shape"
    REG_NOT_GIVEN = "reg-not-given"
    BATCH_NOT_IN_X = "batch-not-in-x"
    BATCH_LABELS = "batch-labels"
    SAME_ROWS = "same-rows"
    ROWS_IN_LINE = "rows-in-line"
    FEW_ROWS = "few-rows"
    LOSS_NEVER_CALLED = "loss-never-called"
    AT_STEP = "at-step"
    AFTER_TRAINING = "after-training"
    W_SHAPE = "w-shape"
    W_NO_NUMBERS = "w-no-numbers"
    MOVES_WITH_GRADIENT = "moves-with-gradient"
    NEVER_MOVES = "never-moves"
    MOVES_BY_GRADIENT = "moves-by-gradient"
    LAST_STEP_MISSING = "last-step-missing"
    MOVES_OTHERWISE = "moves-otherwise"
    TRAIN_RETURNED_NONE = "train-returned-none"
    HISTORY_NO_NUMBERS = "history-no-numbers"
    HISTORY_SHAPE = "history-shape"
    HISTORY_WRONG = "history-wrong"
    TRAINED_NOT_FINITE = "trained-not-finite"
    CLOUDS_NOT_TOLD_APART = "clouds-not-told-apart"
    SEED_DRAWS_OTHERS = "seed-draws-others"
    ACCURACY_REACHED = "accuracy-reached"

    # trained weights
    NOT_LEARNED = "not-learned"
    ACCURACY_LOW = "accuracy-low"
    GUESSES_NOT_LEARNED = "guesses-not-learned"
    GUESSES_SHAPE = "guesses-shape"
    WEIGHTS_NO_ARRAY = "weights-no-array"
    WEIGHTS_SHAPE = "weights-shape"
    WEIGHTS_NOT_FINITE = "weights-not-finite"

    # features of images
    FEATURES_SHAPE = "features-shape"
    FEATURES_NOT_FINITE = "features-not-finite"
    FEATURES_TOGETHER = "features-together"
    FEATURES_CONSTANT = "features-constant"

    # a check of an author's function
    THINGS = "things"
    ONE_THING = "one-thing"
    RETURNED_OTHER_THINGS = "returned-other-things"
    NOT_ASKED = "not-asked"
    PART_TRANSPOSED = "part-transposed"
    PART_SHAPE = "part-shape"
    PART_NO_NUMBER = "part-no-number"
    NO_WAY_FORWARD = "no-way-forward"

    # the gradient checker: a function that can't be checked
    THE_POINT = "the-point"
    WORK_ON_A_COPY = "work-on-a-copy"
    ALIASED = "aliased"
    OTHER_LOSS = "other-loss"
    OTHER_GRADIENT = "other-gradient"
    ENTRIES_NOT_FINITE = "entries-not-finite"
    LARGE_SCORES = "large-scores"
    ROWS_APART = "rows-apart"
    NOT_FINITE_NEARBY = "not-finite-nearby"

    # a check of a function's result
    OLDER_FUNCTION = "older-function"
    WORK_ON_A_NEW_ARRAY = "work-on-a-new-array"
    RESULT_COUNT = "result-count"
    RESULT_IS = "result-is"
    HINTED = "hinted"
    CALLS_TRIED = "calls-tried"
    ASKED_FOR_OTHERS = "asked-for-others"
    CLIMBS = "climbs"
    STAYS = "stays"
    STEP_UNUSED = "step-unused"
    OTHER_STEP = "other-step"
    LOSS_AT_ZERO = "loss-at-zero"
    ONE_COSTS = "one-costs"
    TIMES_N_HERE = "times-n-here"
    MINUS_TOO_FEW = "minus-too-few"
    NOTHING_ADDED = "nothing-added"
    ZERO_HERE_ALONE = "zero-here-alone"
    LOG_10 = "log-10"
    LOG_2 = "log-2"
    NO_LOGARITHM = "no-logarithm"
    TOO_FEW_THINGS = "too-few-things"
    ONE_OF_THE_THINGS = "one-of-the-things"
    ROWS_SUM = "rows-sum"
    SUM_IS = "sum-is"
    ONE_IS = "one-is"
    NOT_FINITE = "not-finite"
    SAME_WANTED = "same-wanted"
    SAME_WANTED_YOURS = "same-wanted-yours"

    # the gradient checker: parts of a gradient
    ALL_ENTRIES = "all-entries"
    COLUMN = "column"
    COLUMNS = "columns"
    BIAS_ROW = "bias-row"

    # a gradient beside the numerical one, of an author's function
    SLOPE_ZERO = "slope-zero"
    SLOPE_SIGN = "slope-sign"
    SLOPE_TWICE = "slope-twice"
    SLOPE_HALF = "slope-half"
    SLOPE_NOT_FINITE = "slope-not-finite"
    SLOPE_SHAPE = "slope-shape"
    SLOPE_TRANSPOSED = "slope-transposed"
    SLOPE_AXIS = "slope-axis"
    SLOPE_TIMES_ROWS = "slope-times-rows"
    SLOPE_BY_ROWS = "slope-by-rows"
    SLOPE_IS_DOUT = "slope-is-dout"
    SLOPE_IS_MASKED_DOUT = "slope-is-masked-dout"
    SLOPE_OF_THE_POINT = "slope-of-the-point"
    SLOPE_DIFFERS = "slope-differs"
    SLOPE_DIFFERS_AT = "slope-differs-at"
    # a check of a loss
    TWICE_DOUBLES = "twice-doubles"
    TWICE_CHANGES = "twice-changes"
    NOT_THE_MEAN = "not-the-mean"
    ONE_OF_TWO_COUNTS = "one-of-two-counts"
    REG_CHANGES_NOTHING = "reg-changes-nothing"
    REG_TERM_TWICE = "reg-term-twice"
    REG_TERM_HALF = "reg-term-half"
    REG_TERM_OTHER = "reg-term-other"
    STILL_A_LOOP = "still-a-loop"
    YOUR_LARGE_SCORES = "your-large-scores"
    YOUR_ROWS_APART = "your-rows-apart"
    DW_DOES_NOT_FIT = "dw-does-not-fit"
    WORST_ENTRY = "worst-entry"
    NO_FINITE_PAIR = "no-finite-pair"
    DW_IGNORES_REG = "dw-ignores-reg"
    DW_REG_DIFFERS = "dw-reg-differs"
    LIKELY = "likely"

    # a function beside its fingerprint
    KNOWN_MISTAKE = "known-mistake"
    NOT_RIGHT_IN = "not-right-in"
    LESS_STRICTLY = "less-strictly"


@dataclass(frozen=True, slots=True)
class Finding:
    """A code, and what its words need: names, numbers, parts that are findings themselves.

    Several things in a tuple are listed, with commas and a last "and".
    """

    code: Code
    values: "Mapping[str, str | int | float | Finding | tuple[Finding | str, ...]]" = field(
        default_factory=dict
    )

    @classmethod
    def of(cls, code: Code, **values: object) -> "Finding":
        """Return a finding; numpy's numbers become plain ones, anything else unknown its text."""
        return cls(code, {name: _plain(value) for name, value in values.items()})

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.values))))

    def __getitem__(self, name: str) -> "str | int | float | Finding | tuple[Finding | str, ...]":
        return self.values[name]


def _plain(value: object) -> "str | int | float | Finding | tuple[Finding | str, ...]":
    """Return a value that JSON can hold: it has no nan, no infinity, and no half characters."""
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, Finding) or type(value) is int:
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, list) or (isinstance(value, tuple) and _is_listed(value)):
        return tuple(each if isinstance(each, Finding) else _whole(str(each)) for each in value)
    return _whole(str(value))


def _whole(text: str) -> str:
    """Return the text so that it can be written: Python's, and JSON's, may hold half characters."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _is_listed(value: tuple[object, ...]) -> bool:
    """Return whether a tuple is a list of words; a tuple of numbers is a shape, and one word."""
    return bool(value) and all(isinstance(each, str | Finding) for each in value)
