using System.Globalization;
using System.Text.Json;
using Liburia.Platform.Database;
using Liburia.Platform.Events;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Answers;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>Cases about the same thing, joined to one of them: one work, one end, everybody told. Who joined knows how it ends, never who the others are.</summary>
internal sealed class JoinedCases(AppDb db, CaseWork work, Notices notices, EventTeller events, TimeProvider clock)
{
    private const int Near = 150, Days = 180, MostCompared = 1000;

    public async Task<IReadOnlyList<Case>> OfAsync(Guid mainId, CancellationToken cancel = default) =>
        await db.Set<Case>().Where(c => c.JoinedToId == mainId).OrderBy(c => c.OpenedAt).ToListAsync(cancel);

    /// <summary>Open cases of the same service and office that are about the same place: the same street, or a point within 150 metres. Nearest first.</summary>
    public async Task<IReadOnlyList<(Case Case, int? Metres)>> LikelyAsync(Case item, ProcedureModel model, CancellationToken cancel = default)
    {
        if (model.Questions.FirstOrDefault(q => q.Is(QuestionKinds.Place))?.Id is not { } place || PlaceOf(item, place) is not { Count: > 0 } own) return [];
        var since = item.OpenedOn.AddDays(-Days);
        var open = await db.Set<Case>().AsNoTracking().Where(c => c.OfficeId == item.OfficeId && c.IsOpen && c.ServiceSlug == item.ServiceSlug && c.JoinedToId == null && c.Id != item.Id && c.OpenedOn >= since).OrderByDescending(c => c.OpenedAt).Take(MostCompared).ToListAsync(cancel);
        return [.. from other in open
                   let there = PlaceOf(other, place)
                   let metres = Metres(own, there)
                   where metres <= Near || (own.GetValueOrDefault("street") is { } street && there.GetValueOrDefault("street") == street)
                   orderby metres ?? (own.GetValueOrDefault("number") == there.GetValueOrDefault("number") ? 0 : Near)
                   select (other, metres)];
    }

    /// <exception cref="RuleBroken">Closed, of another service or office, itself joined, or the same.</exception>
    public async Task JoinAsync(Case item, Guid mainId, CancellationToken cancel = default)
    {
        item.NeedOpen();
        if (item.Id == mainId || await db.Set<Case>().FirstOrDefaultAsync(c => c.Id == mainId, cancel) is not { IsOpen: true, JoinedToId: null } main || main.ServiceSlug != item.ServiceSlug || main.OfficeId != item.OfficeId)
            throw new RuleBroken("Main", new("Scegli una pratica aperta dello stesso servizio, non riunita ad altre.", "Choose an open case of the same service that is not joined to others."));
        foreach (var own in await OfAsync(item.Id, cancel)) own.JoinTo(main.Id);
        item.JoinTo(main.Id);
        var joined = work.Log(item, CaseEventKind.Joined, true, new("Riunita a un'altra sullo stesso problema: saprai come finisce", "Joined to another about the same problem: you will know how it ends"));
        work.Log(main, CaseEventKind.Joined, false, new($"Riunita qui la pratica {item.ProtocolNumber}", $"Case {item.ProtocolNumber} is joined here"));
        await notices.TellAsync(item, $"{joined.Id:n}", joined.Text, cancel);
    }

    /// <exception cref="RuleBroken">It is not joined.</exception>
    public void Separate(Case item)
    {
        item.NeedOpen();
        if (item.JoinedToId is null) throw new RuleBroken("", new("Questa pratica non è riunita ad altre.", "This case is not joined to others."));
        item.JoinTo(null);
        work.Log(item, CaseEventKind.Separated, true, new("Trattata di nuovo da sola", "Handled by itself again"));
    }

    /// <summary>The case they are joined to has ended: so do they, with the same evidence, each with its own notice.</summary>
    public async Task EndAsync(Case main, Texts outcome, IReadOnlyList<TakenFile> evidence, CancellationToken cancel = default)
    {
        var now = clock.UtcNow();
        // When the main one was contested, the others ended with what was decided before.
        foreach (var item in (await OfAsync(main.Id, cancel)).Where(item => item.IsRunning))
        {
            item.Close(main.State, outcome, now, main.DecisionNumber, main.ValidUntil);
            var ended = CaseLog.Event(item, CaseEventKind.Decided, now, main.OfficerName ?? "Liburia", main.OfficeName, true, outcome, null, ClockEventKind.Concluded);
            db.Add(ended);
            db.AddRange(evidence.Select(file => CaseDesk.Joined(item.Id, "evidence", file.Document, file.IsUnchecked)));
            await notices.TellAsync(item, $"{ended.Id:n}", outcome, cancel);
            await events.TellAsync(new CaseDecided(item.Id, item.ServiceSlug, item.State, LegalTime.DayOf(now)), cancel);
        }
    }

    private static IReadOnlyDictionary<string, string> PlaceOf(Case item, string question) =>
        Canonical.PartsOf(JsonSerializer.Deserialize<Dictionary<string, string>>(item.Answers)!.GetValueOrDefault(question));

    /// <summary>Metres between two points in decimal degrees; none where one has no point. The plane is near enough within a Comune.</summary>
    internal static int? Metres(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other)
    {
        static double? Of(IReadOnlyDictionary<string, string> parts, string name) => double.TryParse(parts.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) ? degrees : null;
        if (Of(one, "lat") is not { } lat || Of(one, "lon") is not { } lon || Of(other, "lat") is not { } otherLat || Of(other, "lon") is not { } otherLon) return null;
        const double MetresPerDegree = 111_195;
        var (north, east) = ((lat - otherLat) * MetresPerDegree, (lon - otherLon) * MetresPerDegree * Math.Cos(lat * Math.PI / 180));
        return (int)Math.Round(Math.Sqrt(north * north + east * east));
    }
}
