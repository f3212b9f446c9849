"""A quote stays only when it stands verbatim in its source."""

from threads.quizzes import checks

from .samples import question

SOURCE = {"src_22222222": "Promises were  added\nto the language in 2015."}


def quoting(quote):
    return question(sourceRefs=[{"sourceId": "src_22222222", "quote": quote, "locator": "p. 1"}])


def test_a_verbatim_quote_stays_whatever_its_white_space():
    verbatim = quoting("added to the language in 2015")
    assert checks.verify_quotes(verbatim, SOURCE) is verbatim


def test_another_quote_is_removed_and_flagged():
    verified = checks.verify_quotes(quoting("added to the language in 2016"), SOURCE)
    assert verified["sourceRefs"] == [{"sourceId": "src_22222222", "locator": "p. 1"}]
    assert [(flag["rule"], flag["autoFixed"]) for flag in verified["flags"]] == [("quote-not-found", True)]
