"""What each entity set and each shown field means, in Danish and English.

`FIELD_TEXTS` is keyed by `Set.field`, or by the bare field name where all sets mean the same.
"""

from __future__ import annotations

from typing import NamedTuple


class LanguageText(NamedTuple):
    """The same text in both languages."""

    da: str
    en: str


_T = LanguageText

SET_TEXTS: dict[str, LanguageText] = {
    "Afstemning": _T(
        "Afstemninger i Folketingssalen med resultat og officiel konklusion",
        "Votes in the chamber with result and official conclusion",
    ),
    "Afstemningstype": _T(
        "Slags afstemning: endelig vedtagelse, ændringsforslag og andre",
        "Kinds of vote: final adoption, amendment and others",
    ),
    "Aktstykke": _T(
        "Visning over sager: aktstykker fra Finansudvalget",
        "View over cases: documents of the Finance Committee",
    ),
    "Aktør": _T(
        "Personer, partigrupper, udvalg, ministre, ministerier og organisationer",
        "People, party groups, committees, ministers, ministries and organisations",
    ),
    "AktørAktør": _T(
        "Forbindelser mellem aktører, f.eks. medlem af en gruppe eller et udvalg",
        "Links between actors, such as membership of a group or committee",
    ),
    "AktørAktørRolle": _T(
        "Slags forbindelse mellem to aktører", "Kinds of link between two actors"
    ),
    "Aktørtype": _T(
        "Slags aktør: person, udvalg, folketingsgruppe og andre",
        "Kinds of actor: person, committee, party group and others",
    ),
    "Almdel": _T(
        "Visning over sager: udvalgenes almindelige del",
        "View over cases: the committees' general matters",
    ),
    "Dagsordenspunkt": _T("Punkter på et mødes dagsorden", "Items on a meeting's agenda"),
    "DagsordenspunktDokument": _T(
        "Dokumenter til et dagsordenspunkt", "Documents of an agenda item"
    ),
    "DagsordenspunktSag": _T("Sager under et dagsordenspunkt", "Cases under an agenda item"),
    "Debat": _T("Visning over sager: ældre debatsager", "View over cases: older debates"),
    "Dokument": _T(
        "Dokumenter: spørgsmål, svar, bilag, betænkninger og forslagstekster",
        "Documents: questions, answers, annexes, reports and bill texts",
    ),
    "DokumentAktør": _T(
        "Aktører knyttet til et dokument, f.eks. spørger og minister",
        "Actors of a document, such as the asker and the minister",
    ),
    "DokumentAktørRolle": _T(
        "Slags tilknytning mellem aktør og dokument", "Roles of an actor in a document"
    ),
    "Dokumentkategori": _T("Kategorier af dokumenter", "Categories of documents"),
    "Dokumenttype": _T("Slags dokument", "Kinds of document"),
    "Dokumentstatus": _T("Et dokuments status", "States of a document"),
    "Emneord": _T(
        "Emneord, som sager og dokumenter er mærket med",
        "Keywords that cases and documents are tagged with",
    ),
    "EmneordDokument": _T("Emneord på dokumenter", "Keywords of documents"),
    "EmneordSag": _T("Emneord på sager", "Keywords of cases"),
    "Emneordstype": _T("Slags emneord", "Kinds of keyword"),
    "EUsag": _T("Visning over sager: EU-sager (tom)", "View over cases: EU cases (empty)"),
    "Forslag": _T("Visning over sager: forslag", "View over cases: proposals"),
    "Fil": _T(
        "Filer til dokumenter med adresse og format", "Files of documents with address and format"
    ),
    "KolloneBeskrivelse": _T(
        "Folketingets egne beskrivelser af felter", "Parliament's own descriptions of fields"
    ),
    "EntitetBeskrivelse": _T(
        "Folketingets egne beskrivelser af datasæt", "Parliament's own descriptions of the sets"
    ),
    "Møde": _T("Møder i salen og i udvalg", "Meetings in the chamber and in committees"),
    "MødeAktør": _T("Aktører knyttet til et møde", "Actors of a meeting"),
    "Mødestatus": _T("Et mødes status", "States of a meeting"),
    "Mødetype": _T("Slags møde", "Kinds of meeting"),
    "Omtryk": _T("Rettede udgaver af dokumenter", "Corrected reprints of documents"),
    "Periode": _T("Samlinger og finansår", "Sessions and financial years"),
    "Sag": _T(
        "Sager: lovforslag, beslutningsforslag, forespørgsler, § 20-spørgsmål og andre",
        "Cases: bills, resolutions, interpellations, section 20 questions and others",
    ),
    "SagAktør": _T(
        "Aktører knyttet til en sag, f.eks. forslagsstiller, minister og udvalg",
        "Actors of a case, such as proposer, minister and committee",
    ),
    "SagAktørRolle": _T("Slags tilknytning mellem aktør og sag", "Roles of an actor in a case"),
    "SagDokument": _T("Dokumenter på en sag", "Documents of a case"),
    "SagDokumentRolle": _T(
        "Slags tilknytning mellem dokument og sag", "Roles of a document in a case"
    ),
    "Sagskategori": _T(
        "Kategorier af sager, f.eks. regeringsforslag og private forslag",
        "Categories of cases, such as government and private bills",
    ),
    "Sagsstatus": _T("En sags status", "States of a case"),
    "Sagstrin": _T(
        "Trin i en sags behandling, f.eks. fremsættelse og 1. behandling",
        "Steps of a case, such as introduction and first reading",
    ),
    "SagstrinAktør": _T("Aktører knyttet til et sagstrin", "Actors of a step"),
    "SagstrinAktørRolle": _T(
        "Slags tilknytning mellem aktør og sagstrin", "Roles of an actor in a step"
    ),
    "Sambehandlinger": _T(
        "Sagstrin, der behandles sammen (svarer ikke hos Folketinget)",
        "Steps that are debated together (the API does not answer for it)",
    ),
    "SagstrinDokument": _T("Dokumenter på et sagstrin", "Documents of a step"),
    "Sagstrinsstatus": _T("Et sagstrins status", "States of a step"),
    "Sagstrinstype": _T("Slags sagstrin", "Kinds of step"),
    "Sagstype": _T(
        "Slags sag: lovforslag, beslutningsforslag og andre",
        "Kinds of case: bill, resolution and others",
    ),
    "Stemme": _T("Hvert medlems stemme i hver afstemning", "Each member's ballot in each vote"),
    "Stemmetype": _T(
        "For, imod, fravær, hverken for eller imod", "For, against, absent, neither for nor against"
    ),
}

FIELD_TEXTS: dict[str, LanguageText] = {
    "id": _T("Nummer i Folketingets database", "Number in Parliament's database"),
    "opdateringsdato": _T(
        "Senest ændret hos Folketinget (dansk tid)", "Last changed by Parliament (Danish time)"
    ),
    "typeid": _T("Slags, som nummer i opslagstabellen", "Kind, as a number in its lookup table"),
    "statusid": _T(
        "Status, som nummer i opslagstabellen", "State, as a number in its lookup table"
    ),
    "kategoriid": _T(
        "Kategori, som nummer i opslagstabellen", "Category, as a number in its lookup table"
    ),
    "rolleid": _T("Rolle, som nummer i opslagstabellen", "Role, as a number in its lookup table"),
    "periodeid": _T("Samlingen eller finansåret", "The session or financial year"),
    "sagid": _T("Sagen", "The case"),
    "aktørid": _T("Aktøren", "The actor"),
    "mødeid": _T("Mødet", "The meeting"),
    "sagstrinid": _T(
        "Sagstrinnet; tomt for enkelte afstemninger", "The step; empty for a few votes"
    ),
    "afstemningid": _T("Afstemningen", "The vote"),
    "offentlighedskode": _T("O er offentlig", "O means public"),
    "Afstemning.nummer": _T(
        "Nummer i samlingen; begynder forfra hver samling",
        "Number in the session; starts again each session",
    ),
    "Afstemning.konklusion": _T(
        "Folketingets egen tekst om resultatet; tom før oktober 2010",
        "Parliament's own text of the result; empty before October 2010",
    ),
    "Afstemning.vedtaget": _T("Om forslaget blev vedtaget", "Whether the proposal was adopted"),
    "Afstemning.kommentar": _T(
        "Officiel note, oftest om fejlagtige stemmer",
        "Official note, mostly on ballots cast by mistake",
    ),
    "Afstemning.typeid": _T(
        "1 endelig vedtagelse, 2 udvalgsindstilling, 3 forslag til vedtagelse, 4 ændringsforslag",
        "1 final adoption, 2 committee recommendation, 3 motion, 4 amendment",
    ),
    "Stemme.typeid": _T(
        "1 for, 2 imod, 3 fravær, 4 hverken for eller imod",
        "1 for, 2 against, 3 absent, 4 neither for nor against",
    ),
    "Møde.dato": _T("Mødets dag", "Day of the meeting"),
    "Møde.titel": _T("Mødets titel", "Title of the meeting"),
    "Møde.nummer": _T("Mødets nummer i samlingen", "Number of the meeting in the session"),
    "Periode.kode": _T(
        "Kode, f.eks. 20231 for første samling i 2023-24",
        "Code, such as 20231 for the first session of 2023-24",
    ),
    "Periode.titel": _T("Navn på samlingen", "Name of the session"),
    "Periode.type": _T("samling, finans eller x-samling", "samling (session), finans or x-samling"),
    "Periode.startdato": _T("Første dag", "First day"),
    "Periode.slutdato": _T(
        "Sidste dag; næste samling begynder samme dag",
        "Last day; the next session begins the same day",
    ),
    "Sag.nummer": _T(
        "Sagens nummer, f.eks. L 137; begynder forfra hver samling",
        "Number of the case, such as L 137; starts again each session",
    ),
    "Sag.nummerprefix": _T(
        "Bogstav foran nummeret: L lovforslag, B beslutningsforslag, V vedtagelse",
        "Letter before the number: L bill, B resolution, V motion",
    ),
    "Sag.nummernumerisk": _T(
        "Tallet i sagens nummer, gemt som tekst", "The figure in the case number, stored as text"
    ),
    "Sag.nummerpostfix": _T(
        "Bogstav efter nummeret, når en sag er delt",
        "Letter after the number where a case was split",
    ),
    "Sag.titel": _T("Fuld titel", "Full title"),
    "Sag.titelkort": _T("Kort titel", "Short title"),
    "Sag.resume": _T("Resumé med HTML", "Summary with HTML"),
    "Sag.lovnummer": _T("Nummer i Lovtidende", "Number in the law gazette"),
    "Sag.lovnummerdato": _T("Lovens dato", "Date of the law"),
    "Sagstrin.titel": _T("Trinnets navn", "Name of the step"),
    "Sagstrin.dato": _T("Trinnets dag; kan ligge i fremtiden", "Day of the step; may lie ahead"),
    "Aktør.navn": _T("Navn", "Name"),
    "Aktør.fornavn": _T("Fornavn", "First name"),
    "Aktør.efternavn": _T("Efternavn", "Last name"),
    "Aktør.gruppenavnkort": _T(
        "Partiets eller udvalgets forkortelse", "Short name of the party or committee"
    ),
    "Aktør.startdato": _T("Første dag", "First day"),
    "Aktør.slutdato": _T("Sidste dag", "Last day"),
    "AktørAktør.fraaktørid": _T(
        "Aktøren, som forbindelsen går fra", "The actor that the link starts at"
    ),
    "AktørAktør.tilaktørid": _T(
        "Aktøren, som forbindelsen går til", "The actor that the link ends at"
    ),
    "AktørAktør.startdato": _T("Forbindelsens første dag", "First day of the link"),
    "AktørAktør.slutdato": _T(
        "Forbindelsens sidste dag; ofte tom", "Last day of the link; often empty"
    ),
    "type": _T("Navn på slagsen", "Name of the kind"),
    "status": _T("Navn på status", "Name of the state"),
    "rolle": _T("Navn på rollen", "Name of the role"),
    "kategori": _T("Navn på kategorien", "Name of the category"),
    "Aktør.biografi": _T(
        "Biografi som XML i tekst; kun medlemmer har en",
        "Biography as XML in a text; only members have one",
    ),
    "Dagsordenspunkt.titel": _T("Punktets overskrift", "Heading of the item"),
    "Dagsordenspunkt.nummer": _T(
        "Punktets nummer på dagsordenen", "Number of the item on the agenda"
    ),
    "Dagsordenspunkt.kommentar": _T("Bemærkning til punktet", "Remark on the item"),
    "Dagsordenspunkt.kørebemærkning": _T(
        "Hvordan punktet behandles, f.eks. samlet med andre",
        "How the item is taken, such as together with others",
    ),
    "Dagsordenspunkt.forhandlingskode": _T(
        "Kode for slags forhandling", "Code for the kind of debate"
    ),
    "Dagsordenspunkt.forhandling": _T("Slags forhandling", "Kind of debate"),
    "Dagsordenspunkt.superid": _T(
        "Punktet, som dette er en del af", "The item that this one is part of"
    ),
    "dokumentid": _T("Dokumentet", "The document"),
    "dagsordenspunktid": _T("Dagsordenspunktet", "The agenda item"),
    "note": _T("Bemærkning", "Remark"),
    "Dokument.titel": _T("Dokumentets titel", "Title of the document"),
    "Dokument.dato": _T("Dokumentets dato", "Date of the document"),
    "Dokument.modtagelsesdato": _T("Da Folketinget modtog det", "When Parliament received it"),
    "frigivelsesdato": _T("Da det blev offentligt", "When it became public"),
    "paragraf": _T("Finanslovens paragraf med navn", "Section of the Finance Act, with its name"),
    "paragrafnummer": _T(
        "Nummeret på finanslovens paragraf", "Number of the section of the Finance Act"
    ),
    "Dokument.spørgsmålsordlyd": _T("Spørgsmålets ordlyd", "Wording of the question"),
    "Dokument.spørgsmålstitel": _T("Spørgsmålets titel", "Title of the question"),
    "Dokument.spørgsmålsid": _T(
        "Spørgsmålet, som dokumentet svarer på", "The question that the document answers"
    ),
    "Dokument.procedurenummer": _T("EU's procedurenummer", "The EU's procedure number"),
    "Dokument.grundnotatstatus": _T(
        "Status for et grundnotat om en EU-sag", "State of a basic memorandum on an EU case"
    ),
    "Dokument.dagsordenudgavenummer": _T("Dagsordenens udgave", "Edition of the agenda"),
    "Emneord.emneord": _T("Emneordet", "The keyword"),
    "emneordid": _T("Emneordet", "The keyword"),
    "Fil.titel": _T("Filens titel", "Title of the file"),
    "Fil.versionsdato": _T("Udgavens dato", "Date of the version"),
    "Fil.filurl": _T(
        "Filens adresse hos ft.dk; kan være død", "Address of the file at ft.dk; may be dead"
    ),
    "Fil.variantkode": _T(
        "P er den offentlige udgave, O originalen", "P is the public version, O the original"
    ),
    "Fil.format": _T("PDF, DOCX eller andet format", "PDF, DOCX or another format"),
    "entitetnavn": _T("Datasættets navn", "Name of the set"),
    "kollonenavn": _T("Feltets navn", "Name of the field"),
    "beskrivelse": _T("Folketingets beskrivelse", "Parliament's description"),
    "Møde.lokale": _T("Hvor mødet holdes", "Where the meeting is held"),
    "Møde.dagsordenurl": _T("Dagsordenens adresse", "Address of the agenda"),
    "Møde.starttidsbemærkning": _T(
        "Hvornår mødet begynder, i ord", "When the meeting begins, in words"
    ),
    "Omtryk.dato": _T("Rettelsens dato", "Date of the correction"),
    "Omtryk.begrundelse": _T("Hvorfor dokumentet er rettet", "Why the document was corrected"),
    "Sag.begrundelse": _T("Begrundelse for sagen, ofte tom", "Reasons for the case, often empty"),
    "Sag.afstemningskonklusion": _T(
        "Resultatet af afstemningen som tekst", "Result of the vote as text"
    ),
    "Sag.afgørelsesresultatkode": _T("Kode for afgørelsen", "Code of the decision"),
    "Sag.afgørelsesdato": _T("Afgørelsens dato", "Date of the decision"),
    "Sag.afgørelse": _T("Afgørelsen som tekst", "The decision as text"),
    "Sag.baggrundsmateriale": _T(
        "Baggrundsmateriale, ofte tomt", "Background material, often empty"
    ),
    "Sag.statsbudgetsag": _T(
        "Om sagen hører til finanslovens behandling", "Whether the case belongs to the Finance Act"
    ),
    "Sag.rådsmødedato": _T("Dato for mødet i EU's Råd", "Date of the meeting of the EU's Council"),
    "Sag.retsinformationsurl": _T(
        "Lovens adresse hos Retsinformation; ofte tom",
        "Address of the law at Retsinformation; often empty",
    ),
    "Sag.fremsatundersagid": _T(
        "Sagen, som denne er fremsat under", "The case that this one was proposed under"
    ),
    "Sag.deltundersagid": _T(
        "Sagen, som denne er skilt ud fra", "The case that this one was split from"
    ),
    "SagDokument.bilagsnummer": _T("Bilagets nummer på sagen", "Number of the annex on the case"),
    "Sagstrin.folketingstidendeurl": _T(
        "Trinnets adresse i Folketingstidende", "Address of the step in the official report"
    ),
    "Sagstrin.folketingstidende": _T(
        "Tillægget til Folketingstidende: A, B, C og videre",
        "Supplement of the official report: A, B, C and so on",
    ),
    "Sagstrin.folketingstidendesidenummer": _T(
        "Side i Folketingstidende", "Page in the official report"
    ),
    "Sambehandlinger.førstesagstrinid": _T("Det ene af trinnene", "One of the steps"),
    "Sambehandlinger.andetsagstrinid": _T("Det andet af trinnene", "The other of the steps"),
}
