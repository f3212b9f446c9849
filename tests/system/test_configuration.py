"""What the documentation and `.env.example` say of the settings, against the code that reads them."""

import re

from tests.support.service import ROOT

_READ = re.compile(r'env\.(?:text|choice|listing|integer|number|url|rate)\(\s*"([A-Z_]+)"')


def _read_by_settings() -> set[str]:
    return set(_READ.findall((ROOT / "quizagent" / "settings.py").read_text()))


def _defaults_in_settings() -> dict[str, str]:
    """Of those that are a plain literal there."""
    source = (ROOT / "quizagent" / "settings.py").read_text()
    found = re.findall(r'env\.\w+\("([A-Z_]+)", (?:\[[^\]]*\], )?"?([\w./:,-]+)"?(?:, low=[^)]*)?\)', source)
    return {name: value.replace("_", "") if value[0].isdigit() else value for name, value in found}


def _rows(text: str) -> dict[str, str]:
    return dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", text, re.MULTILINE))


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert set(_rows((ROOT / "docs" / "configuration.md").read_text())) == _read_by_settings()


def test_the_documented_defaults_are_the_real_ones() -> None:
    rows = _rows((ROOT / "docs" / "configuration.md").read_text())
    defaults = _defaults_in_settings()
    assert len(defaults) > 15
    for name, default in defaults.items():
        assert rows[name].startswith(f"`{default}`"), name


def test_the_example_file_names_every_setting_and_sets_none() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    names = [re.match(r"# ?([A-Z_]+)=", line) for line in lines if "=" in line]
    assert {match[1] for match in names if match} == _read_by_settings()
    assert all(line.startswith("#") or not line for line in lines)
