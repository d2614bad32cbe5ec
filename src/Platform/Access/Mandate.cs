using Liburia.Platform.Language;

namespace Liburia.Platform.Access;

/// <summary>By what right somebody acts for another.</summary>
public enum MandateKind { Parent, Guardian, Delegate, LegalRepresentative, Professional, FuneralFirm, AssistanceCentre }

/// <summary>Who may act for whom, in which services, from when to when, by which act.</summary>
/// <param name="Key">Names the mandate for ever, at most 80 characters; its first word names the source that knows it.</param>
/// <param name="Representative">Tax code of who acts.</param>
/// <param name="Principal">Tax code of whom they act for: what is done is the principal's.</param>
/// <param name="PrincipalName">Given name first.</param>
/// <param name="Services">Slugs of the services; none where it holds for all.</param>
/// <param name="Until">The last day; none where it holds until it is revoked.</param>
/// <param name="Act">The act it comes from, with its norm.</param>
public sealed record Mandate(
    string Key, MandateKind Kind, string Representative, string Principal, string PrincipalName, IReadOnlyList<string> Services, DateOnly From, DateOnly? Until, Texts Act)
{
    public bool Covers(string service) => Services.Count == 0 || Services.Contains(service);

    public bool HoldsOn(DateOnly day) => From <= day && (Until is null || day <= Until);

    /// <summary>Who holds it answers for the person by law, in everything.</summary>
    public bool IsByLaw => Kind is MandateKind.Parent or MandateKind.Guardian;

    /// <summary>As a paper says it beside a name: «genitore».</summary>
    public Texts Capacity => NameOf(Kind);

    public static Texts NameOf(MandateKind kind) => kind switch
    {
        MandateKind.Parent => new("genitore", "parent"),
        MandateKind.Guardian => new("tutore", "guardian"),
        MandateKind.LegalRepresentative => new("legale rappresentante", "legal representative"),
        MandateKind.Professional => new("professionista incaricato", "appointed professional"),
        MandateKind.FuneralFirm => new("impresa funebre incaricata", "appointed funeral firm"),
        MandateKind.AssistanceCentre => new("centro di assistenza (CAF) incaricato", "appointed assistance centre (CAF)"),
        _ => new("delegato", "delegate"),
    };
}

/// <summary>A mandate that somebody may have by declaring what they are, under their own responsibility (art. 46 c. 1 lett. u DPR 445/2000).</summary>
/// <param name="Key">Names what is declared, to the source that offers it.</param>
/// <param name="Statement">What they declare, in the first person.</param>
public sealed record MandateClaim(string Key, string PrincipalName, Texts Statement);

/// <summary>A register that knows mandates: a port of Platform. Delegations are one, the population register is another.</summary>
public interface IMandateSource
{
    /// <summary>The mandates a person holds on a day.</summary>
    Task<IReadOnlyList<Mandate>> HeldByAsync(string representative, DateOnly day, CancellationToken cancel = default);

    /// <summary>What the person may declare to hold one.</summary>
    Task<IReadOnlyList<MandateClaim>> ClaimableByAsync(string representative, DateOnly day, CancellationToken cancel = default) => Task.FromResult<IReadOnlyList<MandateClaim>>([]);

    /// <summary>Takes down a declaration, inside the caller's transaction; false where the source offers no such one to this person.</summary>
    Task<bool> ClaimAsync(string representative, string representativeName, string key, CancellationToken cancel = default) => Task.FromResult(false);
}

/// <summary>A service that may be left to a delegate.</summary>
public sealed record DelegableService(string Slug, Texts Title);

/// <summary>Which services a Comune's citizens may leave to a delegate: who runs services tells who keeps delegations.</summary>
public interface IDelegableServices
{
    Task<IReadOnlyList<DelegableService>> AllAsync(CancellationToken cancel = default);
}

/// <summary>Who may act for whom, from every register that knows it.</summary>
public sealed class Mandates(IEnumerable<IMandateSource> sources)
{
    /// <summary>What a person holds on a day, by the principal's name; of two for the same person and the same services, the register's before the declared.</summary>
    public async Task<IReadOnlyList<Mandate>> HeldByAsync(string representative, DateOnly day, CancellationToken cancel = default)
    {
        var held = new List<Mandate>();
        foreach (var source in sources) held.AddRange(await source.HeldByAsync(representative, day, cancel));
        return [.. held.Where(mandate => mandate.HoldsOn(day) && mandate.Principal != representative).OrderBy(mandate => mandate.PrincipalName, StringComparer.Ordinal).ThenBy(mandate => mandate.Key, StringComparer.Ordinal)];
    }

    /// <summary>The mandate, where the person still holds it on that day.</summary>
    public async Task<Mandate?> FindAsync(string representative, string key, DateOnly day, CancellationToken cancel = default) =>
        (await HeldByAsync(representative, day, cancel)).FirstOrDefault(mandate => mandate.Key == key);

    /// <summary>The person may act for the other in this service on that day.</summary>
    public async Task<bool> MayAsync(string representative, string principal, string service, DateOnly day, CancellationToken cancel = default) =>
        (await HeldByAsync(representative, day, cancel)).Any(mandate => mandate.Principal == principal && mandate.Covers(service));

    public async Task<IReadOnlyList<MandateClaim>> ClaimableByAsync(string representative, DateOnly day, CancellationToken cancel = default)
    {
        var offered = new List<MandateClaim>();
        foreach (var source in sources) offered.AddRange(await source.ClaimableByAsync(representative, day, cancel));
        return offered;
    }

    public async Task<bool> ClaimAsync(string representative, string representativeName, string key, CancellationToken cancel = default)
    {
        foreach (var source in sources) if (await source.ClaimAsync(representative, representativeName, key, cancel)) return true;
        return false;
    }
}
