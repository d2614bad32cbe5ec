using Liburia.Platform.Language;
using System.Text.Json;
using System.Xml;
using Liburia.Platform;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Law;
using Microsoft.AspNetCore.DataProtection;

namespace Liburia.Identity.Spid;

/// <summary>For how long messages of a kind are kept.</summary>
internal sealed record MessageRetention(string What, int Months, string Norm, DateOnly? ValidFrom, DateOnly? ValidTo) : IDated
{
    public static readonly DatedTable<MessageRetention> Table = DatedTable<MessageRetention>.Embedded(typeof(MessageRetention).Assembly, "Liburia.Identity.Rules.message-retention.csv",
        row => new(row.GetField("what")!, row.GetField<int>("months"), row.GetField("norm")!, row.Day("valid_from"), row.Day("valid_to")));

    /// <summary>The oldest day whose messages are still kept on a day.</summary>
    public static DateOnly OldestOn(DateOnly day) => day.AddMonths(-Table.On(day).First(rule => rule.What == "spid").Months);
}

/// <summary>A message as it was exchanged.</summary>
/// <param name="Xml">The whole of it.</param>
/// <param name="Carrier">The address or query that carried it with its signature, where it came by redirect; else empty.</param>
internal sealed record SpidMessage(string Xml, string Carrier);

/// <summary>
/// Requests and answers exchanged with the providers, kept for the time the rule says: confidential (each is sealed), intact (each is tied to the one before),
/// and then gone. Art. 13 c. 2 DPCM 24-10-2014.
/// </summary>
internal sealed class SpidLog(Installation installation, IDataProtectionProvider protection, TimeProvider clock)
{
    private const int Longest = 200;
    private readonly MessageLog log = new(installation, "spid-log.db");
    private DateOnly purged;

    private IDataProtector Protector => protection.CreateProtector("spid-log");

    /// <param name="party">The provider.</param>
    /// <param name="outcome">The rule a message of theirs broke; empty where it was taken.</param>
    public Task KeepAsync(XmlDocument message, string party, string outcome = "", string carrier = "")
    {
        var (root, now) = (message.DocumentElement!, clock.UtcNow());
        var @sealed = Protector.Protect(JsonSerializer.SerializeToUtf8Bytes(new SpidMessage(message.OuterXml, carrier)));
        return log.AddAsync(new LoggedMessage(Short(root.GetAttribute("ID")), Short(root.GetAttribute("InResponseTo")), root.LocalName, party, outcome, now, @sealed), DateOnly.FromDateTime(LegalTime.ToLocal(now)));
    }

    /// <summary>A request with its answers, by the id of the request or of one answer.</summary>
    public async Task<IReadOnlyList<(LoggedMessage Entry, SpidMessage Message)>> FindAsync(string id, CancellationToken cancel = default) =>
        [.. (await log.FindAsync(id, cancel)).Select(entry => (entry, JsonSerializer.Deserialize<SpidMessage>(Protector.Unprotect(entry.Sealed))!))];

    /// <summary>Takes out what is older than the rule says.</summary>
    public Task<int> PurgeAsync() => log.PurgeAsync(MessageRetention.OldestOn(LegalTime.Today(clock)));

    /// <summary>The same, at most once a day.</summary>
    public async Task PurgeDailyAsync()
    {
        if (LegalTime.Today(clock) is var today && today == purged) return;
        await PurgeAsync();
        purged = today;
    }

    public Task<(int Count, long? Broken)> CheckAsync(CancellationToken cancel = default) => log.CheckAsync(cancel);

    private static string Short(string text) => text.Cut(Longest);
}

/// <summary>Takes out of the log what has had its time, in whichever Comune's round the day begins.</summary>
internal sealed class SpidLogRound(SpidLog log) : IRound
{
    public Task RunAsync(CancellationToken cancel) => log.PurgeDailyAsync();
}
