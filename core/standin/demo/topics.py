"""What the demo parliament talks about: ministries, committees, invented laws and wordings."""

from __future__ import annotations

import random
from dataclasses import dataclass

from core.standin.demo.wordlists import phrases


@dataclass(frozen=True, slots=True)
class Ministry:
    """A ministry with its minister's title, its committee's short name, and its field."""

    title: str
    area: str
    committee: str
    laws: tuple[str, ...]
    matters: tuple[str, ...]


def _ministry(title: str, area: str, committee: str, laws: str, matters: str) -> Ministry:
    return Ministry(title, area, committee, phrases(laws), phrases(matters))


# The last ones are held by ministers without a seat.
MINISTRIES = (
    _ministry(
        "statsminister",
        "Statsministeriet",
        "IFU",
        "lov om flagning på øer|lov om rigsarkivets åbningstider",
        "rigets fyrtårne|officielle flagdage|ministeriernes papirforbrug",
    ),
    _ministry(
        "finansminister",
        "Finansministeriet",
        "FIU",
        "lov om statens møntbeholdning|lov om budgetter for småøer|finanslov",
        "statens indkøb af ure|kommunernes regnskaber|statslige lejeaftaler",
    ),
    _ministry(
        "skatteminister",
        "Skatteministeriet",
        "SAU",
        "lov om afgift af saltlakrids|lov om beskatning af regnvand|lov om fradrag for cykelhjelme",
        "afgiften på lakrids|fradrag for cykelhjelme|beskatning af drivhuse",
    ),
    _ministry(
        "justitsminister",
        "Justitsministeriet",
        "REU",
        "lov om hittegods i havne|lov om naboers hegn|lov om retsafgifter ved småsager",
        "hegnssyn i landdistrikter|hittegods i tog|sagsbehandlingstider i småsager",
    ),
    _ministry(
        "sundhedsminister",
        "Sundhedsministeriet",
        "SUU",
        "lov om havbade|lov om apotekers åbningstider|lov om hyldebær som lægemiddel",
        "vandkvalitet ved havbade|apoteker på øer|ventetid på høreapparater",
    ),
    _ministry(
        "beskæftigelsesminister",
        "Beskæftigelsesministeriet",
        "BEU",
        "lov om arbejde i tåge|lov om pauser for fyrpassere|lov om sæsonarbejde på småøer",
        "arbejdsmiljø i gartnerier|pauser ved natarbejde|sæsonarbejde i klitterne",
    ),
    _ministry(
        "transportminister",
        "Transportministeriet",
        "TRU",
        "lov om cykelfærger|lov om vejtræer|lov om skiltning på markveje",
        "cykelfærger om vinteren|skilte på markveje|perroner uden læ",
    ),
    _ministry(
        "miljøminister",
        "Miljøministeriet",
        "MIU",
        "lov om klitplantager|lov om støj fra vindspil|lov om beskyttelse af strandkål",
        "beskyttelse af strandkål|sandflugt|støj fra vindspil",
    ),
    _ministry(
        "erhvervsminister",
        "Erhvervsministeriet",
        "ERU",
        "lov om isboder|lov om torvehandel med rugbrød|lov om målebægre",
        "isboder ved strande|mål og vægt på torve|frugtvin fra småavlere",
    ),
    _ministry(
        "fiskeriminister",
        "Fiskeriministeriet",
        "FLF",
        "lov om fritidsfiskeri med ruser|lov om tangindsamling|lov om bifrie zoner",
        "ålebestanden i noret|indsamling af tang|havneafgifter for småbåde",
    ),
    _ministry(
        "udenrigsminister",
        "Udenrigsministeriet",
        "URU",
        "lov om honorære konsulater|lov om gæstebesøg fra nabohavne",
        "konsulater i nabohavne|venskabsbyer|grænsefærger",
    ),
    _ministry(
        "undervisningsminister",
        "Undervisningsministeriet",
        "BUU",
        "lov om skovskoler|lov om skolehaver|lov om frikvarterer",
        "skolehaver|længere frikvarterer|læsning i skovskoler",
    ),
    _ministry(
        "kulturminister",
        "Kulturministeriet",
        "KUU",
        "lov om bogbusser|lov om folkedans|lov om bevaring af møller",
        "bogbusser|bevaring af møller|sangbøger til landets skoler",
    ),
    _ministry(
        "digitaliseringsminister",
        "Digitaliseringsministeriet",
        "DIU",
        "lov om digitale opslagstavler|lov om telefonbokse",
        "digitale opslagstavler|dækning på småøer|telefonbokse",
    ),
)

COMMITTEES = (
    ("FIU", "Finansudvalget"), ("SAU", "Skatteudvalget"), ("REU", "Retsudvalget"),
    ("SUU", "Sundhedsudvalget"), ("BEU", "Beskæftigelsesudvalget"), ("TRU", "Transportudvalget"),
    ("MIU", "Miljøudvalget"), ("ERU", "Erhvervsudvalget"), ("KUU", "Kulturudvalget"),
    ("BUU", "Børne- og Undervisningsudvalget"), ("EUU", "Europaudvalget"),
    ("FLF", "Udvalget for Fødevarer, Landbrug og Fiskeri"), ("URU", "Udenrigsudvalget"),
    ("IFU", "Indfødsretsudvalget"), ("DIU", "Udvalget for Digitalisering"),
)  # fmt: skip

_AIMS = phrases(
    "Forenkling af regler|Gennemførelse af aftale|Forlængelse af forsøgsordning|Styrket tilsyn|"
    "Ophævelse af revisionsbestemmelse|Justering af gebyrer|Indberetning af oplysninger|"
    "Bedre vilkår for småøer|Ændret frist for ansøgning|Konsekvensændringer"
)
_DEMANDS = phrases(
    "at nedsætte et udvalg om|at undersøge mulighederne for|at styrke indsatsen for|"
    "en handlingsplan for|bedre oplysning om|et forsøg med|en årlig redegørelse om"
)
_ASKS = phrases(
    "Hvad er ministerens holdning til|Vil ministeren redegøre for|"
    "Agter ministeren at gøre noget ved|Hvor mange klager er der modtaget over|"
    "Mener ministeren, at reglerne er rimelige for|"
    "Hvilke initiativer har ministeren taget vedrørende"
)


def bill_title(rng: random.Random, ministry: Ministry) -> tuple[str, str]:
    """An invented bill: its title and its short title."""
    law, aim = rng.choice(ministry.laws), rng.choice(_AIMS)
    matter = rng.choice(ministry.matters)
    if law == "finanslov":
        return "Forslag til finanslov for finansåret.", "Finansloven."
    if rng.random() < 0.2:
        return f"Forslag til {law}.", f"Om {law}."
    title = f"Forslag til lov om ændring af {law}. ({aim} om {matter})."
    return title, f"Om {aim[0].lower()}{aim[1:]} om {matter}."


def resolution_title(rng: random.Random, ministry: Ministry) -> tuple[str, str]:
    """An invented resolution: its title and its short title."""
    what = f"{rng.choice(_DEMANDS)} {rng.choice(ministry.matters)}"
    return f"Forslag til folketingsbeslutning om {what}.", f"Om {what}."


def question(rng: random.Random, ministry: Ministry) -> tuple[str, str]:
    """An invented question: its wording and its heading."""
    matter = rng.choice(ministry.matters)
    return f"{rng.choice(_ASKS)} {matter}?", f"Om {matter}."


def matter(rng: random.Random, ministry: Ministry) -> str:
    """Something the ministry deals with."""
    return rng.choice(ministry.matters)


def worn(text: str, number: int) -> str:
    """The text with flaws that real records often have: double or trailing blanks, line breaks."""
    if number % 11 == 3:
        return text.replace("Om ", "Om  ", 1) if text.startswith("Om ") else f"{text} "
    if number % 13 == 5 and " om " in text:
        return text.replace(" om ", " om  ", 1)
    if number % 29 == 7:
        head, _, tail = text.partition(". (")
        return f"{head}.\n({tail}" if tail else f"{text}\n"
    return text


def resume(number: int, subject: str) -> str | None:
    """A summary: with paragraphs, with breaks, as plain text, empty or null."""
    kind, about = number % 7, f"{subject[0].lower()}{subject[1:]}"
    if kind == 0:
        return f"<p>Forslaget handler {about}</p><p>Det har<br>ikke økonomiske følger.</p>"
    if kind == 1:
        return f"Forslaget handler {about}<br/><br/>Det tr&aelig;der i kraft den 1. juli."
    if kind == 2:
        return f"Forslaget handler {about}\r\n\r\nDet giver &quot;mindre&quot; udgifter. "
    return "" if kind == 3 else None
