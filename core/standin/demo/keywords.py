"""Keywords, and their links to cases."""

from __future__ import annotations

from core.standin.demo.casework import Work
from core.standin.demo.rows import DAY
from core.standin.demo.topics import MINISTRIES
from core.standin.demo.wordlists import words

_HEADS = words(
    "havne kyst fyr mølle torve skole vej klit tang hegns cykel færge isbod bro regn vind "
    "havbads apoteks konsulat lakrids have skov bogbus rude ur hyldebær perron grænse ål "
    "drivhus rugbrøds markvejs strandkåls sæson natarbejds telefon tåge vindspils hittegods"
)
_TAILS = words(
    "afgift drift tilsyn lov bevaring støtte uddannelse afgørelse pleje registrering handel "
    "skat sikkerhed planlægning forbrug regnskab miljø forsøg ordning takst ret vagt tal "
    "kvalitet"
)


def add_keywords(work: Work) -> None:
    """Add the keywords, and some to each case; questions have one."""
    rows, linked = work.tables["Emneord"], work.tables["EmneordSag"]
    start = work.scale.sessions[0].start
    for number in range(work.scale.keywords):
        head, tail = _HEADS[number % len(_HEADS)], _TAILS[number // len(_HEADS) % len(_TAILS)]
        again = number // (len(_HEADS) * len(_TAILS))
        word = f"{head}{tail}" + (f" {again + 1}" if again else "")
        if number < len(MINISTRIES):
            word = MINISTRIES[number].area.removesuffix("ministeriet").lower()
        rows.add(start + number % 900 * DAY, 1 + number % 4, word if number % 37 else f"{word} ")
    sager, rng = work.tables["Sag"], work.rng
    for case in sager.ids():
        at = start if case % 2 else start + DAY
        asked = sager.get(case, "typeid") in (4, 10)
        for _ in range(work.scale.keywords_per_case if not asked or case % 3 else 1):
            # The first words are given most often.
            keyword = int(rng.random() * rng.random() * work.scale.keywords) + 1
            linked.add(at, keyword, case)
