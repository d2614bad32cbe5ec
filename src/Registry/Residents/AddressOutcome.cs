using System.Text.Json;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Territory.Contracts;

namespace Liburia.Registry.Residents;

/// <summary>The outcome of a declared change of address within the Comune: the household's rows in the register, from the day of the declaration (art. 5 DL 5/2012).</summary>
internal sealed class AddressOutcome(AddressChange change, ResidentRegister register, IStreetRegister streets, TimeProvider clock) : IOutcome
{
    private const string Address = "indirizzo", Flat = "interno";

    public string Name => "registry.address-change";

    public async Task CheckAsync(Applied applied, IReadOnlySet<string> questions, CancellationToken cancel)
    {
        if (!questions.Contains(Address) || PartsOf(applied) is not { Count: > 0 } parts || await register.FindByTaxCodeAsync(applied.Applicant.TaxCode, cancel) is not { } self) return;
        var now = LegalTime.UtcNow(clock);
        if (await register.DwellingAsync(self.Id, LegalTime.DayOf(now), now, cancel) is { } dwelling && Guid.TryParse(parts.GetValueOrDefault("civic"), out var civic) && dwelling.Address.CivicNumberId == civic && dwelling.FlatNumber == FlatOf(applied, parts))
            throw new RuleBroken(Address + ".number", new("È l'indirizzo che risulta già oggi: se è cambiato l'interno, scrivilo.", "This is the address already registered: if the flat has changed, enter it."));
    }

    public Task<Preview> PreviewAsync(Applied applied, CancellationToken cancel) => Task.FromResult(new Preview(null, null));

    public async Task<Changed> ApplyAsync(Applied applied, CancellationToken cancel)
    {
        var parts = PartsOf(applied);
        var self = await register.FindByTaxCodeAsync(applied.Applicant.TaxCode, cancel) ?? throw new RuleBroken("", new("Il richiedente non risulta più residente.", "The applicant is no longer a resident."));
        if (!Guid.TryParse(parts.GetValueOrDefault("civic"), out var civic) || (await streets.AddressesAsync([civic], cancel)).GetValueOrDefault(civic) is not { } address)
            throw new RuleBroken("", new("Il civico dichiarato non è più nello stradario.", "The declared civic number is no longer in the street register."));
        // These words become the subject of a registration, which is searched: they tell no street where somebody is protected.
        var household = await register.HouseholdAsync(self.Id, LegalTime.Today(clock), cancel);
        var where = AddressChange.IsProtected(household) ? "" : $": {address.InWords}";
        if (applied.IsRecorded) return new Changed(new Texts($"Cambio di indirizzo confermato{where}", $"Change of address confirmed{where}"));
        await change.MoveAsync(self.Id, address.StreetId, address.StreetNumber, address.Exponent, FlatOf(applied, parts), applied.FiledOn, applied.ProtocolNumber, cancel);
        return new Changed(new Texts($"Cambio di indirizzo registrato{where}", $"Change of address recorded{where}"));
    }

    /// <summary>The checks went wrong: the household lives again where it did, from the day of the declaration (art. 5 c. 5 DL 5/2012).</summary>
    public async Task RefuseAsync(Applied applied, CancellationToken cancel)
    {
        if (applied.IsRecorded && await register.FindByTaxCodeAsync(applied.Applicant.TaxCode, cancel) is { } self) await change.TakeBackAsync(self.Id, applied.FiledOn, applied.ProtocolNumber!, cancel);
    }

    private static string FlatOf(Applied applied, IReadOnlyDictionary<string, string> parts) => (applied.Answer(Flat) ?? parts.GetValueOrDefault("flat", "")).Cut(20);

    private static IReadOnlyDictionary<string, string> PartsOf(Applied applied) =>
        applied.Answer(Address) is { Length: > 2 } json ? JsonSerializer.Deserialize<Dictionary<string, string>>(json)! : new Dictionary<string, string>();
}

/// <summary>Where the applicant lives, as the register says.</summary>
internal sealed class ResidenceSource(ResidentRegister register, TimeProvider clock) : IAnswerSource
{
    public string Name => "registry.residence";

    public async Task<Prefill?> PrefillAsync(Applied applied, CancellationToken cancel)
    {
        var now = LegalTime.UtcNow(clock);
        if (await register.FindByTaxCodeAsync(applied.Applicant.TaxCode, cancel) is not { } self || await register.DwellingAsync(self.Id, LegalTime.DayOf(now), now, cancel) is not { } dwelling) return null;
        var parts = new Dictionary<string, string> { ["street"] = dwelling.Address.StreetId.ToString(), ["civic"] = dwelling.Address.CivicNumberId.ToString("n"), ["number"] = dwelling.Address.StreetNumber.ToString(System.Globalization.CultureInfo.InvariantCulture), ["exponent"] = dwelling.Address.Exponent, ["words"] = dwelling.Address.InWords, ["flat"] = dwelling.FlatNumber };
        return new Prefill(JsonSerializer.Serialize(parts.Where(part => part.Value.Length > 0).ToDictionary()), new("l'anagrafe del Comune", "the Comune's population register"), LegalTime.DayOf(now));
    }
}

/// <summary>Whoever the population register has.</summary>
internal sealed class Residency(ResidentRegister register) : IResidency
{
    public async Task<bool> IsResidentAsync(string taxCode, CancellationToken cancel) => await register.FindByTaxCodeAsync(taxCode, cancel) is not null;
}
