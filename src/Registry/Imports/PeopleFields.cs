using Liburia.Platform.Imports;

namespace Liburia.Registry.Imports;

/// <summary>The columns of a file of residents, and how the usual programs of the registry offices head them.</summary>
internal static class PeopleFields
{
    public const string FamilyName = "familyName", GivenName = "givenName", Sex = "sex", BirthDate = "birthDate", BirthPlace = "birthPlace",
        BirthProvince = "birthProvince", BirthState = "birthState",
        TaxCode = "taxCode", Household = "household", Relationship = "relationship", Street = "street", Number = "number", Exponent = "exponent",
            Flat = "flat", Since = "since",
        AddressSince = "addressSince", Citizenship = "citizenship", MaritalStatus = "maritalStatus", Protected = "protected";

    public static readonly ImportKind Kind = new("people", new("Persone e famiglie dell'anagrafe", "People and households of the registry"),
        RegistryModule.Import,
    [
        new(FamilyName, new("Cognome", "Surname"), IsRequired: true) { Headings = ["Cognome alla nascita", "COGN", "Cognome individuo"] },
        new(GivenName, new("Nome", "Given names"), IsRequired: true) { Headings = ["Nomi", "Prenome", "Nome individuo"] },
        new(Sex, new("Sesso", "Sex"), IsRequired: true) { Headings = ["Genere", "SEX", "M/F"], Hint = new("M o F", "M or F") },
        new(BirthDate, new("Data di nascita", "Date of birth"), ImportValue.Day,
            IsRequired: true) { Headings = ["Data nascita", "Nato il", "Nascita", "DT_NASCITA", "DataNascita", "Nato/a il"] },
        new(BirthPlace, new("Luogo di nascita", "Place of birth")) { Headings = ["Comune di nascita", "Comune nascita", "Luogo nascita", "Nato a",
            "Belfiore", "Belfiore nascita", "Codice catastale nascita", "CodComuneNascita"],
            Hint = new("Nome del Comune o codice catastale; senza, è quello del codice fiscale",
            "Name of the Comune or its cadastral code; without it, that of the tax code") },
        new(BirthProvince, new("Provincia di nascita", "Province of birth")) { Headings = ["Prov nascita", "Provincia nascita", "Prov. di nascita"] },
        new(BirthState, new("Stato estero di nascita", "Foreign state of birth")) { Headings = ["Stato di nascita", "Stato nascita", "Nazione di nascita",
            "Nazione nascita"] },
        new(TaxCode, new("Codice fiscale", "Tax code"), IsRequired: true) { Headings = ["CF", "Cod. fiscale", "Cod fisc", "CodiceFiscale", "C.F."] },
        new(Household, new("Numero di famiglia", "Household number"),
            IsRequired: true) { Headings = ["Famiglia", "Codice famiglia", "N. famiglia", "Cod famiglia", "Foglio di famiglia", "Scheda famiglia",
            "ID famiglia", "Numero famiglia", "NumFamiglia"] },
        new(Relationship, new("Rapporto con l'intestatario", "Tie to the head"),
            IsRequired: true) { Headings = ["Parentela", "Rapporto di parentela", "Relazione di parentela", "Grado di parentela", "Rapporto",
            "Cod parentela", "Legame"], Hint = new("In parole o con il codice ANPR (tabella 5)", "In words or by its ANPR code (table 5)") },
        new(Street, new("Via", "Street"), IsRequired: true) { Headings = ["Indirizzo", "Toponimo", "Via/Piazza", "Strada", "Residenza",
            "Indirizzo di residenza"], Hint = new("Anche con il civico e l'interno", "Also with number and flat") },
        new(Number, new("Numero civico", "Street number")) { Headings = ["Civico", "N. civico", "Num civico", "Numero", "N."] },
        new(Exponent, new("Esponente", "Exponent")) { Headings = ["Esp", "Barrato", "Lettera"] },
        new(Flat, new("Interno", "Flat")) { Headings = ["Int", "Int.", "Appartamento"] },
        new(Since, new("Residente dal", "Resident since"), ImportValue.Day,
            IsRequired: true) { Headings = ["Data iscrizione", "Iscritto il", "Iscritto dal", "Data di iscrizione", "Residente da", "Data immigrazione",
            "DT_ISCRIZIONE"] },
        new(AddressSince, new("All'indirizzo dal", "At the address since"),
            ImportValue.Day) { Headings = ["Data indirizzo", "Data decorrenza indirizzo", "Abita dal"] },
        new(Citizenship, new("Cittadinanza", "Citizenship")) { Headings = ["Cod cittadinanza", "Nazionalità"],
            Hint = new("Senza, italiana", "Italian where it is empty") },
        new(MaritalStatus, new("Stato civile", "Marital status")) { Headings = ["Cod stato civile", "St. civile", "Stato civ"] },
        new(Protected, new("Indirizzo protetto", "Protected address")) { Headings = ["Protetto", "Riservato", "Tutela"], Hint = new("sì o no", "yes or no") },
    ])
    {
        Units = new("famiglie", "households"),
    };
}
