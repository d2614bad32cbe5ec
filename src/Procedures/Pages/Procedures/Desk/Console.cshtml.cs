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

[Permission(ProceduresModule.Console)]
internal sealed class ConsoleModel(AppDb db, JobQueue queue, TimeProvider clock, IEnumerable<IJobHandler> handlers, IPdfRenderer renderer, AuditTrail audit) : PageModel, Platform.Web.IRestorable
{
    public RendererState Renderer { get; private set; } = null!;
    public IReadOnlyList<Job> Stuck { get; private set; } = [];
    public IReadOnlyList<Job> Silenced { get; private set; } = [];
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
        audit.Note("jobs.resend", "jobs", new { Ids, sent });
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
        var jobs = await db.Set<Job>().AsNoTracking().Where(j => j.State != JobState.Done).OrderBy(j => j.CreatedAt).Take(200).ToListAsync();
        Stuck = [.. jobs.Where(j => j.SilencedBecause is null)];
        Silenced = [.. jobs.Where(j => j.SilencedBecause is not null)];
        var since = Platform.Law.LegalTime.StartOf(Platform.Law.LegalTime.Today(clock));
        DoneToday = await db.Set<Job>().CountAsync(j => j.State == JobState.Done && j.FinishedAt >= since);
    }

    public string LabelOf(Job job) => handlers.FirstOrDefault(h => h.Kind == job.Kind)?.Label ?? new Texts(job.Kind, job.Kind);

    public static Texts StateOf(Job job) => job.State switch
    {
        JobState.Waiting when job.Attempts == 0 => new("In coda", "Queued"),
        JobState.Waiting => new("In attesa di un nuovo tentativo", "Waiting to try again"),
        JobState.Running => new("In lavorazione", "Running"),
        JobState.Dead => new("Fermo: tentativi esauriti", "Stopped: no attempts left"),
        _ => new("Fatto", "Done"),
    };
}
