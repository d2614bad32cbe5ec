namespace Liburia.Procedures.Models;

/// <summary>Words the official content model fixes.</summary>
internal static class Vocabulary
{
    /// <summary>The fifteen categories of services (criterion C.SI.1.7), with their part of the address.</summary>
    public static readonly IReadOnlyDictionary<string, string> Categories = new Dictionary<string, string>
    {
        ["Educazione e formazione"] = "educazione-e-formazione",
        ["Salute, benessere e assistenza"] = "salute-benessere-e-assistenza",
        ["Vita lavorativa"] = "vita-lavorativa",
        ["Mobilità e trasporti"] = "mobilita-e-trasporti",
        ["Catasto e urbanistica"] = "catasto-e-urbanistica",
        ["Anagrafe e stato civile"] = "anagrafe-e-stato-civile",
        ["Turismo"] = "turismo",
        ["Giustizia e sicurezza pubblica"] = "giustizia-e-sicurezza-pubblica",
        ["Tributi, finanze e contravvenzioni"] = "tributi-finanze-e-contravvenzioni",
        ["Cultura e tempo libero"] = "cultura-e-tempo-libero",
        ["Ambiente"] = "ambiente",
        ["Imprese e commercio"] = "imprese-e-commercio",
        ["Autorizzazioni"] = "autorizzazioni",
        ["Appalti pubblici"] = "appalti-pubblici",
        ["Agricoltura e pesca"] = "agricoltura-e-pesca",
    };
}
