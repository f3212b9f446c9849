"""A quiz made, edited and settled. Pure: ids, time and chance come in as arguments, a new dict goes out.

new_quiz -> settle                      a new quiz
merge -> (amend, after a repair) -> settle   questions that a model wrote again or anew
parse_command -> apply                  "delete 3", "swap 1 and 2", "shuffle", "undo": exact, without a model
"""

from .assembly import DEFAULT_COUNT, amend, new_quiz
from .commands import Command, parse_command
from .merge import Incoming, Merged, merge
from .performing import Applied, apply, undo_target
from .requests import scope_of
from .settling import settle

__all__ = [
    "DEFAULT_COUNT",
    "Applied",
    "Command",
    "Incoming",
    "Merged",
    "amend",
    "apply",
    "merge",
    "new_quiz",
    "parse_command",
    "scope_of",
    "settle",
    "undo_target",
]
