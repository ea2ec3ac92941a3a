"""The text that states a vote's result, in every form found in real records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """What the text states: totals and who stood where, parties and single members as texts."""

    adopted: bool
    counts: tuple[int, int, int]  # for, against, neither
    sides: tuple[list[str], list[str], list[str]]
    amendment: bool
    note: str = ""  # a sentence on an error

    @property
    def word(self) -> str:
        """Vedtaget or Forkastet."""
        return "Vedtaget" if self.adopted else "Forkastet"

    @property
    def noun(self) -> str:
        """Forslaget or Ændringsforslaget."""
        return "Ændringsforslaget" if self.amendment else "Forslaget"


def _commas(names: Sequence[str]) -> str:
    return ", ".join(names)


def _joined(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} og {names[-1]}" if len(names) > 1 else "".join(names)


def _listed(names: Sequence[str], join: Callable[[Sequence[str]], str]) -> str:
    return f" ({join(names)})" if names else ""


_OBJECTS = ("for forslaget", "imod forslaget", "hverken for eller imod forslaget")


def _lines(result: Result) -> list[str]:
    return [
        f"{count} stemmer {what}{_listed(side, _commas)}"
        for count, what, side in zip(result.counts, _OBJECTS, result.sides, strict=True)
    ]


def _blocks(result: Result) -> str:
    return "\n\n".join([result.word, *_lines(result), ""])


def _blocks_after_break(result: Result) -> str:
    return f"\n{_blocks(result)}"


def _blocks_indented(result: Result) -> str:
    indent = " " * 8
    return f"\n{indent}" + f"\n\n{indent}".join([result.word, *_lines(result)]) + "\n\n      "


def _table(result: Result) -> str:
    yes, no, neither = result.counts
    return (
        f"\n{result.word}\n\nFor\t{yes:>20}\nImod\t{no:>20}\n"
        f"Hverken for/imod\t{neither:>20}\nI alt\t{yes + no + neither:>18}\n"
    )


def _glued(result: Result) -> str:
    return "".join([result.word, *_lines(result)])


def _blocks_without_parties(result: Result) -> str:
    yes, no, neither = result.counts
    return (
        f"{result.word}\n\n{yes} stemmer for forslaget\n\n{no} stemmer imod forslaget\n\n"
        f"{neither} stemmer hverken for eller imod forslaget\n\n"
    )


def _blanks_without_parties(result: Result) -> str:
    yes, no, neither = result.counts
    return (
        f"{result.word}  {yes} stemmer for forslaget {no} stemmer imod forslaget   "
        f"{neither} stemmer hverken for eller imod forslaget  "
    )


def _dotted(result: Result) -> str:
    parts = [
        f"{count} stemmer {what}{_listed(side, _joined)}."
        for count, what, side in zip(result.counts, _OBJECTS, result.sides, strict=True)
    ]
    return f"{result.word}. " + "\n\n".join(parts)


def _votes(result: Result, neither: str = "hverken") -> str:
    yes, no, between = result.counts
    with_yes, with_no, with_between = (_listed(side, _joined) for side in result.sides)
    return (
        f"For stemte {yes}{with_yes}, imod stemte {no}{with_no}, "
        f"{neither} for eller imod stemte {between}{with_between}."
    )


def _became(result: Result) -> str:
    note = f" {result.note}" if result.note else ""
    return f"{result.noun} blev {result.word.lower()}. {_votes(result)}{note}"


def _became_typo(result: Result) -> str:
    return f"{result.noun} blev {result.word.lower()}. {_votes(result, 'hver')}"


def _became_unclosed(result: Result) -> str:
    """Without the last bracket before the third figure."""
    return _became(result).replace("), hverken", ", hverken")


def _counted_first(result: Result) -> str:
    parts = [
        f"{count} stemte {what}{_listed(side, _commas)}."
        for count, what, side in zip(
            result.counts, ("for", "imod", "hverken for eller imod"), result.sides, strict=True
        )
    ]
    return f"Forslaget blev {result.word.lower()}. {' '.join(parts)}"


def _three_lines(result: Result, lists: Sequence[str]) -> str:
    (yes, no, neither), (with_yes, with_no, with_neither) = result.counts, lists
    return (
        f"{result.word}\nFor stemte {yes}{with_yes}\nimod stemte {no}{with_no}\n"
        f"hverken for eller imod stemte {neither}{with_neither}"
    )


def _lines_trailing_commas(result: Result) -> str:
    lists = [f" ({_commas(side)},) " if side else " () " for side in result.sides]
    return _three_lines(result, lists)


def _lines_empty_brackets(result: Result) -> str:
    yes, no, neither = (f" ({_commas(side)})" for side in result.sides)
    return _three_lines(result, [yes, no, f"{neither} "])


def _lines_plain(result: Result) -> str:
    return _three_lines(result, [f"{_listed(side, _commas)} " for side in result.sides])


def _is_lines(result: Result) -> list[str]:
    yes, no, neither = result.counts
    with_yes, with_no, with_neither = (_listed(side, _joined) for side in result.sides)
    return [
        f"Forslaget er {result.word.lower()}.",
        f"For stemte {yes}{with_yes},",
        f"imod stemte {no}{with_no},",
        f"hverken for eller imod stemte {neither}{with_neither}.",
    ]


def _is(result: Result) -> str:
    return "\n".join(_is_lines(result))


def _is_indented(result: Result) -> str:
    return "".join(f"\n\t\t\t{line}" for line in _is_lines(result)) + "\n\t\t"


def _html_breaks(result: Result) -> str:
    return _lines_plain(result).replace(" \n", "<br />").replace("\n", "<br>").strip()


def _repeated_party(result: Result) -> str:
    """The first party is listed twice."""
    sides = tuple([*side, side[0]] if side else side for side in result.sides)
    doubled = Result(result.adopted, result.counts, (sides[0], sides[1], sides[2]), False)
    return _lines_empty_brackets(doubled)


Form = Callable[[Result], str]

FORMS: tuple[Form, ...] = (
    _blocks,
    _blocks_after_break,
    _blocks_indented,
    _table,
    _glued,
    _blocks_without_parties,
    _blanks_without_parties,
    _dotted,
    _became,
    _became_unclosed,
    _counted_first,
    _became_typo,
    _lines_trailing_commas,
    _lines_empty_brackets,
    _lines_plain,
    _is,
    _is_indented,
    _html_breaks,
    _repeated_party,
)


def usual_form(year: int) -> Form:
    """The form in which most texts of a year are written."""
    for until, form in (
        (2012, _blocks),
        (2014, _blocks_after_break),
        (2016, _blocks_indented),
        (2018, _glued),
        (2019, _dotted),
        (2024, _became),
        (2025, _lines_plain),
    ):
        if year < until:
            return form
    return _is


def with_note(result: Result) -> str:
    """The text with the sentence on an error at its end."""
    return _became(result)


def word_only(result: Result) -> str:
    """Only whether it was adopted."""
    return result.word


def case_text(result: Result) -> str:
    """The result as stated on the case, in another form."""
    return f"{result.word}. {_votes(result)[:-1]}".replace(" og ", ", ")
