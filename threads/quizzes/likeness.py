"""How alike two texts are, in bounded time, whatever a model writes."""


def ratio(one: str, other: str, *, at_least: float = 0) -> float:
    """From 0, nothing in common, to 100, the same text; 0 for less than `at_least`.

    The share of characters that stay when one becomes the other by insertions and deletions (Indel similarity).
    """
    from rapidfuzz import fuzz  # 4 MB, and most quizzes never ask

    return fuzz.ratio(one, other, score_cutoff=at_least)
