"""Questions that were written again or anew, merged into the quiz they belong to.

By id, then by number; what is neither is new and goes last. Nothing outside of what the user named is touched, and
nothing is deleted without a request to remove.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from threads.quizzes import checks, likeness
from threads.quizzes.model import MAX_QUESTIONS, Json

from . import reissue, requests
from .assembly import Change, prepared, revise

# From this share of the quiz on, a turn writes the whole quiz again.
FULL_SHARE = 0.8
# So alike are the stems of a question and of a new version of it that names neither id nor action.
ALIKE_RATIO = 60


class Incoming(Protocol):
    """What the reader found: a head with a number, perhaps an id and an action, and the question below it."""

    @property
    def number(self) -> int | None: ...
    @property
    def ref(self) -> str | None: ...
    @property
    def action(self) -> str | None: ...
    @property
    def question(self) -> Json: ...


@dataclass(frozen=True, slots=True)
class Merged:
    """`quiz` is the very quiz that came in when nothing changed; `notes` are info flags for `settle`."""

    quiz: Json
    notes: list[Json]


def merge(
    quiz: Json,
    incoming: Sequence[Incoming],
    *,
    message: str,
    message_id: str,
    now: str,
    provenance: Json | None = None,
    added: int | None = None,
    members: Mapping[str, Any] | None = None,
) -> Merged:
    """The next revision of `quiz`, not checked yet.

    `added` is how many more questions were asked for, if that is known; `provenance` marks every question that
    changes; `members` (title, language, sources …) go into the quiz if anything changes.
    """
    edit = _Edit(quiz, message, provenance)
    for one, place in edit.placed(incoming):
        edit.take(one, place)
    changes = edit.changes()
    if not changes:
        return Merged(quiz, edit.notes)
    revised = revise(
        quiz,
        questions=edit.questions(),
        changes=changes,
        requested=edit.requested(added or 0),
        message_id=message_id,
        now=now,
        request=message,
        members=members,
    )
    return Merged(revised, edit.notes)


@dataclass
class _Edit:
    quiz: Json
    message: str
    provenance: Json | None
    new: list[Json] = field(default_factory=list)
    changed: dict[str, Json] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    notes: list[Json] = field(default_factory=list)
    is_full: bool = False

    def __post_init__(self) -> None:
        self.old: list[Json] = self.quiz["questions"]
        self.scope = requests.scope_of(self.message, len(self.old))
        self.adds = requests.adds(self.message)
        self.removes = requests.removes(self.message)
        self.translates = requests.translates(self.message)

    def placed(self, incoming: Sequence[Incoming]) -> list[tuple[Incoming, int | None]]:
        """Each with the place of the old question it is about, None for a new one."""
        places = {question["id"]: place for place, question in enumerate(self.old)}
        found: list[tuple[Incoming, int | None]] = []
        for one in incoming:
            place = places.get(one.ref or "")
            if place is None and one.action != "new" and one.number and 1 <= one.number <= len(self.old):
                place = one.number - 1
            found.append((one, place))
        returned = {place for one, place in found if place is not None and one.action != "delete"}
        self.is_full = bool(self.old) and len(returned) >= FULL_SHARE * len(self.old)
        if self.adds and self.scope is None and not any(self._is_placed(*one) for one in found):
            # "Add two more", answered with a Q1 and a Q2 as if there were nothing yet.
            self.is_full = False
            return [(one, None) for one, _ in found]
        return found

    def _is_placed(self, one: Incoming, place: int | None) -> bool:
        """Whether it shows that its number is one of this quiz: by its head, or by what it asks."""
        if place is None or one.ref or one.action or self.translates:
            return True
        return likeness.ratio(self.old[place]["stem"], one.question["stem"]) >= ALIKE_RATIO

    def take(self, one: Incoming, place: int | None) -> None:
        if place is None:
            if one.action != "delete":
                self._append(one.question)
            return
        old = self.old[place]
        if self.scope is not None and place + 1 not in self.scope:
            self._note("was named by nobody, so its change was left out", old["id"])
        elif one.action == "delete":
            self._delete(old)
        else:
            self._replace(old, one.question)

    def _append(self, question: Json) -> None:
        if self.scope is not None and not self.adds:
            self._note("was not asked for, so it was left out")
        elif len(self.old) + len(self.new) >= MAX_QUESTIONS:
            self._note(f"is left out: a quiz holds at most {MAX_QUESTIONS}")
        else:
            self.new.append(self._marked(prepared(question)))

    def _delete(self, old: Json) -> None:
        if not self.removes:
            self._note("stays: nobody asked to remove it", old["id"])
        elif old["id"] not in self.deleted:
            self.deleted.append(old["id"])

    def _replace(self, old: Json, question: Json) -> None:
        by_place = self.is_full or self.translates
        made = reissue.replaced(old, question, by_place=by_place, strict=self.removes)
        if self.translates:
            made = reissue.disputed(old, made)
        if made is not old:
            self.changed[old["id"]] = self._marked(made)

    def _marked(self, question: Json) -> Json:
        return {**question, "provenance": self.provenance} if self.provenance else question

    def _note(self, what: str, question_id: str | None = None) -> None:
        which = "This question" if question_id else "A new question"
        self.notes.append(checks.flag("edit-out-of-scope", f"{which} {what}.", question_id=question_id))

    def questions(self) -> list[Json]:
        stay = (self.changed.get(old["id"], old) for old in self.old if old["id"] not in self.deleted)
        return [*stay, *self.new]

    def requested(self, added: int) -> int:
        """Additions count from what the quiz holds, so that they make up for questions that are missing first."""
        asked: int = self.quiz["coverage"]["requested"] - len(self.deleted)
        more = max(added, len(self.new))
        return max(0, asked, len(self.old) - len(self.deleted) + more if more else 0)

    def changes(self) -> list[Change]:
        changed = tuple(id for id in self.changed if id not in self.deleted)
        entries = (
            Change("translate" if self.translates else "replace", changed),
            Change("append", tuple(question["id"] for question in self.new)),
            Change("delete", tuple(self.deleted)),
        )
        return [entry for entry in entries if entry.question_ids]
