import time

import pytest

from threads.quizzes.exports import cleaning, markup, spans


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** `a<b`", "<p><strong>bold</strong> <code>a&lt;b</code></p>"),
        ("<b>no</b> &amp; ]]>", "<p>&lt;b&gt;no&lt;/b&gt; &amp; ]]&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        (r"\(a_1*b*c\)", r"<p>\(a_1*b*c\)</p>"),
        ("$x_1*y*z$", r"<p>\(x_1*y*z\)</p>"),
        ("$$a\nb$$", "<p>\\[a\nb\\]</p>"),
        (r"\[ a \\[2pt] b \]", r"<p>\[ a \\[2pt] b \]</p>"),
        ("$5 and $6, $a = $b, $a=$b", "<p>$5 and $6, $a = $b, $a=$b</p>"),
        ("line\nbreak", "<p>line\nbreak</p>"),
        ("one<br>two", "<p>one&lt;br&gt;two</p>"),
    ],
)
def test_markdown_becomes_html_that_is_xml(text: str, html: str) -> None:
    assert markup.html(text) == html


def test_plain_text_keeps_code_and_formulas() -> None:
    assert markup.plain("**a** `b*c` $x_1$\n\n```\nd_e\n```") == "a b*c $x_1$\nd_e"


def test_a_title_is_the_first_words() -> None:
    assert markup.excerpt("What *is*\n`x`?") == "What is x?"
    assert markup.excerpt("A {{bl_blankaaaaa}} of {{bl_blankbbbbb}}.") == "A _____ of _____."
    long = markup.excerpt("word " * 40)
    assert len(long) <= 61
    assert long.endswith("word…")


def test_blanks_survive_every_markup() -> None:
    text = "**{{bl_blankaaaaa}}** `{{bl_blankbbbbb}}`\n\n```\n{{bl_blankccccc}}\n```"
    assert markup.split_blanks(markup.html(text))[1::2] == ["bl_blankaaaaa", "bl_blankbbbbb", "bl_blankccccc"]


def test_characters_that_xml_forbids_are_taken_out() -> None:
    assert cleaning.clean("a\x00b\x1bc\ufdd0d\uffff\r\ne\r\U0001f642") == "abcd\ne\n\U0001f642"


def test_only_what_looks_like_a_tag_outside_code_is_shielded() -> None:
    text = "a < b, <p>, `<i>`, ``<b>`` and ```<u>```"
    assert spans.shield(text) == "a < b, &lt;p>, `<i>`, ``<b>`` and ```<u>```"
    assert spans.unshield(spans.shield(text)) == text


@pytest.mark.parametrize("piece", ["$", "$a ", "\\(", "\\[", "[", "`", "``` ", "*a ", "_", "<", "{{bl_"])
def test_long_runs_of_signs_take_no_long_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    started = time.process_time()
    markup.html(text)
    spans.shield(text)
    assert time.process_time() - started < 2
