using System.Text.Json;
using System.Text.RegularExpressions;
using Liburia.Identity.Saml;
using Liburia.Platform;
using Liburia.Platform.Language;

namespace Liburia.Identity.Spid;

/// <summary>
/// What the federation wants to know of the consortium as aggregator of the Comuni: <c>spid/consorzio.json</c> of the data folder, with
/// <c>ipa</c>, <c>sigla</c>, <c>comune</c>, <c>posta</c>, <c>telefono</c>, and <c>partita-iva</c> or <c>codice-fiscale</c>; <c>tipo</c> is <c>full</c> unless it says <c>light</c>.
/// </summary>
/// <param name="Contact">None where nothing is said, as before a federation is joined.</param>
/// <param name="Locality">Where the seat is; goes into the certificate.</param>
internal sealed partial record SpidProfile(SamlContact? Contact, string? Locality)
{
    public const string FileName = "consorzio.json";
    private static readonly string[] Names = ["ipa", "sigla", "comune", "posta", "telefono", "partita-iva", "codice-fiscale", "tipo"];

    /// <exception cref="Refused">Something is said, but not all, or not in its form: every fault at once, in words.</exception>
    public static SpidProfile Read(Installation installation)
    {
        var file = Path.Combine(installation.DataFolder, "spid", FileName);
        if (!File.Exists(file)) return new SpidProfile(null, null);
        Dictionary<string, string> said;
        try
        {
            said = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file)) ?? [];
        }
        catch (JsonException fault)
        {
            throw new Refused($"spid/{FileName} non si legge: {fault.Message}", fault);
        }
        var faults = new List<string>();
        string Need(string name, string what, Regex form)
        {
            if (said.GetValueOrDefault(name) is not { Length: > 0 } value) faults.Add($"manca «{name}» ({what})");
            else if (!form.IsMatch(value)) faults.Add($"«{name}» non è {what}");
            else return value;
            return "";
        }
        string? May(string name, string what, Regex form) => said.GetValueOrDefault(name) is { Length: > 0 } ? Need(name, what, form) : null;
        var contact = new SamlContact(Need("ipa", "il codice IPA del consorzio", Ipa()), Need("sigla", "il nome breve del consorzio", Text()), Need("posta", "un indirizzo di posta dell'ufficio", Mail()), Need("telefono", "un numero con il prefisso internazionale e senza spazi, +39…", Phone()),
            May("partita-iva", "una partita IVA di undici cifre, senza IT", Digits()) is { } vat ? "IT" + vat : null, May("codice-fiscale", "un codice fiscale di undici cifre", Digits()), May("tipo", "full o light", Kind()) != "light");
        var locality = Need("comune", "il nome della città della sede", Text());
        if (contact.VatNumber is null && contact.FiscalCode is null) faults.Add("manca «partita-iva» o «codice-fiscale»");
        faults.AddRange(said.Keys.Except(Names).Select(name => $"«{name}» non si sa che cosa sia"));
        return faults.Count > 0 ? throw new Refused($"spid/{FileName} è incompleto, e i metadati per SPID non si possono scrivere: {string.Join("; ", faults)}.") : new SpidProfile(contact, locality);
    }

    [GeneratedRegex("^[a-z0-9_-]{2,30}$", RegexOptions.None, 200)]
    private static partial Regex Ipa();

    [GeneratedRegex("^.{2,120}$", RegexOptions.None, 200)]
    private static partial Regex Text();

    [GeneratedRegex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", RegexOptions.None, 200)]
    private static partial Regex Mail();

    [GeneratedRegex("^\\+[0-9]{6,15}$", RegexOptions.None, 200)]
    private static partial Regex Phone();

    [GeneratedRegex("^[0-9]{11}$", RegexOptions.None, 200)]
    private static partial Regex Digits();

    [GeneratedRegex("^(full|light)$", RegexOptions.None, 200)]
    private static partial Regex Kind();
}
