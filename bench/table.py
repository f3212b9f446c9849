"""The figures of `bench.run` as a Markdown table, with the ratios that count."""

from collections.abc import Callable

Figures = dict[str, dict[str, float]]

_ROWS: list[tuple[str, str, Callable[[float], str]]] = [
    ("time to first token, 1 stream", "first_1", lambda v: f"{v:.2f} ms"),
    ("CPU per token, 50 streams", "cpu_us", lambda v: f"{v:.0f} µs"),
    ("added to a token, 50 streams, p50", "late_p50", lambda v: f"{v:.2f} ms"),
    ("added to a token, 50 streams, p99", "late_p99", lambda v: f"{v:.2f} ms"),
    ("burst of 200: answered", "ok_200", lambda v: f"{v:.0f} %"),
    ("burst of 200: first token p50", "p50_200", lambda v: f"{v:.0f} ms"),
    ("burst of 200: first token p99", "p99_200", lambda v: f"{v:.0f} ms"),
    ("burst of 400: answered", "ok_400", lambda v: f"{v:.0f} %"),
    ("burst of 400: first token p50", "p50_400", lambda v: f"{v:.0f} ms"),
    ("burst of 400: first token p99", "p99_400", lambda v: f"{v:.0f} ms"),
    ("burst of 1,000: answered", "ok_1000", lambda v: f"{v:.0f} %"),
    ("burst of 1,000: first token p50", "p50_1000", lambda v: f"{v:.0f} ms"),
    ("burst of 1,000: first token p99", "p99_1000", lambda v: f"{v:.0f} ms"),
    ("tokens per second, one core", "tokens_per_sec", lambda v: f"{v:,.0f}"),
    ("client gone to upstream closed", "leave_ms", lambda v: f"{v:.1f} ms"),
    ("memory, warm", "warm_mb", lambda v: f"{v:.0f} MB"),
    ("memory per open stream", "stream_kb", lambda v: f"{v:.0f} KB"),
]
_TARGETS: list[tuple[str, str, Callable[[Figures], float], str]] = [
    ("CPU per token, ours / usual stack", "≤ 0.25", lambda f: _ratio(f, "cpu_us", "usual stack"), "{:.2f}"),
    ("time to first token over direct", "≤ 2 ms", lambda f: _over(f, "first_1"), "{:.2f} ms"),
    ("p99 of a burst of 200, ours / usual stack", "≤ 0.067", lambda f: _ratio(f, "p99_200", "usual stack"), "{:.3f}"),
    ("burst of 1,000 answered", "100 %", lambda f: f["ours"]["ok_1000"], "{:.0f} %"),
    ("p99 of a burst of 1,000, ours / direct", "≤ 6", lambda f: _ratio(f, "p99_1000", "direct"), "{:.1f}"),
    ("tokens per second, ours / usual stack", "≥ 6", lambda f: _ratio(f, "tokens_per_sec", "usual stack"), "{:.1f}"),
    ("client gone to upstream closed", "≤ 20 ms", lambda f: f["ours"]["leave_ms"], "{:.1f} ms"),
    ("memory, warm", "≤ 80 MB", lambda f: f["ours"]["warm_mb"], "{:.0f} MB"),
    ("memory per open stream", "≤ 40 KB", lambda f: f["ours"]["stream_kb"], "{:.0f} KB"),
]


def markdown(figures: Figures, *, machine: str, rounds: int) -> str:
    names = list(figures)
    lines = [
        f"{machine}; medians of {rounds} rounds, servers in turn.",
        "",
        "| figure | " + " | ".join(names) + " |",
        "|---|" + "---|" * len(names),
    ]
    for title, key, form in _ROWS:
        cells = [form(figures[name][key]) if key in figures[name] else "–" for name in names]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    lines += ["", "| goal | wanted | reached |", "|---|---|---|"]
    lines += [f"| {title} | {wanted} | {form.format(value(figures))} |" for title, wanted, value, form in _TARGETS]
    return "\n".join(lines)


def _ratio(figures: Figures, key: str, other: str) -> float:
    return figures["ours"][key] / figures[other][key]


def _over(figures: Figures, key: str) -> float:
    return figures["ours"][key] - figures["direct"][key]
