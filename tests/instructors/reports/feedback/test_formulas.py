"""Formulas in answers: set as MathML, and nothing else gets through."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.instructors.reports.feedback.formulas import mathml
from autograder.instructors.reports.feedback.html import prose

MATHML = """
math menclose mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow
ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none
"""
PIECES = r"""
\frac \text \href \style \class \color \left( \begin{matrix} \hspace { } ^ _ & a 1 $ " ' > \ \\
javascript: <script> <img onerror= &lt; onclick=alert(1) data: &#106; é
"""


class Elements(HTMLParser):
    """What a text holds, by a reader of HTML: names of elements, and of their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


def test_a_fraction_is_set() -> None:
    """Is a formula between dollars MathML, in a line and between lines?"""
    shown = prose(r"So $p_k = \frac{e^{s_k}}{Z}$ is *small*." + "\n\n$$Z > 0$$")
    assert "<mfrac><mrow><msup><mi>e</mi>" in shown
    assert '<math display="inline">' in shown and '<math display="block">' in shown
    assert "<em>small</em>" in shown and "$" not in shown


def test_environments_are_set() -> None:
    """Is an equation of several lines a table?"""
    found = Elements(prose("\\begin{align}a &= b \\\\ c &= d\\end{align}"))
    assert {"math", "mtable", "mtr", "mtd"} <= found.names


@pytest.mark.parametrize("typed", [r"$\frac{$", "$" + "x" * 3000 + "$", r"$\left( x$"])
def test_what_cannot_be_read_stays(typed: str) -> None:
    """Is a formula with a mistake shown as it was typed?"""
    assert typed in prose(typed)


def test_too_many_stay() -> None:
    """Are the first formulas of a long answer set, and the last ones as they were typed?"""
    shown = prose("$a$ " * 400)
    assert shown.count("<math") == 300 and shown.count("$a$") == 100


def test_code_and_prices_are_no_formulas() -> None:
    """Do dollars in code, and escaped ones, stay dollars?"""
    shown = prose("`$x$` costs \\$5, not \\$6")
    assert "<code>$x$</code> costs $5, not $6" in shown


def test_comparisons_are_no_tags() -> None:
    """Does a formula with < hold a comparison?"""
    assert "<mi>i</mi><mo>&lt;</mo><mi>j</mi>" in prose("$i < j$")


def test_addresses_and_styles_are_left_out() -> None:
    """Does no command of LaTeX make a link, a style or a class?"""
    for command in ("href{javascript:alert(1)}", "style{color:red}", "class{question}"):
        shown = mathml(rf"\{command}{{x}}")
        assert shown is not None
        assert "<mi>x</mi>" in shown and Elements(shown).attributes == {"display"}


@given(st.lists(st.sampled_from([*PIECES.split(), " ", "\x00"]), max_size=12).map("".join))
def test_nothing_else_gets_through(latex: str) -> None:
    """Whatever is typed: is it elements of MathML, with attributes that format?"""
    shown = mathml(latex)
    found = Elements(shown or "")
    assert found.names <= set(MATHML.split())
    assert not {name for name in found.attributes if name.startswith("on")}
    assert not {"href", "src", "style", "class", "id", "xlink:href"} & found.attributes
    page = Elements(prose(f"a ${latex}$ b"))
    assert not {"script", "img", "iframe", "style"} & page.names
    assert not {name for name in page.attributes if name.startswith("on")}
