using System.Text.Json;
using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Registers;

/// <summary>What a procedure's file says of an extension.</summary>
/// <param name="MostDays">Days that one extension adds at most; none without a limit.</param>
internal sealed record ExtendSettings(int? MostDays = null);

/// <summary>What was granted until a day lasts until a later one: before that day is over, since what has ended is asked for anew.</summary>
internal sealed class ExtendEntry : IOutcomeAct
{
    private const string Until = "fino-al";

    public static ActDescriptor Descriptor { get; } = new(
        "register.extend", EntryOutcome.Descriptor.Name, new("Proroga", "Extend"), new("Proroga", "Extension"),
        ProceduresModule.Granted, typeof(ExtendSettings),
        [new(Until, QuestionKinds.Date, new("Nuovo ultimo giorno", "New last day"), new("Per esempio 24/11/2026", "For example 24/11/2026"))]);

    private static RegisterEntry? InForce(ActFacts facts) => facts.Entries.LastOrDefault(entry => entry.State == EntryState.InForce);

    public Task<Texts?> RefusesAsync(ActFacts facts, CancellationToken cancel) => Task.FromResult<Texts?>(InForce(facts) switch
    {
        null => new("Nel registro non c'è una voce in vigore di questa pratica.", "The register has no entry in force of this case."),
        { ValidUntil: null } => new("Ciò che è stato dato non ha un ultimo giorno.", "What was granted has no last day."),
        { ValidUntil: { } last } when last < facts.Today => new Texts("È finita il {0:dd/MM/yyyy}: si presenta una domanda nuova.",
            "It ended on {0:dd/MM/yyyy}: a new application is filed.").With(last),
        _ => null,
    });

    public Task<IReadOnlyList<Texts>> ForetellAsync(ActFacts facts, CancellationToken cancel)
    {
        if (InForce(facts) is not { ValidUntil: { } last } entry) return Task.FromResult<IReadOnlyList<Texts>>([]);
        var most = facts.SettingsAs<ExtendSettings>().MostDays;
        var moved = new Texts("La voce n. {0} finisce il {1:dd/MM/yyyy}: finirà il giorno che scrivi.",
            "Entry no. {0} ends on {1:dd/MM/yyyy}: it will end on the day you write.").With(entry.InWords, last);
        var limit = most is { } days ? new Texts(" Al massimo il {0:dd/MM/yyyy}.", " At the latest {0:dd/MM/yyyy}.").With(last.AddDays(days)) : default(Texts?);
        return Task.FromResult<IReadOnlyList<Texts>>(
        [
            limit is { } at ? new(moved.It + at.It, moved.En + at.En) : moved,
            entry.IsPublic ? new("Nel registro pubblico si legge il nuovo giorno, e che è stata prorogata.",
                "The public register shows the new day, and that it was extended.")
                : new("Il registro dice il nuovo giorno, e che è stata prorogata.", "The register says the new day, and that it was extended."),
        ]);
    }

    public Task<OutcomeResult> DoAsync(ActFacts facts, CancellationToken cancel)
    {
        var (entry, until) = (InForce(facts)!, facts.Answers.Day(Until)!.Value);
        var last = entry.ValidUntil!.Value;
        if (until <= last)
            throw new RuleBroken(Until, new Texts("Il nuovo giorno viene dopo il {0:dd/MM/yyyy}.", "The new day comes after {0:dd/MM/yyyy}.").With(last));
        if (facts.SettingsAs<ExtendSettings>().MostDays is { } most && until > last.AddDays(most))
            throw new RuleBroken(Until, new Texts("Al massimo il {0:dd/MM/yyyy}: {1} giorni in più.",
                "At the latest {0:dd/MM/yyyy}: {1} days more.").With(last.AddDays(most), most));
        var words = new Texts("fino al {0:dd/MM/yyyy}", "until {0:dd/MM/yyyy}").With(until);
        var column = new EntryColumn("Proroga", "Extension", $"{words.It}, atto n. {facts.Number}", entry.IsPublic, Typed: false);
        entry.Columns = JsonSerializer.Serialize<IReadOnlyList<EntryColumn>>([.. PublicLines.ColumnsOf(entry), column]);
        (entry.ValidUntil, entry.Version) = (until, entry.Version + 1);
        return Task.FromResult(new OutcomeResult(words, ValidUntil: until));
    }
}
