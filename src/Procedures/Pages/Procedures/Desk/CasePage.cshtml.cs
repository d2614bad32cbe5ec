using System.Runtime.CompilerServices;
using System.Text.Json;
using Liburia.Archive.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Answers;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Liburia.Procedures.Registers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>One case on the desk, in one request: what was asked, where it stands, what may be done next.</summary>
[Permission(ProceduresModule.Work), RequestSizeLimit(CaseFiles.LargestRequest)]
internal sealed class CasePageModel(ICaseDesk cases, IEnumerable<ICasePanel> panels, AppDb db, CaseWork work, JoinedCases together, CaseFiles caseFiles, CaseClock caseClock, Decisions decisions, AnswerForms forms, OrganizationChart chart, Visitor visitor,
    CaseGuard guard, PublicLines publicLines, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    public CaseView Case { get; private set; } = null!;
    public Case Item { get; private set; } = null!;
    public ProcedureModel? Model { get; private set; }
    public IReadOnlyList<(Texts Label, string Value, string? Href)> Rows { get; private set; } = [];
    public IReadOnlyList<AnswerRow> Answers { get; private set; } = [];
    public IReadOnlyList<CaseEvent> Timeline { get; private set; } = [];
    public IReadOnlyList<SupplementItem> Asked { get; private set; } = [];
    public IReadOnlyList<Opinion> Opinions { get; private set; } = [];
    public IReadOnlySet<(string Step, int Position)> Marks { get; private set; } = new HashSet<(string, int)>();
    public IReadOnlyList<StaffMember> Colleagues { get; private set; } = [];
    public IReadOnlyList<Office> Offices { get; private set; } = [];
    public IReadOnlyList<RegisterEntry> Entries { get; private set; } = [];
    /// <summary>What the applicant typed and the decision makes public.</summary>
    public IReadOnlyList<PublicLine> Public { get; private set; } = [];
    public ClockReading? Clock { get; private set; }
    public bool IsAutomatic => Model?.Outcome is { Automatic: true };
    /// <summary>The case is of the visitor's office: others read, and give the opinion they were asked.</summary>
    public bool IsOurs => Item.OfficeId == visitor.OfficeId;
    public bool MayWork => IsOurs && Item.IsOpen && !IsAutomatic;
    public bool MayHearOthers => MayWork && Item.TermName == "accesso-civico-generalizzato";
    public bool RefusalNeedsNotice => CaseClock.TermOf(Item) is { PreRefusal: not NoticeEffect.None } && Timeline.All(e => e.Kind != CaseEventKind.RefusalAnnounced);
    public Opinion? OursToGive => !Item.IsOpen ? null : Opinions.FirstOrDefault(o => o.OfficeId == visitor.OfficeId && o.Verdict is null);
    public string DefaultOpinion => Model is null ? "" : $"Si chiede il parere di competenza su: {Item.TitleIt}";

    /// <summary>The case this one is joined to, those joined to it, and the open ones that look like it.</summary>
    public Case? Main { get; private set; }
    public IReadOnlyList<Case> Joined { get; private set; } = [];
    public IReadOnlyList<(Case Case, int? Metres)> Likely { get; private set; } = [];
    /// <summary>The point given in the application, for the map.</summary>
    public (string Name, string Lat, string Lon)? Place => Model?.Questions.FirstOrDefault(q => q.Is(QuestionKinds.Place)) is { } question && JsonSerializer.Deserialize<Dictionary<string, string>>(Item.Answers)!.GetValueOrDefault(question.Id) is { } given && Canonical.PartsOf(given) is var parts && parts.TryGetValue("lat", out var lat) && parts.TryGetValue("lon", out var lon) ? ("", lat, lon) : null;
    public bool MayRecord => MayWork && Model?.Outcome?.Recording is not null && Item.RecordedOn is null;
    public bool NeedsEvidence => Model?.Outcome is { Evidence: true };
    public string? Accepts => NeedsEvidence ? "image/jpeg,image/png,application/pdf" : null;

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty] public Guid? Officer { get; set; }
    [BindProperty] public string? Reason { get; set; }
    [BindProperty] public string? Items { get; set; }
    [BindProperty] public string? Files { get; set; }
    [BindProperty] public string? Days { get; set; }
    [BindProperty] public Guid? Office { get; set; }
    [BindProperty] public string? Question { get; set; }
    [BindProperty] public OpinionVerdict? Verdict { get; set; }
    [BindProperty] public string? Text { get; set; }
    [BindProperty] public string? Who { get; set; }
    [BindProperty] public string? Reasons { get; set; }
    [BindProperty] public CaseState? State { get; set; }
    [BindProperty] public string? With { get; set; }

    /// <summary>The last event on the page that the act was decided on; who does not send it does nothing that rests on it.</summary>
    [BindProperty] public Guid? Seen { get; set; }

    /// <summary>What happened between the page that the officer read and the act.</summary>
    public IReadOnlyList<CaseEvent> Meanwhile { get; private set; } = [];

    private async Task<bool> LoadAsync()
    {
        if (await cases.FindAsync(Id) is not { } found) return false;
        Case = found;
        Item = (await work.FindAsync(Id))!;
        Model = decisions.ModelOf(Item);
        Timeline = await db.Set<CaseEvent>().AsNoTracking().Where(e => e.CaseId == Id).OrderBy(e => e.Id).ToListAsync();
        Asked = await db.Set<SupplementItem>().AsNoTracking().Where(s => s.CaseId == Id).OrderBy(s => s.RequestId).ThenBy(s => s.Position).ToListAsync();
        Opinions = await db.Set<Opinion>().AsNoTracking().Where(o => o.CaseId == Id).OrderBy(o => o.Id).ToListAsync();
        Marks = (await db.Set<CheckMark>().AsNoTracking().Where(m => m.CaseId == Id).ToListAsync()).Select(m => (m.Step, m.Position)).ToHashSet();
        Entries = await db.Set<RegisterEntry>().AsNoTracking().Where(e => e.CaseId == Id).ToListAsync();
        Clock = await caseClock.ReadAsync(Item);
        if (Model is { Outcome.Joins: true })
        {
            Joined = await together.OfAsync(Id);
            if (Item.JoinedToId is { } main) Main = await db.Set<Case>().AsNoTracking().FirstOrDefaultAsync(c => c.Id == main);
        }
        if (Model is not null) Answers = await forms.RowsAsync(Model, Decisions.FactsOf(Item, Model), FilesByQuestion(Model));
        if (MayWork)
        {
            Colleagues = await chart.StaffOfAsync(visitor.OfficeId);
            if (Model is { Outcome.Joins: true } && Item.JoinedToId is null) Likely = await together.LikelyAsync(Item, Model);
            Offices = [.. (await chart.OfficesAsync()).Where(o => o.Id != Item.OfficeId)];
        }
        if (MayWork && Model is not null) Public = await publicLines.OfAsync(Item, Model);
        var rows = new List<(Texts, string, string?)>();
        foreach (var panel in panels) rows.AddRange(await panel.RowsAsync(found, forStaff: true));
        Rows = rows;
        return true;
    }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await LoadAsync()) return NotFound();
        if (await guard.IsClosedAsync(Item)) return LocalRedirect(CaseGuard.DoorOf(Item));
        await guard.LookAsync(Item, "Pratica");
        Days ??= "30";
        Question ??= DefaultOpinion;
        if (Office is null && Model is { Opinions.Count: > 0 } && Offices.Count > 0
            && await chart.BookAsync() is var book) Office = Model.Opinions.Select(book.Find).OfType<Office>().FirstOrDefault(o => o.Id != Item.OfficeId)?.Id;
        return Page();
    }

    /// <summary>What is refused shows the case, and that is a look like another.</summary>
    public async Task RestoreAsync()
    {
        if (await LoadAsync()) await guard.LookAsync(Item, "Pratica");
    }

    /// <param name="onWhatWasRead">The act rests on what the page said: when the case has changed since, it is not done, and the officer is shown how.</param>
    private async Task<IActionResult> DoAsync(Func<Task> act, bool ours = true, bool onWhatWasRead = true, [CallerMemberName] string handler = "")
    {
        if (!await LoadAsync()) return NotFound();
        // What is refused shows the page too.
        if (await guard.IsClosedAsync(Item)) return new Platform.Web.FirstThere(CaseGuard.DoorOf(Item));
        if (ours && !IsOurs) throw new RuleBroken("", new("La pratica è di un altro ufficio.", "The case belongs to another office."));
        // One's own acts are known to oneself: a form sent twice meets the rules, not a stranger's change.
        if (onWhatWasRead && Timeline.Any(e => e.Id == Seen)) Meanwhile = [.. Timeline.SkipWhile(e => e.Id != Seen).Skip(1).Where(e => e.Actor != visitor.FullName)];
        if (Meanwhile.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
            throw new RuleBroken("", new("Mentre lavoravi la pratica è cambiata, e non è stato fatto nulla. Leggi che cosa è successo: se va ancora bene, manda di nuovo.", "The case changed while you were working, and nothing was done. Read what happened: if it is still right, send again."));
        }
        if (Refuses(handler["OnPost".Length..^"Async".Length]) is { } why) throw new RuleBroken("", why);
        if (onWhatWasRead && Timeline.All(e => e.Id != Seen)) throw Platform.Web.SeenMark.Missing;
        await act();
        return LocalRedirect($"/desk/pratiche/{Id:n}");
    }

    /// <summary>
    /// Why an act that the page does not offer now is not done; nothing where it does. What remains to be judged, whether the
    /// register takes the change, the act itself says.
    /// </summary>
    private Texts? Refuses(string act) => act switch
    {
        "Message" or "Note" when IsAutomatic => ByTheRules,
        "GiveOpinion" when Opinions.All(o => o.OfficeId != visitor.OfficeId || o.Verdict is not null) =>
            new("Al tuo ufficio non è stato chiesto un parere.", "Your office was not asked for an opinion."),
        "UpToDate" => Moved is null ? new("In questa pratica non c'è niente da aggiornare.", "There is nothing to bring up to date in this case.") : null,
        "Message" or "Note" or "GiveOpinion" or "Certify" or "Sampled" => null,
        _ when !Item.IsOpen => new("La pratica è già conclusa.", "The case is already closed."),
        _ when IsAutomatic => ByTheRules,
        "Separate" => null,
        _ when Item.JoinedToId is not null =>
            new("Questa pratica è riunita a un'altra: si lavora su quella, e finisce con quella.",
                "This case is joined to another: work on that one, this ends with it."),
        "ThirdParties" when !MayHearOthers =>
            new("In questo procedimento non si sentono altre persone interessate.", "In this procedure no other people are heard."),
        "Notice" when CaseClock.TermOf(Item) is not { PreRefusal: not NoticeEffect.None } =>
            new("In questo procedimento non c'è preavviso di rigetto.", "In this procedure there is no notice of refusal."),
        "Record" when Model?.Outcome?.Recording is null => new("Questa pratica si registra con la decisione.", "This case is recorded by its decision."),
        "Join" when Model is not { Outcome.Joins: true } => new("Le pratiche di questo servizio non si riuniscono.", "Cases of this service are not joined."),
        "Tick" when Model is not { Steps.Count: > 0 } => new("Questo procedimento non ha passi da segnare.", "This procedure has no steps to mark."),
        _ => null,
    };

    private static Texts ByTheRules => new("Questa pratica la decidono le regole.", "This case is decided by the rules.");

    public Task<IActionResult> OnPostAssignAsync() => DoAsync(async () =>
        await work.AssignAsync(Item, Colleagues.FirstOrDefault(c => c.Id == Officer) ?? throw new RuleBroken("Officer", new("Scegli a chi assegnarla.", "Choose whom to assign it to.")), Reason));

    public Task<IActionResult> OnPostTickAsync(string step, List<int> done, List<int> had) => DoAsync(async () =>
    {
        if (Model?.Steps.FirstOrDefault(s => s.Id == step) is not { } known) throw new RuleBroken("", new("Questo passo non c'è.", "There is no such step."));
        // Only what was changed on the page: what a colleague marked meanwhile stays.
        for (var i = 0; i < known.Checks.Count; i++) if (done.Contains(i) != had.Contains(i)) await work.TickAsync(Item, step, i, done.Contains(i));
        var marked = Marks.Where(mark => mark.Step == step).Select(mark => mark.Position).Except(had.Except(done)).Union(done).Count(i => i < known.Checks.Count);
        if (marked == known.Checks.Count && Item.Step == step) work.FinishStep(Item, known, Model.Steps.SkipWhile(s => s.Id != step).Skip(1).FirstOrDefault());
    }, onWhatWasRead: false);

    public Task<IActionResult> OnPostSupplementsAsync() => DoAsync(async () =>
    {
        static IEnumerable<string> Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!int.TryParse(Days, out var days) || days is < 1 or > 90) throw new RuleBroken("Days", new("I giorni per rispondere sono un numero da 1 a 90.", "The days to answer are a number from 1 to 90."));
        if (Lines(Items).Concat(Lines(Files)).FirstOrDefault(line => line.Length > 500) is not null) throw new RuleBroken("Items", new("Ogni riga ha al massimo 500 caratteri.", "Each line has at most 500 characters."));
        await work.AskSupplementsAsync(Item, [.. Lines(Items).Select(line => (line, false)), .. Lines(Files).Select(line => (line, true))], days);
    });

    public Task<IActionResult> OnPostOpinionAsync() => DoAsync(async () =>
        await work.AskOpinionAsync(Item, Offices.FirstOrDefault(o => o.Id == Office) ?? throw new RuleBroken("Office", new("Scegli l'ufficio.", "Choose the office.")), Question ?? "", 20));

    /// <summary>The one act another office may do: give the opinion it was asked.</summary>
    public Task<IActionResult> OnPostGiveOpinionAsync() => DoAsync(async () =>
    {
        var asked = await db.Set<Opinion>().FirstAsync(o => o.CaseId == Id && o.OfficeId == visitor.OfficeId && o.Verdict == null);
        if (Verdict is not { } verdict) throw new RuleBroken("Verdict", new("Scegli l'esito del parere.", "Choose the verdict."));
        work.GiveOpinion(Item, asked, verdict, Text ?? "");
    }, ours: false);

    public Task<IActionResult> OnPostThirdPartiesAsync() => DoAsync(() => work.HearThirdPartiesAsync(Item, Who ?? ""));

    public Task<IActionResult> OnPostNoticeAsync() => DoAsync(() => work.AnnounceRefusalAsync(Item, Reasons ?? ""));

    public Task<IActionResult> OnPostMessageAsync() => DoAsync(() => work.WriteAsync(Item, Text ?? ""), onWhatWasRead: false);

    public Task<IActionResult> OnPostNoteAsync() => DoAsync(() =>
    {
        work.Note(Item, Text ?? "");
        return Task.CompletedTask;
    }, onWhatWasRead: false);

    public Task<IActionResult> OnPostDecideAsync([FromForm(Name = "Evidence")] List<IFormFile>? evidence) => DoAsync(async () =>
    {
        if (State is not (CaseState.Completed or CaseState.Partial or CaseState.Refused) || State is not { } state)
            throw new RuleBroken("State", new("Scegli come si conclude.", "Choose how it ends."));
        IReadOnlyDictionary<string, string> words =
            Model is not null && PublicLines.AreWritten(Model, state) ? await publicLines.ReadAsync(Item, Model, Public, Request.Form) : new Dictionary<string, string>();
        await decisions.DecideAsync(Item, state, Reasons ?? "", await TitleAsync(), await EvidenceAsync(evidence), words);
    });

    private async Task<IReadOnlyList<TakenFile>> EvidenceAsync(List<IFormFile>? sent)
    {
        var documents = new List<TakenFile>();
        var (what, formats) = NeedsEvidence ? ("Lavoro fatto", CaseFiles.Evidence) : ("Documento consegnato", CaseFiles.Documents);
        foreach (var file in (sent ?? []).Where(file => file.Length > 0).Take(20))
            documents.Add(await caseFiles.TakeAsync(file, "Evidence", $"{what}: {Path.GetFileName(file.FileName)}", formats,
                Model?.Classification ?? "I/6", NewDocument.Issued));
        return documents;
    }

    public Task<IActionResult> OnPostRecordAsync() => DoAsync(() => decisions.RecordAsync(Item));

    public Task<IActionResult> OnPostJoinAsync() => DoAsync(async () =>
    {
        if (Model is not { Outcome.Joins: true } || Likely.FirstOrDefault(l => l.Case.Id.ToString() == With).Case is not { } main) throw new RuleBroken("With", new("Scegli a quale pratica riunirla.", "Choose the case to join it to."));
        await together.JoinAsync(Item, main.Id);
    });

    public Task<IActionResult> OnPostSeparateAsync() => DoAsync(() =>
    {
        together.Separate(Item);
        return Task.CompletedTask;
    });

    /// <summary>Attachments by the question that asked for them: their title begins with its label.</summary>
    private ILookup<string, string> FilesByQuestion(ProcedureModel model) =>
        Case.Files.Where(f => f.Role == "attachment").ToLookup(f => model.Questions.FirstOrDefault(q => f.Title.StartsWith(q.Label.It + ": ", StringComparison.Ordinal))?.Id ?? "", f => f.FileName);

    public Task<IActionResult> OnPostCertifyAsync() => DoAsync(async () => await decisions.CertifySilenceAsync(Item, visitor.FullName, await TitleAsync()));

    public Task<IActionResult> OnPostSampledAsync() => DoAsync(() =>
    {
        if (Item.Sample != SampleState.ToCheck) throw new RuleBroken("", new("Questa pratica non è da controllare.", "This case is not to be checked."));
        Item.Sampled();
        db.Add(CaseLog.Event(Item, CaseEventKind.Sampled, clock.UtcNow(), visitor.FullName, visitor.Office, false, new("Controllo a campione", "Sample check"), Text?.Trim()));
        return Task.CompletedTask;
    });

    /// <summary>The entry whose holder lives elsewhere, until the office has brought it up to date.</summary>
    public RegisterEntry? Moved => Entries.FirstOrDefault(entry => entry.HolderMovedOn is not null);

    public Task<IActionResult> OnPostUpToDateAsync() => DoAsync(async () =>
    {
        foreach (var entry in await db.Set<RegisterEntry>().Where(e => e.CaseId == Id && e.HolderMovedOn != null).ToListAsync())
            (entry.HolderMovedOn, entry.Version) = (null, entry.Version + 1);
        work.Log(Item, CaseEventKind.BroughtUpToDate, true, new("Aggiornato dopo il cambio di indirizzo", "Brought up to date after the change of address"));
    });

    private async Task<string> TitleAsync() => (await chart.StandingOfAsync(visitor.StaffId, visitor.OfficeId))?.Positions.Select(p => p.Title).FirstOrDefault() ?? "";
}
