using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Platform.Runs;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Cases;

/// <summary>Gives every open case of a filter, of one's own office, to a colleague.</summary>
internal sealed class AssignAll(AppDb db, CaseQueue queue, CaseWork work, OrganizationChart chart, Visitor visitor) : ILongRun
{
    public const string Name = "procedures.assign";

    public static readonly RunKind AsRun = new(Name, new("Assegnazione di pratiche", "Assignment of cases"), ProceduresModule.Work);

    internal sealed record Order(QueueFilter Filter, Guid Officer, string? Reason);

    public async Task<RunPreview> PreviewAsync(string arguments, CancellationToken cancel = default)
    {
        var order = JsonSerializer.Deserialize<Order>(arguments)!;
        var officer = await OfficerAsync(order, cancel) ?? throw new RuleBroken("Officer", new("Scegli a chi assegnarle.", "Choose whom to assign them to."));
        if (order.Reason is { Length: > 0 and (< 5 or > 300) }) throw new RuleBroken("Reason", new("Scrivi il motivo, da 5 a 300 caratteri.", "Give the reason, 5 to 300 characters."));
        var (found, _) = await queue.FilteredAsync(order.Filter, cancel);
        var cases = await found.Where(c => c.IsOpen && c.OfficeId == visitor.OfficeId).Take(LongRuns.Most + 1)
            .Select(c => new { c.Id, c.ProtocolNumber, c.TitleIt, c.OfficerId, c.OfficerName }).ToListAsync(cancel);
        return new([.. cases.Select(c => new RunCandidate($"{c.Id:n}:{c.OfficerId:n}", $"{c.ProtocolNumber}, {c.TitleIt}", $"/desk/pratiche/{c.Id:n}", RefusalOf(c.OfficerId, c.OfficerName)))]);

        Texts? RefusalOf(Guid? before, string? name)
        {
            if (before == officer.Id) return new($"È già di {officer.FullName}.", $"{officer.FullName} has it already.");
            return name is null || order.Reason is { Length: > 0 } ? null
                : new($"È di {name}: perché passi a un altro serve un motivo.", $"{name} has it: to pass it on a reason is needed.");
        }
    }

    /// <summary>The case as it was when it was shown: whoever has had it since keeps it.</summary>
    public async Task DoAsync(string arguments, string subject, CancellationToken cancel = default)
    {
        var (order, parts) = (JsonSerializer.Deserialize<Order>(arguments)!, subject.Split(':'));
        var officer = await OfficerAsync(order, cancel) ?? throw new RuleBroken("", new("Chi la doveva avere non è più nell'ufficio.", "Whoever was to have it is in the office no more."));
        var item = await work.FindAsync(Guid.Parse(parts[0]), cancel);
        if (item is null || item.OfficeId != visitor.OfficeId) throw new RuleBroken("", new("Nel frattempo è passata a un altro ufficio.", "It passed to another office meanwhile."));
        if ($"{item.OfficerId:n}" != parts[1]) throw new RuleBroken("", new($"Nel frattempo è stata assegnata a {item.OfficerName}.", $"It was given to {item.OfficerName} meanwhile."));
        await work.AssignAsync(item, officer, order.Reason, cancel);
        await db.SaveChangesAsync(cancel);
    }

    private async Task<StaffMember?> OfficerAsync(Order order, CancellationToken cancel) =>
        (await chart.StaffOfAsync(visitor.OfficeId, cancel)).FirstOrDefault(staff => staff.Id == order.Officer);
}
