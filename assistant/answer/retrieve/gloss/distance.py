"""How far a misspelt word is from a word: the cheapest way to make one of the other (restricted Damerau-Levenshtein).

Two letters that changed places, a letter that is missing or too many, and a letter doubled or not are slips of the
hand and cost a little less than a letter that is another one, so that "wat" is nearer to "what" than to "was".
Invariant: symmetric in what it costs; 0 only for equal words.
"""

from __future__ import annotations

SWAPPED = 0.8
DOUBLED = 0.7
ONE_MORE = 0.9
OTHER = 1.0


def edit_cost(word: str, other: str, most: float) -> float:
    """The cost of the edits between the words; any value above `most` where it is above `most`."""
    too_far = most + 1.0
    if abs(len(word) - len(other)) * DOUBLED > most:
        return too_far
    before: list[float] = []
    row = [0.0]
    for letter in range(len(other)):
        row.append(row[-1] + _one_more(other, letter))
    for i in range(1, len(word) + 1):
        last, row = row, [row[0] + _one_more(word, i - 1)]
        for j in range(1, len(other) + 1):
            same = word[i - 1] == other[j - 1]
            cost = min(
                last[j - 1] + (0.0 if same else OTHER),
                last[j] + _one_more(word, i - 1),
                row[j - 1] + _one_more(other, j - 1),
            )
            if i > 1 and j > 1 and not same and word[i - 1] == other[j - 2] and word[i - 2] == other[j - 1]:
                cost = min(cost, before[j - 2] + SWAPPED)
            row.append(cost)
        if min(row) > most and min(last) > most:
            return too_far
        before = last
    return row[-1]


def _one_more(word: str, at: int) -> float:
    """What the letter at `at` costs as one too many."""
    return DOUBLED if at and word[at - 1] == word[at] else ONE_MORE
