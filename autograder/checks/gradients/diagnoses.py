"""The diagnoses: what a residual looks like, what usually causes it, what to re-read."""

from dataclasses import dataclass

from autograder.findings import text

# What to re-read: a course may say where that is, under this name, and else the catalogue says it.
LOOPS = "loss and gradient with loops"
REG = "what regularization asks for"
STABLE = "from scores to probabilities"
CHAIN = "the chain rule through the scores"
BASICS = "every entry of an array"
MATRICES = "the same with matrices"
SECTIONS = {
    LOOPS: "reread.loops",
    REG: "reread.regularization",
    STABLE: "reread.stable",
    CHAIN: "reread.chain-rule",
    BASICS: "reread.entries",
    MATRICES: "reread.matrices",
}


def section_in_words(topic: str) -> str:
    """Return what to re-read, in words; what a course says itself stays as it is."""
    return text(SECTIONS[topic]) if topic in SECTIONS else topic


# Name, and what to re-read: what is seen, and what usually causes it, stands in the catalogue.
DATA_DIAGNOSES = (
    ("zero", LOOPS),
    ("sign", CHAIN),
    ("times N", LOOPS),
    ("over N", LOOPS),
    ("N and C", LOOPS),
    ("logarithm", CHAIN),
    ("factor", CHAIN),
    ("transposed", MATRICES),
    ("true class missing", CHAIN),
    ("true class sign", CHAIN),
    ("true class wrong", CHAIN),
    ("only true class", CHAIN),
    ("wrong classes wrong", CHAIN),
    ("one example", LOOPS),
    ("overwritten", LOOPS),
    ("some examples", LOOPS),
    ("class never updated", LOOPS),
    ("one column", LOOPS),
    ("bias row", LOOPS),
    ("one row", BASICS),
    ("one entry", BASICS),
    ("stale", BASICS),
    ("W ignored", CHAIN),
    ("wrong point", BASICS),
    ("overflow", STABLE),
    ("rows far apart", STABLE),
    ("scores", CHAIN),
)


# Name, and what to re-read: what is seen, and what usually causes it, stands in the catalogue.
REG_DIAGNOSES = (
    ("reg missing from gradient", REG),
    ("reg missing from loss", REG),
    ("loss full, gradient half", REG),
    ("loss half, gradient full", REG),
    ("reg sign", REG),
    ("reg over N", REG),
    ("reg factor", REG),
    ("reg place", REG),
    ("reg shape", REG),
    ("L2 without reg", REG),
)


@dataclass(frozen=True)
class Diagnosis:
    """Why a gradient is wrong: a name for programs, a section to re-read, and words for people."""

    name: str
    topic: str

    @property
    def reread(self) -> str:
        """The section to re-read."""
        return section_in_words(self.topic)

    @property
    def seen(self) -> str:
        """What the gradient looks like."""
        return text(f"diagnosis.{self.key}")

    @property
    def cause(self) -> str:
        """What usually causes it, as a question."""
        return text(f"cause.{self.key}")

    @property
    def key(self) -> str:
        """Its name in the catalogue of messages."""
        return self.name.lower().replace(",", "").replace(" ", "-")

    def __str__(self) -> str:
        said = text("of-part", part=self.seen, seen=self.cause)
        return f"{said} {text('re-read', section=self.reread)}"


DIAGNOSES = {row[0]: Diagnosis(*row) for row in (*DATA_DIAGNOSES, *REG_DIAGNOSES)}
