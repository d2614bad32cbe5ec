using Liburia.Platform;
using Liburia.Platform.Diagnosis;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Microsoft.AspNetCore.DataProtection;

namespace Liburia.Identity.Spid;

/// <summary>A message exchanged with an identity provider.</summary>
/// <param name="Outcome">The rule it broke; empty where it was taken.</param>
/// <param name="At">UTC.</param>
/// <param name="Carrier">Address or query that carried it with its signature; empty where the signature stands in the message.</param>
internal sealed record SpidRecord(string Id, string Answers, string Kind, string Party, string Outcome, DateTime At, string Xml, string Carrier);

/// <summary>What the access point keeps of SPID, for who governs the installation; opened with the keys of its folder.</summary>
internal sealed class SpidRecords(Installation installation, TimeProvider clock)
{
    private readonly SpidLog log = new(installation, DataProtectionProvider.Create(new DirectoryInfo(Path.Combine(installation.DataFolder, "keys")), builder => builder.SetApplicationName("liburia")), clock);

    /// <summary>A request with its answers, by the id of any of them; art. 13 c. 2 DPCM 24-10-2014.</summary>
    public async Task<IReadOnlyList<SpidRecord>> FindAsync(string id)
    {
        var found = await log.FindAsync(id);
        // Of an answer, what it answers comes too.
        if (found.Count == 1 && found[0].Entry.Answers is { Length: > 0 } question) found = await log.FindAsync(question);
        return [.. found.Select(one => new SpidRecord(one.Entry.Id, one.Entry.Answers, one.Entry.Kind, one.Entry.Party, one.Entry.Outcome, one.Entry.At, one.Message.Xml, one.Message.Carrier))];
    }

    /// <summary>How many messages are kept, and the first that does not follow from the one before it; null where all do.</summary>
    public Task<(int Count, long? Broken)> CheckAsync() => log.CheckAsync();

    /// <summary>Asks now for the metadata of the providers named in <c>spid/fonti.txt</c>; each with the rule it broke, empty where it was taken.</summary>
    /// <exception cref="Refused">The list does not read: the line and the reason.</exception>
    public async Task<IReadOnlyList<(string File, string Rule)>> RefreshAsync() =>
        [.. (await new SpidRegistry(installation, clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<SpidRegistry>.Instance).RefreshAsync()).Select(one => (one.File, one.Rule))];

    /// <summary>What is wrong with the profile and with the providers' files, in Italian words.</summary>
    public static IEnumerable<string> Faults(Installation installation, TimeProvider clock)
    {
        string? profile = null;
        try
        {
            SpidProfile.Read(installation);
        }
        catch (Refused fault)
        {
            profile = fault.Message;
        }
        if (profile is not null) yield return profile;
        if (installation.IsDemonstration) yield break;
        foreach (var fault in SpidProviders.FaultsIn(installation, clock.UtcNow()))
            yield return $"i metadati in {fault.File} non valgono ({fault.Rule}){(fault.IsOpen ? ": resta in vigore l'ultimo file che valeva" : ": con quel gestore non si entra")}.";
    }
}

/// <summary>Providers' metadata and the profile, as the doctor tells them.</summary>
internal sealed class SpidDiagnosis(Installation installation, TimeProvider clock) : IDiagnosis
{
    public IEnumerable<Finding> Look() => SpidRecords.Faults(installation, clock).Select(fault => new Finding("SPID", false, fault));
}
