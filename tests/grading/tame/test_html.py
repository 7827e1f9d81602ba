"""Can HTML and Markdown of a student's act, however it is written; and does the rest stay?"""

import html
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.tame.markdown import tame_attachments, tame_html, tame_markdown
from tests.grading.tame.pages import acts, acts_as_markdown, tags

steady = settings(derandomize=True, deadline=None, max_examples=400)

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
    assert acts(tame_html(around.format(text))) == []
    assert acts_as_markdown(tame_markdown(around.format(text))) == []


def test_the_attacks_are_attacks() -> None:
    """Would nearly all of them act if they were left as they are?"""
    assert sum(bool(acts(text)) for text in ATTACKS) >= 25  # browsers see some more
    assert sum(bool(acts_as_markdown(text)) for text in LINKS) >= 12


@steady
@given(text=mixtures)
def test_any_html(text: str) -> None:
    """Is any mixture of attacks harmless as HTML?"""
    assert acts(tame_html(text)) == []


@steady
@given(text=mixtures)
def test_any_markdown(text: str) -> None:
    """Is any mixture of attacks harmless as a text cell, converted to HTML?"""
    assert acts_as_markdown(tame_markdown(text)) == []


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


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text(text: str) -> None:
    """Does a text cell without tags stay byte for byte the same?"""
    assert tame_markdown(text, ["a.png"]) == text


@steady
@given(text=st.text(st.characters(exclude_characters="<:\\", codec="utf-8")))
def test_text_without_tags(text: str) -> None:
    """Does any text without tags and addresses stay byte for byte the same?"""
    if ":" not in html.unescape(text):
        assert tame_markdown(text) == text


FRAME = """<div>
<style scoped>
    .dataframe tbody tr th {vertical-align: top;}
</style>
<table border="1" class="dataframe">
  <thead><tr style="text-align: right;"><th></th><th>a</th></tr></thead>
  <tbody><tr><th>0</th><td>1 &lt; 2</td></tr></tbody>
</table>
</div>"""


@pytest.mark.parametrize("tame", [tame_html, tame_markdown])
def test_tables(tame: Callable[[str], str]) -> None:
    """Does a table of pandas stay a table, without its style sheet and without its text?"""
    tamed = tame(FRAME)
    names = ["div", "table", "thead", "tr", "th", "th", "tbody", "tr", "th", "td"]
    assert tags(tamed) == names
    assert "<td>1 &lt; 2</td>" in tamed
    assert "vertical-align" not in tamed


def test_formatting_stays() -> None:
    """Do tags that only format stay, with their addresses and titles?"""
    text = '<b>x</b> <a href="https://x.org" title="t">y</a> <img alt="z" src="attachment:z.png">'
    assert tame_html(text) == text


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
    assert tame_attachments(given) == {"a.png": good}


def test_missing_attachments() -> None:
    """Is a picture that isn't attached removed, since nbgrader would fail at it?"""
    text = "![](attachment:a.png) ![](attachment:b.png)"
    assert tame_markdown(text, ["a.png"]) == "![](attachment:a.png) ![](removed:)"
    for parted in (
        "attach<!-- -->ment:b.png",
        "attach<!doctype a>ment:b.png",
        "attachment&colon;b",
    ):
        assert tame_markdown(f"![]({parted})") == "![](removed:)"


def test_names_of_attachments() -> None:
    """Can the names of attachments be written to a file, whatever the notebook called them?"""
    for name in tame_attachments({"\ud800": {"image/png": "aGFsbG8="}}):
        name.encode()
