"""Can HTML and Markdown of a student's act, however it is written; and does the rest stay?"""

import html
from collections.abc import Callable
from typing import Any

import bleach
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebooks import safe_html
from autograder.notebooks.safe_html import sanitize_attachments, sanitize_html, sanitize_markdown
from tests.notebooks.pages import acts, acts_as_markdown, tags

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<b onclick='alert(1)'>x</b>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&Tab;script&colon;alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x0A;javascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<iframe src='https://x'></iframe>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<form action='https://x'><input name=a><button>Go</button></form>",
    "<style>body {display: none}</style>",
    "<p style='position: fixed'>x</p>",
    "<link rel=stylesheet href=//x><meta http-equiv=refresh content='0;url=//x'><base href=//x>",
    "<object data=x></object><embed src=x>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<style><style></style><script>alert(1)</script>",
    "<sty<style>x</style>le>body{}</sty<style>x</style>le>",
]
LINKS = [
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](<javascript:alert(1)>)",
    r"[x](javascript\:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](javascript&amp;colon;alert(1))",
    "[x](vbscript:x)",
    r"[x](vbscript\:x)",
    "[x](data:text/html,x)",
    r"[x](data\:text/html,x)",
    "[x](data&colon;text/html;base64,eA==)",
    "[x](data:image/svg+xml,x)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x][y]\n\n[y]: javascript\\:alert(1)\n",
    "[x][y]\n\n[y]: <javascript:alert(1)> 'title'",
    "[x](java<!-- -->script:alert(1))",
    "[x](java<!-- --!>script:alert(1))",
    "[x](java<!-->script:alert(1))",
    "[x](java<!doctype a>script:alert(1))",
    "[x](java<?a?>script:alert(1))",
    "[x](java</>script:alert(1))",
    "[x](java<style>x</style>script:alert(1))",
]
pieces = st.sampled_from(
    [
        *(*ATTACKS, *LINKS, "<", ">", "/", '"', "'", "`", "```\n", "\n", "\n\n", " ", "&lt;"),
        *("script", "onerror=alert(1)", "javascript:", "\\", "[", "](", ")", "<b>", "$", "<!--"),
        *("-->", "&#60;", "&amp;", "a < b", "<a href=", "<img src=x ", "    ", "\t", "&colon;"),
    ]
)
mixtures = st.lists(pieces | st.text(max_size=3), max_size=8).map("".join)


@pytest.mark.parametrize("text", [*ATTACKS, *LINKS])
@pytest.mark.parametrize("around", ["{}", "a {} b", "<b>{}</b>", "- {}", "a < b {}", "<table>{}"])
def test_known_attacks(text: str, around: str) -> None:
    """Is each of these harmless in a page, as HTML and as a text cell, wherever it stands?"""
    assert acts(sanitize_html(around.format(text))) == []
    assert acts_as_markdown(sanitize_markdown(around.format(text))) == []


def test_the_attacks_are_attacks() -> None:
    """Would nearly all of them act if they were left as they are?"""
    assert sum(bool(acts(text)) for text in ATTACKS) >= 25  # browsers see some more
    assert sum(bool(acts_as_markdown(text)) for text in LINKS) >= 12


@given(text=mixtures)
def test_any_html(text: str) -> None:
    """Is any mixture of attacks harmless as HTML?"""
    assert acts(sanitize_html(text)) == []


@given(text=mixtures)
def test_any_markdown(text: str) -> None:
    """Is any mixture of attacks harmless as a text cell, converted to HTML?"""
    assert acts_as_markdown(sanitize_markdown(text)) == []


HARMLESS = [
    "a < b and b > c",
    "$\\frac{1}{2} \\sum_i x_i < 3$ and $$a \\le b$$",
    "`def f(x: List[int]) -> Dict[str, int]` & more",
    "# Title\n\n- *one*\n- **two** [link](https://example.org/a?b=1&c=2) ![](attachment:a.png)",
    "x &lt; y, 5 &amp; 6",
    "> quoted\n\n    if x < 3 and y > 2:\n",
    "JavaScript is a language: so is Visual Basic",
    "the data: 3 examples",
    "",
]


IMAGES = [
    "![z](http://a.example/x.png)",
    "![z](//a.example/x.png)",
    r"![z](http\:\/\/a.example/x.png)",
    r"![z](/\a.example/x.png)",
    r"![z](\\a.example/x.png)",
    "![z](<http://a.example/x.png>)",
    "![z](http&colon;//a.example/x.png)",
    "![a [b] c](http://a.example/x.png 'title')",
    "![z][1]\n\n[1]: http://a.example/x.png",
    "![z]\n\n[z]: //a.example/x.png",
    "![z][]\n\n[z]: <http:a.example/x.png>",
    "!![z](http://a.example/x.png)",
    "![](http:a.example)",
    "![x\n](\nhttp://a.example/x.png)",
    "[![z](http://a.example/x.png)](http://a.example)",
    "<img src=http://a.example/x.png>",
    "<img src='//a.example/x.png'>",
    "<img src='\\\\a.example/x.png'>",
    "<img src='/\\a.example/x.png'>",
    "<img src='/\t/a.example/x.png'>",
    "<img src='\x01//a.example/x.png'>",
    "<img src=' //a.example/x.png'>",
    "<img src='ftp://a.example/x.png'>",
    "<img src=x srcset='http://a.example/x.png 2x'>",
    "<table background='http://a.example/x.png'><tr><td>1</td></tr></table>",
    "<IMG SRC=HTTP:a.example>",
]


@pytest.mark.parametrize("text", IMAGES)
@pytest.mark.parametrize("around", ["{}", "a {} b", "<b>{}</b>", "- {}", "> {}", "`x` {}"])
def test_no_image_of_another_machine(text: str, around: str) -> None:
    """Does no picture make a browser ask another machine, as HTML or as a text cell?"""
    assert acts(sanitize_html(around.format(text))) == []
    assert acts_as_markdown(sanitize_markdown(around.format(text))) == []


@given(
    pieces=st.lists(
        st.sampled_from(
            ["!", "[z]", "(", ")", "//a.b", "http:", "\\", " ", "\n", "[1]: ", "[1]", "<"]
        ),
        max_size=12,
    )
)
def test_any_image(pieces: list[str]) -> None:
    """Does no mixture of what makes a picture in Markdown ask another machine?"""
    assert acts_as_markdown(sanitize_markdown("".join(pieces))) == []


PICTURES = ["![a](attachment:a.png)", "![](images/a.png)", '![a](a.png "A: b")', "n! [k]: 1"]
PICTURES += ["![a](data:image/png;base64,iVBORw0KGgo=)"]


@pytest.mark.parametrize("text", PICTURES)
def test_own_pictures_stay(text: str) -> None:
    """Does a picture stay that is attached, lies beside the notebook, or stands in the text?"""
    assert sanitize_markdown(f"so: {text}", ["a.png"]) == f"so: {text}"
    assert "src" in sanitize_html('<img src="a.png" alt="a">')


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text(text: str) -> None:
    """Does a text cell without tags stay byte for byte the same?"""
    assert sanitize_markdown(text, ["a.png"]) == text


@given(text=st.text(st.characters(exclude_characters="<:\\", codec="utf-8")))
def test_text_without_tags(text: str) -> None:
    """Does any text without tags and addresses stay byte for byte the same?"""
    if ":" not in html.unescape(text):
        assert sanitize_markdown(text) == text


FRAME = """<div>
<style scoped>
    .dataframe tbody tr th {vertical-align: top;}
</style>
<table border="1" class="dataframe">
  <thead><tr style="text-align: right;"><th></th><th>a</th></tr></thead>
  <tbody><tr><th>0</th><td>1 &lt; 2</td></tr></tbody>
</table>
</div>"""


@pytest.mark.parametrize("sanitize", [sanitize_html, sanitize_markdown])
def test_tables(sanitize: Callable[[str], str]) -> None:
    """Does a table of pandas stay a table, without its style sheet and without its text?"""
    sanitized = sanitize(FRAME)
    names = ["div", "table", "thead", "tr", "th", "th", "tbody", "tr", "th", "td"]
    assert tags(sanitized) == names
    assert "<td>1 &lt; 2</td>" in sanitized
    assert "vertical-align" not in sanitized


def test_formatting_stays() -> None:
    """Do tags that only format stay, with their addresses and titles?"""
    text = '<b>x</b> <a href="https://x.org" title="t">y</a> <img alt="z" src="attachment:z.png">'
    assert sanitize_html(text) == text


def test_attachments() -> None:
    """Are pictures in a text cell kept, and everything else dropped?"""
    good = {"image/png": "aGFsbG8=\n"}
    given = {
        "a.png": good | {"text/html": "<b>"},
        "b.svg": {"image/svg+xml": "PHN2Zz4="},
        "c.png": {"image/png": "<script>"},
        "d.png": {"image/png": ["aGFsbG8="]},
        "e": "text",
    }
    assert sanitize_attachments(given) == {"a.png": good}


def test_missing_attachments() -> None:
    """Is a picture that isn't attached removed, since nbgrader would fail at it?"""
    text = "![](attachment:a.png) ![](attachment:b.png)"
    assert sanitize_markdown(text, ["a.png"]) == "![](attachment:a.png) [](removed:)"
    for parted in (
        "attach<!-- -->ment:b.png",
        "attach<!doctype a>ment:b.png",
        "attachment&colon;b",
    ):
        assert sanitize_markdown(f"![]({parted})") == "[](removed:)"


def test_names_of_attachments() -> None:
    """Can the names of attachments be written to a file, whatever the notebook called them?"""
    for name in sanitize_attachments({"\ud800": {"image/png": "aGFsbG8="}}):
        name.encode()


NESTS = {
    "tags that never end": "<a><b>" * 740,
    "one kind of tag": "<div>" * 1_480,
    "paragraphs": "<p>x" * 1_400,
    "lists in lists": "<ul><li>" * 700,
}


@pytest.mark.parametrize("nest", NESTS)
def test_a_notebook_has_a_budget(nest: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are of 120 texts that take long a few read, the others shown as text, and small ones read?"""
    read: list[str] = []
    clean = bleach.clean

    def count(text: str, **options: Any) -> str:
        read.append(text)
        return str(clean(text, **options)) if len(text) < 100 else "read"

    monkeypatch.setattr(bleach, "clean", count)
    with safe_html.html_budget():
        made = [sanitize_markdown(NESTS[nest]) for _ in range(120)]
        assert sanitize_html("<b>small</b>") == "<b>small</b>"
    assert len(read) < 60
    assert made[-1] == html.escape(NESTS[nest])
    assert sanitize_html("<b>next</b>") == "<b>next</b>"


def test_an_honest_notebook_is_within_its_budget() -> None:
    """Is HTML of a hundred tables and texts all read?"""
    row = "<tr>" + "<td>1.5</td>" * 10 + "</tr>"
    table = f"<div><table><tbody>{row * 30}</tbody></table></div>"
    with safe_html.html_budget():
        assert all("<td>" in sanitize_html(table) for _ in range(40))
        assert all("<b>" in sanitize_html("a <b>word</b><br>" * 50) for _ in range(100))


SLOW = {
    "links escaped ever more often": "\n".join(
        f"[a](javascript&{'amp;' * 3 * depth}colon;x)" for depth in range(300)
    ),
    "formulas that never end": "\\begin{a}" * 20_000,
    "brackets that never end": "[" * 50_000 + "](",
    "a line of links": "[a](javascript:b) " * 6000,
}


@pytest.mark.parametrize("kind", SLOW)
def test_what_takes_nbconvert_long(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a text that would take minutes read in few rounds, and made one that takes no time?"""
    rounds: list[int] = []
    unescaped = safe_html._unescaped

    def count(text: str) -> str:
        rounds.append(len(text))
        return unescaped(text)

    monkeypatch.setattr(safe_html, "_unescaped", count)
    made = sanitize_markdown(SLOW[kind])
    assert len(rounds) < 20
    assert made.count("\\begin{") * len(made) < 10**8
    assert sum(line.count("[") * len(line) for line in made.split("\n")) < 10**8
    assert not acts_as_markdown(made)


def test_links_and_formulas_of_an_honest_text() -> None:
    """Do as many links and formulas stay as a long honest text has?"""
    text = "\n\n".join("See [a](b.html), [c][d] and $x_[1]$. " * 5 for _ in range(200))
    formula = "$$\\begin{matrix} 1 \\end{matrix}$$\n\n" * 200
    with safe_html.html_budget():
        assert sanitize_markdown(text) == text
        assert sanitize_markdown(formula) == formula
