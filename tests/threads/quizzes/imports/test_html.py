import pytest

from threads.quizzes.exports import markup
from threads.quizzes.imports import html


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("", ""),
        ("plain words", "plain words"),
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("<b>bold</b> and <i>slanted</i>", "**bold** and *slanted*"),
        ("<code>a&lt;b</code>", "`a<b`"),
        ("<code>a`b</code>", "`` a`b ``"),
        ('<pre><code class="language-py">x = 1\n\ny = 2\n</code></pre>', "```py\nx = 1\n\ny = 2\n```"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ('<a href="https://example.org/">here</a>', "[here](https://example.org/)"),
        ('<img src="@@PLUGINFILE@@/x.png" alt="A map">', "[A map]"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "| a | b |\n|---|---|\n| 1 | 2 |",
        ),
        ("a*b*c and _d_", "a\\*b\\*c and _d\\_"),
        ("snake_case 2 * 3", "snake_case 2 * 3"),
        (r"\(a_1*b*c\) stays", r"\(a_1*b*c\) stays"),
        ("&amp;lt; is an entity", "&amp;lt; is an entity"),
        ("<script>alert(1)</script>gone", "gone"),
        ("<p>a   b\n c</p>", "a b c"),
    ],
)
def test_html_becomes_markdown(source: str, markdown: str) -> None:
    assert html.to_markdown(source) == markdown


@pytest.mark.parametrize(
    "markdown",
    [
        "One **two** `three`",
        "```py\nx\n```",
        "- a\n- b",
        "1. a\n2. b",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "a < b & c",
        r"\(x\)",
    ],
)
def test_what_markdown_became_comes_back(markdown: str) -> None:
    assert html.to_markdown(markup.html(markdown)) == markdown
