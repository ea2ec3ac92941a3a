"""The schema in short form: every entity set with its fields and navigation, in the API's order.

A field is `name:type`, with `?` where it may be null; the key of every set is `id`.
A navigation property is `Name(key)`, or `Name=Target(key)` where the target set has another name;
`*` marks a collection. The key is the foreign key behind it: on this set's rows for a single
navigation, on the target's rows for a collection.
"""

_CASE_FIELDS = (
    "id:int typeid:int kategoriid:int? statusid:int titel:text? titelkort:text? "
    "offentlighedskode:text? nummer:text? nummerprefix:text? nummernumerisk:text? "
    "nummerpostfix:text? resume:text? afstemningskonklusion:text? periodeid:int "
    "afgørelsesresultatkode:text? baggrundsmateriale:text? opdateringsdato:time "
    "statsbudgetsag:bool? begrundelse:text? paragrafnummer:int? paragraf:text? "
    "afgørelsesdato:time? afgørelse:text? rådsmødedato:time? lovnummer:text? "
    "lovnummerdato:time? retsinformationsurl:text? fremsatundersagid:int? "
    "deltundersagid:int?"
)

TABLE: dict[str, tuple[str, str]] = {
    "Afstemning": (
        "id:int nummer:int konklusion:text? vedtaget:bool kommentar:text? mødeid:int "
        "typeid:int sagstrinid:int? opdateringsdato:time",
        "Stemme*(afstemningid) Afstemningstype(typeid) Møde(mødeid) Sagstrin(sagstrinid)",
    ),
    "Afstemningstype": (
        "id:int type:text? opdateringsdato:time",
        "Afstemning*(typeid)",
    ),
    "Aktstykke": (_CASE_FIELDS, ""),
    "Aktør": (
        "id:int typeid:int gruppenavnkort:text? navn:text? fornavn:text? efternavn:text? "
        "biografi:text? periodeid:int? opdateringsdato:time startdato:time? slutdato:time?",
        "FraAktørAktør=AktørAktør*(fraaktørid) TilAktørAktør=AktørAktør*(tilaktørid) "
        "DokumentAktør*(aktørid) MødeAktør*(aktørid) SagAktør*(aktørid) "
        "SagstrinAktør*(aktørid) Stemme*(aktørid) Aktørtype(typeid) Periode(periodeid)",
    ),
    "AktørAktør": (
        "id:int fraaktørid:int tilaktørid:int startdato:time? slutdato:time? "
        "opdateringsdato:time rolleid:int",
        "FraAktør=Aktør(fraaktørid) TilAktør=Aktør(tilaktørid) AktørAktørRolle(rolleid)",
    ),
    "AktørAktørRolle": (
        "id:int rolle:text? opdateringsdato:time",
        "AktørAktør*(rolleid)",
    ),
    "Aktørtype": (
        "id:int type:text? opdateringsdato:time",
        "Aktør*(typeid)",
    ),
    "Almdel": (_CASE_FIELDS, ""),
    "Dagsordenspunkt": (
        "id:int kørebemærkning:text? titel:text? kommentar:text? nummer:text? "
        "forhandlingskode:text? forhandling:text? superid:int? sagstrinid:int? mødeid:int "
        "offentlighedskode:text? opdateringsdato:time?",
        "Dagsordenspunktdelti=Dagsordenspunkt*(superid) "
        "DagsordenspunktDokument*(dagsordenspunktid) DagsordenspunktSag*(dagsordenspunktid) "
        "DeltfraDagsordenspunkt=Dagsordenspunkt(superid) Møde(mødeid) Sagstrin(sagstrinid)",
    ),
    "DagsordenspunktDokument": (
        "id:int dokumentid:int dagsordenspunktid:int note:text? opdateringsdato:time",
        "Dagsordenspunkt(dagsordenspunktid) Dokument(dokumentid)",
    ),
    "DagsordenspunktSag": (
        "id:int dagsordenspunktid:int sagid:int opdateringsdato:time",
        "Dagsordenspunkt(dagsordenspunktid) Sag(sagid)",
    ),
    "Debat": (_CASE_FIELDS, ""),
    "Dokument": (
        "id:int typeid:int kategoriid:int statusid:int offentlighedskode:text? titel:text? "
        "dato:time modtagelsesdato:time? frigivelsesdato:time? paragraf:text? "
        "paragrafnummer:text? spørgsmålsordlyd:text? spørgsmålstitel:text? spørgsmålsid:int? "
        "procedurenummer:text? grundnotatstatus:text? dagsordenudgavenummer:short? "
        "opdateringsdato:time",
        "DagsordenspunktDokument*(dokumentid) SvarDokumenter=Dokument*(spørgsmålsid) "
        "DokumentAktør*(dokumentid) EmneordDokument*(dokumentid) Fil*(dokumentid) "
        "Omtryk*(dokumentid) SagDokument*(dokumentid) SagstrinDokument*(dokumentid) "
        "SpørgsmålsDokument=Dokument(spørgsmålsid) Dokumentkategori(kategoriid) "
        "Dokumentstatus(statusid) Dokumenttype(typeid)",
    ),
    "DokumentAktør": (
        "id:int dokumentid:int aktørid:int opdateringsdato:time rolleid:int",
        "Aktør(aktørid) Dokument(dokumentid) DokumentAktørRolle(rolleid)",
    ),
    "DokumentAktørRolle": (
        "id:int rolle:text? opdateringsdato:time",
        "DokumentAktør*(rolleid)",
    ),
    "Dokumentkategori": (
        "id:int kategori:text? opdateringsdato:time",
        "Dokument*(kategoriid)",
    ),
    "Dokumenttype": (
        "id:int type:text? opdateringsdato:time",
        "Dokument*(typeid)",
    ),
    "Dokumentstatus": (
        "id:int status:text? opdateringsdato:time",
        "Dokument*(statusid)",
    ),
    "Emneord": (
        "id:int typeid:int emneord:text? opdateringsdato:time",
        "EmneordDokument*(emneordid) EmneordSag*(emneordid) Emneordstype(typeid)",
    ),
    "EmneordDokument": (
        "id:int emneordid:int dokumentid:int opdateringsdato:time",
        "Dokument(dokumentid) Emneord(emneordid)",
    ),
    "EmneordSag": (
        "id:int emneordid:int sagid:int opdateringsdato:time",
        "Emneord(emneordid) Sag(sagid)",
    ),
    "Emneordstype": (
        "id:int type:text? opdateringsdato:time",
        "Emneord*(typeid)",
    ),
    "EUsag": (_CASE_FIELDS, ""),
    "Forslag": (_CASE_FIELDS, ""),
    "Fil": (
        "id:int dokumentid:int titel:text? versionsdato:time filurl:text? "
        "opdateringsdato:time variantkode:text? format:text?",
        "Dokument(dokumentid)",
    ),
    "KolloneBeskrivelse": (
        "id:int entitetnavn:text? kollonenavn:text? beskrivelse:text? opdateringsdato:time?",
        "",
    ),
    "EntitetBeskrivelse": (
        "id:int entitetnavn:text? beskrivelse:text? opdateringsdato:time?",
        "",
    ),
    "Møde": (
        "id:int titel:text? lokale:text? nummer:text? dagsordenurl:text? "
        "starttidsbemærkning:text? offentlighedskode:text? dato:time? statusid:int? "
        "typeid:int? periodeid:int opdateringsdato:time",
        "Afstemning*(mødeid) Dagsordenspunkt*(mødeid) MødeAktør*(mødeid) Mødestatus(statusid) "
        "Mødetype(typeid) Periode(periodeid)",
    ),
    "MødeAktør": (
        "id:int mødeid:int aktørid:int opdateringsdato:time",
        "Aktør(aktørid) Møde(mødeid)",
    ),
    "Mødestatus": (
        "id:int status:text? opdateringsdato:time",
        "Møde*(statusid)",
    ),
    "Mødetype": (
        "id:int type:text? opdateringsdato:time",
        "Møde*(typeid)",
    ),
    "Omtryk": (
        "id:int dokumentid:int dato:time? begrundelse:text? opdateringsdato:time",
        "Dokument(dokumentid)",
    ),
    "Periode": (
        "id:int startdato:time slutdato:time type:text? kode:text? titel:text? "
        "opdateringsdato:time",
        "Aktør*(periodeid) Møde*(periodeid) Sag*(periodeid)",
    ),
    "Sag": (
        _CASE_FIELDS,
        "DagsordenspunktSag*(sagid) EmneordSag*(sagid) Sagerdelti=Sag*(deltundersagid) "
        "Sagerfremsatunder=Sag*(fremsatundersagid) SagAktør*(sagid) SagDokument*(sagid) "
        "Sagstrin*(sagid) Periode(periodeid) DeltfraSag=Sag(deltundersagid) "
        "FremsatunderSag=Sag(fremsatundersagid) Sagskategori(kategoriid) Sagsstatus(statusid) "
        "Sagstype(typeid)",
    ),
    "SagAktør": (
        "id:int aktørid:int sagid:int opdateringsdato:time rolleid:int",
        "Aktør(aktørid) Sag(sagid) SagAktørRolle(rolleid)",
    ),
    "SagAktørRolle": (
        "id:int rolle:text? opdateringsdato:time",
        "SagAktør*(rolleid)",
    ),
    "SagDokument": (
        "id:int sagid:int dokumentid:int bilagsnummer:text? frigivelsesdato:time? "
        "opdateringsdato:time rolleid:int",
        "Dokument(dokumentid) Sag(sagid) SagDokumentRolle(rolleid)",
    ),
    "SagDokumentRolle": (
        "id:int rolle:text? opdateringsdato:time",
        "SagDokument*(rolleid)",
    ),
    "Sagskategori": (
        "id:int kategori:text? opdateringsdato:time",
        "Sag*(kategoriid)",
    ),
    "Sagsstatus": (
        "id:int status:text? opdateringsdato:time",
        "Sag*(statusid)",
    ),
    "Sagstrin": (
        "id:int titel:text? dato:time? sagid:int typeid:int folketingstidendeurl:text? "
        "folketingstidende:text? folketingstidendesidenummer:text? statusid:int "
        "opdateringsdato:time",
        "Afstemning*(sagstrinid) Dagsordenspunkt*(sagstrinid) SagstrinAktør*(sagstrinid) "
        "SagstrinDokument*(sagstrinid) "
        "Sambehandlinger_andetsagstrinid=Sambehandlinger*(andetsagstrinid) "
        "Sambehandlinger_førstesagstrinid=Sambehandlinger*(førstesagstrinid) Sag(sagid) "
        "Sagstrinsstatus(statusid) Sagstrinstype(typeid)",
    ),
    "SagstrinAktør": (
        "id:int sagstrinid:int aktørid:int opdateringsdato:time rolleid:int",
        "Aktør(aktørid) Sagstrin(sagstrinid) SagstrinAktørRolle(rolleid)",
    ),
    "SagstrinAktørRolle": (
        "id:int rolle:text? opdateringsdato:time",
        "SagstrinAktør*(rolleid)",
    ),
    "Sambehandlinger": (
        "id:int førstesagstrinid:int andetsagstrinid:int opdateringsdato:time",
        "AndetSagstrin=Sagstrin(andetsagstrinid) FørsteSagstrin=Sagstrin(førstesagstrinid)",
    ),
    "SagstrinDokument": (
        "id:int sagstrinid:int dokumentid:int opdateringsdato:time",
        "Dokument(dokumentid) Sagstrin(sagstrinid)",
    ),
    "Sagstrinsstatus": (
        "id:int status:text? opdateringsdato:time",
        "Sagstrin*(statusid)",
    ),
    "Sagstrinstype": (
        "id:int type:text? opdateringsdato:time",
        "Sagstrin*(typeid)",
    ),
    "Sagstype": (
        "id:int type:text? opdateringsdato:time",
        "Sag*(typeid)",
    ),
    "Stemme": (
        "id:int typeid:int? afstemningid:int aktørid:int opdateringsdato:time",
        "Afstemning(afstemningid) Aktør(aktørid) Stemmetype(typeid)",
    ),
    "Stemmetype": (
        "id:int type:text? opdateringsdato:time",
        "Stemme*(typeid)",
    ),
}
