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

    public static OutcomeDescriptor Descriptor { get; } = new(
        "registry.address-change", new QuestionNeed(Address, QuestionKinds.Address), new QuestionNeed(Flat, QuestionKinds.Text, optional: true));

    public async Task CheckAsync(ApplicationFacts facts, IReadOnlySet<string> questions, CancellationToken cancel)
    {
        if (!questions.Contains(Address) || facts.Answers.Address(Address) is not { } declared || await register.FindByTaxCodeAsync(facts.Applicant.TaxCode, cancel) is not { } self) return;
        await NeedAdultAsync(facts, self, cancel);
        var now = LegalTime.UtcNow(clock);
        if (await register.DwellingAsync(self.Id, LegalTime.DayOf(now), now, cancel) is { } dwelling && dwelling.Address.CivicNumberId == declared.CivicNumberId && dwelling.FlatNumber == FlatOf(facts, declared))
            throw new RuleBroken(Address + ".number", new("È l'indirizzo che risulta già oggi: se è cambiato l'interno, scrivilo.", "This is the address already registered: if the flat has changed, enter it."));
    }

    /// <summary>The whole household moves: an adult member declares it (art. 13 c. 1 and 3 DPR 223/1989); who acts for a minor from elsewhere moves nobody's home.</summary>
    private async Task NeedAdultAsync(ApplicationFacts facts, ResidentView self, CancellationToken cancel)
    {
        var today = LegalTime.Today(clock);
        if (self.Person.AgeOn(today) >= 18) return;
        var household = await register.HouseholdAsync(self.Id, today, cancel);
        if (facts.Applicant.By is { } by && household.Any(member => member.Resident.Person.TaxCode == by.TaxCode && member.Resident.Person.AgeOn(today) >= 18)) return;
        throw new RuleBroken(Address, new(
            "Il cambio di indirizzo di tutta la famiglia lo dichiara un maggiorenne che ne fa parte.", "A change of address of the whole household is declared by an adult who belongs to it."), "art. 13 DPR 223/1989");
    }

    public async Task<OutcomeResult> ApplyAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        var declared = facts.Answers.Address(Address);
        var self = await register.FindByTaxCodeAsync(facts.Applicant.TaxCode, cancel) ?? throw new RuleBroken("", new("Il richiedente non risulta più residente.", "The applicant is no longer a resident."));
        if (declared?.CivicNumberId is not { } civic || (await streets.AddressesAsync([civic], cancel)).GetValueOrDefault(civic) is not { } address)
            throw new RuleBroken("", new("Il civico dichiarato non è più nello stradario.", "The declared civic number is no longer in the street register."));
        // These words become the subject of a registration, which is searched: they tell no street where somebody is protected.
        var household = await register.HouseholdAsync(self.Id, LegalTime.Today(clock), cancel);
        var where = AddressChange.IsProtected(household) ? "" : $": {address.InWords}";
        if (facts.IsRecorded) return new OutcomeResult(new Texts($"Cambio di indirizzo confermato{where}", $"Change of address confirmed{where}"));
        await change.MoveAsync(self.Id, address.StreetId, address.StreetNumber, address.Exponent, FlatOf(facts, declared), facts.FiledOn, facts.ProtocolNumber, cancel);
        return new OutcomeResult(new Texts($"Cambio di indirizzo registrato{where}", $"Change of address recorded{where}"));
    }

    /// <summary>The checks went wrong: the household lives again where it did, from the day of the declaration (art. 5 c. 5 DL 5/2012).</summary>
    public async Task RefuseAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        if (facts.IsRecorded && await register.FindByTaxCodeAsync(facts.Applicant.TaxCode, cancel) is { } self) await change.TakeBackAsync(self.Id, facts.FiledOn, facts.ProtocolNumber!, cancel);
    }

    /// <summary>The household lives where it did; a refusal has put it back already.</summary>
    public async Task AnnulAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        if (facts.Decision.Ending == CaseState.Refused) return;
        if (await register.FindByTaxCodeAsync(facts.Applicant.TaxCode, cancel) is not { } self || await change.HasMovedSinceAsync(self.Id, facts.FiledOn, cancel))
        {
            throw new RuleBroken("", new(
                "Dopo questa dichiarazione la famiglia è cambiata o si è spostata ancora: l'indirizzo si corregge dalla scheda dell'anagrafe.",
                "After this declaration the household changed or moved again: the address is corrected on the registry's sheet."));
        }
        await change.TakeBackAsync(self.Id, facts.FiledOn, facts.ProtocolNumber!, cancel);
    }

    private static string FlatOf(ApplicationFacts facts, AddressAnswer declared) => (facts.Answers.Text(Flat) ?? declared.Flat).Cut(20);
}

/// <summary>Where the applicant lives, as the register says.</summary>
internal sealed class ResidenceSource(ResidentRegister register, TimeProvider clock) : IAnswerSource
{
    public static SourceDescriptor Descriptor { get; } = new("registry.residence", QuestionKinds.Address);

    public async Task<Prefill?> PrefillAsync(ApplicationFacts facts, CancellationToken cancel)
    {
        var now = LegalTime.UtcNow(clock);
        if (await register.FindByTaxCodeAsync(facts.Applicant.TaxCode, cancel) is not { } self || await register.DwellingAsync(self.Id, LegalTime.DayOf(now), now, cancel) is not { } dwelling) return null;
        var parts = new Dictionary<string, string> { ["street"] = dwelling.Address.StreetId.ToString(), ["civic"] = dwelling.Address.CivicNumberId.ToString("n"), ["number"] = dwelling.Address.StreetNumber.ToString(System.Globalization.CultureInfo.InvariantCulture), ["exponent"] = dwelling.Address.Exponent, ["words"] = dwelling.Address.InWords, ["flat"] = dwelling.FlatNumber };
        return new Prefill(JsonSerializer.Serialize(parts.Where(part => part.Value.Length > 0).ToDictionary()), new("l'anagrafe del Comune", "the Comune's population register"), LegalTime.DayOf(now));
    }
}

/// <summary>Whoever the population register has.</summary>
internal sealed class Residency(ResidentRegister register) : IResidency
{
    public async Task<bool> IsResidentAsync(string taxCode, CancellationToken cancel) => await register.FindByTaxCodeAsync(taxCode, cancel) is not null;
}
