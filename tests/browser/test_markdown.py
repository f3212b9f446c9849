"""What the page makes of a model's markdown and TeX."""

from pathlib import Path

RENDER = (Path(__file__).parent / "js" / "render.js").read_text()
LINK = 'rel="noopener noreferrer nofollow" target="_blank"'
CASES = {
    "plain text": "<p>plain text</p>",
    "two\nlines": "<p>two<br>lines</p>",
    "two\n\nparagraphs": "<p>two</p><p>paragraphs</p>",
    "# Title": "<h3>Title</h3>",
    "### Q1 [numeric] ###\ntext": "<h5>Q1 [numeric]</h5><p>text</p>",
    "**bold** and *slanted*": "<p><strong>bold</strong> and <em>slanted</em></p>",
    "__bold__, _slanted_, ~~gone~~": "<p><strong>bold</strong>, <em>slanted</em>, <del>gone</del></p>",
    "***both***": "<p><strong><em>both</em></strong></p>",
    "snake_case_name and 2 * 3 * 4": "<p>snake_case_name and 2 * 3 * 4</p>",
    r"\*not slanted\*": "<p>*not slanted*</p>",
    "`a * b` and `` a`b ``": "<p><code>a * b</code> and <code>a`b</code></p>",
    "```js\nlet a = `<b>`;\n```\nafter": "<figure><pre><code>let a = `&lt;b&gt;`;</code></pre></figure><p>after</p>",
    "- a\n- b\n  - c\nafter": "<ul><li>a</li><li><p>b</p><ul><li>c</li></ul></li></ul><p>after</p>",
    "3. three\n4. four": '<ol start="3"><li>three</li><li>four</li></ol>',
    "1. one\n\n2. two": "<ol><li>one</li><li>two</li></ol>",
    "- A) yes\n- B) no\nAnswer: A": "<ul><li>A) yes</li><li>B) no</li></ul><p>Answer: A</p>",
    "- [x] done\n- [ ] open": "<ul><li>☑ done</li><li>☐ open</li></ul>",
    "> quoted\n> more": "<blockquote><p>quoted<br>more</p></blockquote>",
    "a\n\n---\n\nb": "<p>a</p><hr><p>b</p>",
    "| a | b |\n|---|---|\n| 1 | `x` |": (
        "<div><table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>1</td><td><code>x</code></td></tr></tbody></table></div>"
    ),
    "[words](https://x.test/a)": f'<p><a href="https://x.test/a" title="x.test" {LINK}>words</a></p>',
    "see https://x.test/a.": f'<p>see <a href="https://x.test/a" title="x.test" {LINK}>https://x.test/a</a>.</p>',
    "[words](javascript:alert(1))": "<p>[words](javascript:alert(1))</p>",
    "![a cat](https://x.test/cat.png)": "<p><span>image: a cat</span></p>",
    "<b>bold</b> &amp; <script>": "<p>&lt;b&gt;bold&lt;/b&gt; &amp;amp; &lt;script&gt;</p>",
    "$x^2$": "<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>",
    r"\(a_i\)": "<p><math><msub><mi>a</mi><mi>i</mi></msub></math></p>",
    r"$$\frac{1}{2}$$": '<p><math display="block"><mfrac><mn>1</mn><mn>2</mn></mfrac></math></p>',
    r"$\sqrt[3]{x} \le \pi$": ("<p><math><mroot><mi>x</mi><mn>3</mn></mroot><mo>≤</mo><mi>π</mi></math></p>"),
    r"$\unknown{x}$": r"<p><code>\unknown{x}</code></p>",
    "It costs $5 and $6.": "<p>It costs $5 and $6.</p>",
}


def test_markdown_becomes_the_elements_it_means(visit, offline):
    page = visit(offline.url)
    made = dict(zip(CASES, page.evaluate(RENDER, list(CASES)), strict=True))
    assert made == CASES


def test_hundreds_of_kilobytes_of_anything_are_drawn_at_once(visit, offline):
    page = visit(offline.url)
    hostile = [
        "*",
        "(",
        "#",
        "- [",
        "`",
        "[",
        "*a ",
        "**a",
        "> ",
        "$",
        "|",
        "http://",
        "# ",
        "\\(",
        "-\n",
        "a|b\n",
        "_a*b`",
    ]
    texts = [piece * (256_000 // len(piece)) for piece in hostile]
    timed = f"async (texts) => {{ const from = Date.now(); await ({RENDER})(texts); return Date.now() - from; }}"
    assert page.evaluate(timed, texts) < 10_000
