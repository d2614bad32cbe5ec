using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Documents;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>How the work of one place stands in this Comune.</summary>
/// <param name="Away">Since when the destination does not answer, why, and when it is asked again; null while it does.</param>
/// <param name="Since">When the oldest job that waits came.</param>
internal sealed record PlaceRow(Texts Where, (DateTime Since, string Why, DateTime NextTry)? Away, int Waiting, DateTime? Since, string? Cause);

[Permission(ProceduresModule.Console)]
internal sealed class ConsoleModel(
    AppDb db, JobQueue queue, TimeProvider clock, IEnumerable<JobKind> kinds, JobDestinations destinations, IPdfRenderer renderer, AuditTrail audit)
    : PageModel, Platform.Web.IRestorable
{
    /// <summary>So many jobs are listed one by one, those that stopped first.</summary>
    internal const int Most = 200;

    public RendererState Renderer { get; private set; } = null!;
    public IReadOnlyList<Job> Stuck { get; private set; } = [];
    public IReadOnlyList<Job> Silenced { get; private set; } = [];
    public IReadOnlyList<PlaceRow> Places { get; private set; } = [];
    public int StuckInAll { get; private set; }
    public int DoneToday { get; private set; }

    [BindProperty]
    public List<Guid> Ids { get; set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    public Task OnGetAsync() => RestoreAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        if (Ids.Count == 0) throw new RuleBroken("Ids", new("Scegli almeno un lavoro.", "Choose at least one job."));
        var sent = await queue.ResendAsync(Ids);
        audit.Note("jobs.resend", "jobs", new { Ids, sent = sent.Count });
        // Whoever sends again knows, or wants to know, that the destination is back.
        foreach (var destination in sent.Select(job => job.Destination).Distinct()) destinations.BreakerOf(destination)?.TryNow();
        return LocalRedirect("/desk/console");
    }

    public async Task<IActionResult> OnPostSilenceAsync()
    {
        if (Ids.Count == 0) throw new RuleBroken("Ids", new("Scegli almeno un lavoro.", "Choose at least one job."));
        if (Reason is not { Length: >= 5 and <= 300 }) throw new RuleBroken("Reason", new("Scrivi perché lo silenzi, da 5 a 300 caratteri.", "Say why you silence it, 5 to 300 characters."));
        var stopped = await db.Set<Job>().Where(j => Ids.Contains(j.Id) && j.State == JobState.Dead).ToListAsync();
        if (stopped.Count == 0) throw new RuleBroken("Ids", new("Nessuno dei lavori scelti è fermo: nel frattempo qualcuno li ha fatti riprovare, o sono riusciti.", "None of the chosen jobs has stopped: meanwhile somebody sent them again, or they were done."));
        foreach (var job in stopped) job.SilencedBecause = Reason;
        audit.Note("jobs.silence", "jobs", new { Ids, Reason });
        return LocalRedirect("/desk/console");
    }

    public async Task RestoreAsync()
    {
        Renderer = await renderer.StateAsync();
        var open = db.Set<Job>().AsNoTracking().Where(j => j.State != JobState.Done);
        Stuck = await open.Where(j => j.SilencedBecause == null).OrderBy(j => j.State == JobState.Dead ? 0 : 1).ThenBy(j => j.CreatedAt).Take(Most).ToListAsync();
        StuckInAll = Stuck.Count < Most ? Stuck.Count : await open.CountAsync(j => j.SilencedBecause == null);
        Silenced = await open.Where(j => j.SilencedBecause != null).OrderBy(j => j.CreatedAt).Take(Most).ToListAsync();
        Places = await PlacesAsync(open.Where(j => j.State != JobState.Dead));
        var since = Platform.Law.LegalTime.StartOf(Platform.Law.LegalTime.Today(clock));
        DoneToday = await db.Set<Job>().CountAsync(j => j.State == JobState.Done && j.FinishedAt >= since);
    }

    /// <summary>A row for each place where something waits, and for each destination that is away.</summary>
    private async Task<IReadOnlyList<PlaceRow>> PlacesAsync(IQueryable<Job> waiting)
    {
        var there = await waiting.GroupBy(j => j.Destination)
            .Select(g => new { Name = g.Key, Count = g.Count(), Since = g.Min(j => j.CreatedAt) }).ToDictionaryAsync(place => place.Name);
        var rows = new List<PlaceRow>();
        foreach (var name in destinations.All.Select(one => one.Destination.Name).Union(there.Keys))
        {
            var (here, away) = (there.GetValueOrDefault(name), destinations.BreakerOf(name)?.Away);
            if (here is null && away is null) continue;
            var cause = away?.Why ?? await waiting.Where(j => j.Destination == name && j.LastError != null).OrderByDescending(j => j.RunAfter).Select(j => j.LastError).FirstOrDefaultAsync();
            rows.Add(new(destinations.LabelOf(name), away, here?.Count ?? 0, here?.Since, cause));
        }
        return rows;
    }

    public string LabelOf(Job job) => kinds.FirstOrDefault(kind => kind.Name == job.Kind)?.Label ?? new Texts(job.Kind, job.Kind);

    public bool IsAway(Job job) => destinations.BreakerOf(job.Destination)?.Away is not null;

    public static Texts StateOf(Job job) => job.State switch
    {
        JobState.Waiting when job.Attempts == 0 => new("In coda", "Queued"),
        JobState.Waiting => new("In attesa di un nuovo tentativo", "Waiting to try again"),
        JobState.Running => new("In lavorazione", "Running"),
        JobState.Dead => new("Fermo: tentativi esauriti", "Stopped: no attempts left"),
        _ => new("Fatto", "Done"),
    };
}
