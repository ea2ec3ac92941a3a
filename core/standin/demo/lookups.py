"""The lookup tables: the API's own words by id.

Where the real id of a word is not known, it has an invented one.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.oda.schema.entities import INVENTED
from core.standin.demo.rows import Tables, day

_LONG_AGO = day(2014, 8, 6)

_WORDS: Mapping[str, str] = {
    "Afstemningstype": "1 Endelig vedtagelse|2 Udvalgsindstilling|3 Forslag til vedtagelse|"
    "4 Ændringsforslag",
    "Stemmetype": "1 For|2 Imod|3 Fravær|4 Hverken for eller imod",
    "Aktørtype": "1 Ministerområde|2 Ministertitel|3 Udvalg|4 Folketingsgruppe|5 Person|6 Gruppe|"
    "7 Anden gruppe|8 Ministerium|9 Kommission|10 Organisation|11 Parlamentarisk forsamling|"
    "12 Privatperson|13 Tværpolitisk netværk",
    "AktørAktørRolle": "1 1. næstformand|2 udvalgsassistent|3 Tidligere minister|"
    "4 udvalgssekretær2|5 3. næstformand|6 orlov med vederlag|7 folketingets formand|8 Minister|"
    "9 2. næstformand|10 stedfortræder|11 4. næstformand|12 orlov uden vederlag|"
    "13 udvalgssekretær|14 næstformand|15 medlem|16 formand|17 delegationssekretær|18 Observatør|"
    "19 udvalgsassistent2|20 Ministertitel|21 delegationsassistent|22 minister, ej MF|"
    "23 nævnsassistent|24 nævnssekretær",
    "Sagstype": "1 UMF-del|2 Forespørgsel|3 Lovforslag|4 Alm. del|5 Beslutningsforslag|"
    "6 Rådsmøde|7 Kommissionsforslag|8 Aktstykke|9 Forslag til vedtagelse|10 § 20-spørgsmål|"
    "11 Redegørelse|12 Indkaldelse af stedfortræder|13 Statsrevisorerne",
    "Sagsstatus": "1 Afsluttet|2 Afgivet|3 Forkastet|4 Tilbagetaget|5 Forhandlet|6 Anmeldt|"
    "7 Fremmet|8 Igangværende|9 Udgået|10 Vedtaget|11 Stadfæstet|12 Ingen forhandling|"
    "13 Bortfaldet|14 Foretaget|15 Foreløbig|16 2. beh./Forkastet|17 Vedtaget|18 Afholdt|"
    "19 Betænkning afgivet|20 Besvaret, endeligt|21 Tiltrådt|22 Anmeldt|23 Ikke afgjort|"
    "24 Fremsat|25 Fremsat|26 Fremsat/henvist til udvalg|27 Taget til efterretning|"
    "28 1. beh./Henvist til udvalg|29 2. beh. afbrudt/henvist til udvalg|30 Henstående|"
    "31 Tillægsbetænkning afgivet|32 2. beh./Direkte til 3. beh.|33 2. beh./Henvist til udvalg|"
    "34 Eneste behandling/Vedtaget|35 Forkastet|36 Behandlet|37 3. beh./Forkastet|"
    "38 1. (eneste) behandling/Forkastet|39 2. beh/Vedtaget|40 Delt|41 3.beh./Vedtaget|"
    "42 Beretning afgivet|43 Aflyst|44 Stedfortræder godkendt|45 Afventer opfølgning|"
    "46 Ophør anmeldt|47 Afsluttet|48 2. beh./Bortfaldet|49 Skal forhandles|"
    "50 Besvaret, foreløbigt|51 Godkendt orlov|52 Anmeldt|53 3. beh. afbrudt/henvist til udvalg|"
    "54 Igangværende|55 1. beh./Direkte til 2. beh.|56 Forhandling afsluttet|57 Vedtaget|"
    "58 2. beh. afbrudt/udsat|59 1. (eneste) behandling/Vedtaget|60 1. beh. afbrudt/udsat|"
    "61 1. beh. afbrudt/henvist til udvalg|62 Spørgsmål afvist|63 Foreløbig|64 Forkastet|"
    "65 Afvist|66 3. beh. afbrudt/udsat|67 Optaget|68 Forhandlet i udvalg/delegation",
    "Sagskategori": "10 B1 - Privat forslag - 1. (eneste) beh.|12 Privat forslag|"
    "13 Regeringsforslag|14 B3|15 B1 - Privat forslag|16 B2|17 B1 - Regeringsforslag|"
    "18 Beretning af almen art|19 Alm. del|20 FT|21 Henvendelser uden bilagsnummer|22 Mødesag|"
    "23 Info-noter|24 US|25 Alm. del §-markeret|26 EU-noter|27 S",
    "SagAktørRolle": "1 Taler|2 Ordfører for forslagsstillerne|3 Tidligere henvist til|4 Af|"
    "5 Medspørger|6 Ministerområde|7 Privatist|8 Kopi sendt til|9 Relevant for|10 Spørger|"
    "11 Henvist til|12 Udsteder|13 Optaget af|14 Minister|15 Forespørger|"
    "16 Forslagsstiller (priv.)|17 Til|18 Afgivet af|19 Forslagsstiller (reg.)|"
    "20 Orlovssøgende|21 Stedfortræder|22 Statsrevisor inhabil|23 Besvaret af",
    "DokumentAktørRolle": "1 Afsender|2 Kopi til|3 Stiller/MFU|4 Besvaret af|5 Minister|6 Spørger|"
    "7 Medspørger|8 Til|9 Ministerområde|10 Adressat|11 Modtager|12 Stiller|13 Relevant for|"
    "14 Afsender|15 Kopi til|16 Afgivet af|17 BCC|18 Kontakt|19 Deltager|20 Behandles i|"
    "21 Forslagsstiller|22 Ordfører for forslagsstillerne|23 Ordfører for forespørgerne|"
    "24 Ordfører|25 Taler",
    "SagDokumentRolle": "1 Hovedtilknytning|2 På sagstrin|3 Parallelomdelt på",
    "Dokumenttype": "1 Redegørelse|2 Stedfortræderbrev|3 Ministerredegørelse|4 Aktstykke|"
    "5 Forespørgsel|6 EU-note|7 Fremsættelsestale|8 Referat|9 Formandsmeddelelse|10 Notat|"
    "11 Statsrevisorbemærkning|12 Bilag|13 Spørgsmål|14 Indstilling til EB|15 Beretning|"
    "16 § 20-spørgsmål|17 Svar|18 Kommissionsforslag|19 Grundnotat|20 Rådsmødedokument|"
    "21 Forslagstekst|22 Dagsorden|23 Tekstdel|24 Orlovsansøgning|25 Ugeplan|26 Andet|"
    "27 Info-note|28 Godkendelsesindstilling",
    "Dokumentstatus": "1 Endeligt|2 Låst|3 Omdelt|4 Tilbagetaget|5 Foreløbigt",
    "Dokumentkategori": "36 Udvalgsspørgsmål|37 Forslag som vedtaget|38 Optryk efter 2.beh|"
    "39 Betænkning m.v.|40 Notat|41 Endeligt svar|42 Meddelelse|43 Foreløbigt svar|"
    "44 Forslag som fremsat|45 Supplerende svar|46 Fremsættelsestale|47 Henvendelse|48 Diverse|"
    "49 Samrådsspørgsmål|50 Formandsmeddelelse|51 Publikation",
    "Mødetype": "1 Møde i salen|2 Udvalgsmøde|3 Andet møde|4 Statsrevisormøde|5 ConciergeMeeting",
    "Mødestatus": "2 Afholdt|3 Aflyst|4 Dagsorden låst|5 Udsat|6 Under forberedelse",
    "Sagstrinstype": "1 Spørgsmål stillet|6 Fremsættelse|7 2. behandling|8 Besvaret skriftligt|"
    "12 1. behandling|14 Betænkning|15 2. behandling|17 3. behandling|19 Besvaret mundtligt|"
    "20 Fremsættelse|23 1. behandling|27 Taget tilbage|31 Fremsættelse|32 Lovforslag som fremsat|"
    "33 Frist for spørgsmål|34 Frist for svar|35 Frist|37 Lovforslag som vedtaget|"
    "39 Forslag som fremsat|42 Forslag som vedtaget|51 Lovforslaget optrykt efter 2. behandling|"
    "77 Fremsættelse|87 1. (eneste) behandling|88 Udvalgsbehandling|89 Betænkning og indstilling|"
    "90 Ændringsforslag uden for betænkning|91 Ændringsforslag uden for tillægsbetænkning|"
    "92 Deputation|93 Omtrykt|94 Behandling|95 Tillægsbetænkning|96 Tilføjelse til betænkning|"
    "97 Åbent samråd|98 Fremsættelse (en beh.)|99 Anmeldelse|100 Eneste behandling|101 Samråd|"
    "102 Tilbagetagelse|103 1. behandling.",
    "Sagstrinsstatus": "32 Fremsat|33 Endelig|34 Behandlet/Henvist til udvalg|"
    "38 Betænkning afgivet|39 Behandlet/Direkte til 3. beh.|41 Behandlet/Vedtaget|42 Endelig|"
    "43 Konfirmeret|44 Konfirmeret|45 Konfirmeret|46 Endelig|103 Behandlet/Forkastet|104 Fremsat|"
    "105 Endelig|107 Konfirmeret|109 Behandlet/Forkastet|110 Behandlet/Direkte til 2. beh.|"
    "112 Afholdt|113 Behandlet|114 Afgivet|115 På dagsorden|"
    "116 Behandling afbrudt/henvist til udvalg|117 Behandling afbrudt/udsat|"
    "118 Fremsat/henvist til udvalg|119 Anmeldt|120 Aflyst",
    "SagstrinAktørRolle": "1 Taler|2 Ordfører|3 Afgivet af",
    "Emneordstype": "1 Sagsområde|2 Ukontrolleret|3 Kontrolleret|4 Lovsagsnavn",
}

_SET_NOTES = {
    "Afstemning": "En afstemning i salen.",
    "Sag": "En sag, for eksempel et lovforslag.",
    "Stemme": "Hvad en aktør stemte ved en afstemning.",
}
_FIELD_NOTES: Mapping[tuple[str, str], str | None] = {
    ("Afstemning", "konklusion"): "Afstemningens resultat som tekst.",
    ("Afstemning", "nummer"): "Afstemningens nummer i samlingen.",
    ("Sag", "nummerpostfix"): None,
    ("Stemme", "typeid"): "Henviser til Stemmetype.",
}


def add_lookups(tables: Tables) -> None:
    """Add the rows of every lookup table, and a few of the tables that describe columns."""
    for name, words in _WORDS.items():
        for row in words.split("|"):
            number, word = row.split(" ", 1)
            tables[name].add_as(int(number), _LONG_AGO, word)
    # No vote is of this kind: it marks the rows as invented.
    tables["Afstemningstype"].add_as(99, _LONG_AGO, INVENTED)
    for name, about in _SET_NOTES.items():
        tables["EntitetBeskrivelse"].add(_LONG_AGO, name, about)
    for (name, column), note in _FIELD_NOTES.items():
        tables["KolloneBeskrivelse"].add(_LONG_AGO, name, column, note)
