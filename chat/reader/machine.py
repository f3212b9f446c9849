"""The state machine: one line after the other, each to the part of the question it belongs to."""

from collections.abc import Callable

from chat.reader import asking, fences, heads, keylines, lists, prose, signs, starts
from chat.reader.asking import Verdict
from chat.reader.book import Book
from chat.reader.lines import Line
from chat.reader.state import Role, State, Trace
from chat.reader.wrappers import Html

_MAY_BE_SIGNS = frozenset("`~-*_=?!:")


class Machine:
    """Takes lines; `state.book` knows what came of them."""

    __slots__ = ("_html", "state")

    def __init__(self, new_id: Callable[[str], str], trace: Trace | None = None) -> None:
        self.state = State(Book(new_id), trace)
        self._html = Html()

    def line(self, raw: str) -> None:
        state, html = self.state, self._html
        if "<" not in raw and not html.in_comment:
            return self._take(Line(raw)) if state.held else self._read(Line(raw))
        if state.fence is not None or asking.holds_open_fence(state):
            return self._take(Line(raw))
        for part in html.lines(raw):
            state.wrapped = html.details
            self._take(Line(part))
        return None

    def close(self, *, cut: bool = False) -> None:
        """The end of the text. `cut`: more was to come, so a list that is still open is not whole."""
        state = self.state
        while state.held:
            self._resolve(Verdict.OTHER if cut else asking.at_end(state))
        if cut and state.draft is not None and prose.is_open(state, state.draft):
            state.draft.cut = True
            state.change(state.draft)
        prose.unclosed(state)
        state.section = None if cut else state.section
        state.end_section()
        state.end_draft()
        state.book.settle(None)

    def _take(self, line: Line) -> None:
        """Reads `line`, or holds it back until a later one says what it is."""
        state = self.state
        if not state.held:
            return self._read(line)
        verdict = asking.explain(state, line)
        state.held.append(line)
        return None if verdict is Verdict.WAIT else self._resolve(verdict)

    def _resolve(self, verdict: Verdict) -> None:
        """The first held line is what `verdict` says; the others are looked at anew."""
        first, *others = self.state.held
        self.state.held = []
        if verdict is Verdict.QUESTION:
            starts.question(self.state, first)
        elif verdict is Verdict.KEY:
            keylines.flash(self.state, first)
        else:
            self._read(first, asks=False)
        for other in others:
            self._take(other)

    def _read(self, line: Line, *, asks: bool = True) -> None:
        state = self.state
        if state.fence is not None and prose.fenced(state, state.fence, line):
            return None
        if not line.core and line.blank:
            return prose.blank(state, line)
        if line.core[:1] in _MAY_BE_SIGNS and self._sign(line):
            return None
        self._content(line, asks=asks)
        if not state.held:
            state.gap = False
            state.fence = state.fence or fences.formula(line)
        return None

    def _sign(self, line: Line) -> bool:
        """Takes a line that is a sign as a whole: a fence, a rule, the title of a fold-out."""
        state = self.state
        if (fence := fences.opened(line)) is not None:
            prose.open_fence(state, fence, line)
        elif signs.is_rule(line):
            prose.rule(state, line)
        elif (title := signs.admonition(line)) is not None:
            keylines.wrapper(state, title, line)
        else:
            return False
        return True

    def _content(self, line: Line, *, asks: bool) -> None:
        state = self.state
        core = line.core
        draft = None if line.begins_with_word else state.draft  # the question whose list `line` may belong to
        if draft is not None and not state.waiting and state.section is None and lists.add_plain(draft, line):
            return state.listed(line)
        table = core[:1] == "|"
        # Most lines are options, which carry no label.
        label = None if table or core[1:2] in (")", ".") else signs.label(line)
        if state.section is not None:
            if state.section.read(line, label):
                return state.mark(line, Role.KEY)
            state.end_section()
        if table:
            return prose.text(state, line)
        if label is not None and keylines.labelled(state, line, label):
            return None
        if state.waiting and keylines.awaited(state, line):
            return None
        if label is None and (":" in core or "=" in core) and (found := keylines.inline(state, line)) is not None:
            self._content(found.line, asks=False)
            return keylines.settle_inline(state, found)
        if asks and core[:1] in "A*_" and asking.is_flash_answer(state, line):
            return state.held.append(line)
        if not line.begins_with_word and state.draft is not None:
            if lists.begins_anew(state.draft, line):
                starts.unseen(state, state.draft)
            if lists.add(state.draft, line):
                return state.listed(line)
        head = heads.parse(line)
        if head is not None and starts.head(state, line, head):
            return None
        if asks and asking.may_ask(state, line):
            return state.held.append(line)
        return starts.heading(state, line) if line.heading else prose.text(state, line)
