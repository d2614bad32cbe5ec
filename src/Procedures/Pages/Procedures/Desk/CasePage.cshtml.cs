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
[Permission(ProceduresModule.Work)]
internal sealed class CasePageModel(
    CaseAtDesk desk, ICaseDesk cases, IEnumerable<ICasePanel> panels, AppDb db, CaseWork work, JoinedCases together, CaseClock caseClock, CaseTerm term, Decisions decisions, AnswerForms forms,
    OrganizationChart chart, Visitor visitor, TimeProvider clock) : CaseActs(desk)
{
    public CaseView Case { get; private set; } = null!;
    public IReadOnlyList<(Texts Label, string Value, string? Href)> Rows { get; private set; } = [];
    public IReadOnlyList<AnswerRow> Answers { get; private set; } = [];
    public IReadOnlyList<SupplementItem> Asked { get; private set; } = [];
    public IReadOnlyList<Opinion> Opinions { get; private set; } = [];
    public IReadOnlySet<(string Step, int Position)> Marks { get; private set; } = new HashSet<(string, int)>();
    public IReadOnlyList<StaffMember> Colleagues { get; private set; } = [];
    public IReadOnlyList<Office> Offices { get; private set; } = [];
    public IReadOnlyList<RegisterEntry> Entries { get; private set; } = [];
    public ClockReading? Clock { get; private set; }
    public IReadOnlyList<Phase> Phases { get; private set; } = [];
    public bool MayHearOthers => MayWork && Item.TermName == "accesso-civico-generalizzato";
    public bool RefusalNeedsNotice => CaseClock.TermOf(Item) is { PreRefusal: not NoticeEffect.None } && Timeline.SinceOpened().All(e => e.Kind != CaseEventKind.RefusalAnnounced);
    public Opinion? OursToGive => !Item.IsOpen ? null : Opinions.FirstOrDefault(o => o.OfficeId == visitor.OfficeId && o.Verdict is null);
    public string DefaultOpinion => Model is null ? "" : $"Si chiede il parere di competenza su: {Item.TitleIt}";

    /// <summary>The case this one is joined to, those joined to it, and the open ones that look like it.</summary>
    public Case? Main { get; private set; }
    public IReadOnlyList<Case> Joined { get; private set; } = [];
    public IReadOnlyList<(Case Case, int? Metres)> Likely { get; private set; } = [];
    /// <summary>The point given in the application, for the map.</summary>
    public (string Name, string Lat, string Lon)? Place => Model?.Questions.FirstOrDefault(q => q.Is(QuestionKinds.Place)) is { } question && JsonSerializer.Deserialize<Dictionary<string, string>>(Item.Answers)!.GetValueOrDefault(question.Id) is { } given && Canonical.PartsOf(given) is var parts && parts.TryGetValue("lat", out var lat) && parts.TryGetValue("lon", out var lon) ? ("", lat, lon) : null;
    public bool MayRecord => MayWork && Model?.Outcome?.Recording is not null && Item.RecordedOn is null;
    public bool MayAnnul => IsOurs && Decisions.MayAnnul(Item);
    /// <summary>What the officer answered with the decision.</summary>
    public IReadOnlyList<AnswerInWords> OfficerAnswers => Model is null ? [] : Decisions.InWordsOf(Model, Decisions.OfficerAnswersOf(Item));

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
    [BindProperty] public string? With { get; set; }

    protected override async Task DrawAsync()
    {
        Case = (await cases.FindAsync(Id))!;
        Asked = await db.Set<SupplementItem>().AsNoTracking().Where(s => s.CaseId == Id).OrderBy(s => s.RequestId).ThenBy(s => s.Position).ToListAsync();
        Opinions = await db.Set<Opinion>().AsNoTracking().Where(o => o.CaseId == Id).OrderBy(o => o.Id).ToListAsync();
        Marks = (await db.Set<CheckMark>().AsNoTracking().Where(m => m.CaseId == Id).ToListAsync()).Select(m => (m.Step, m.Position)).ToHashSet();
        Entries = await db.Set<RegisterEntry>().AsNoTracking().Where(e => e.CaseId == Id).ToListAsync();
        Clock = await caseClock.ReadAsync(Item);
        Phases = await term.OfAsync(Item);
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
        var rows = new List<(Texts, string, string?)>();
        foreach (var panel in panels) rows.AddRange(await panel.RowsAsync(Case, forStaff: true));
        Rows = rows;
    }

    public async Task<IActionResult> OnGetAsync()
    {
        var shown = await ShowAsync();
        if (shown is not PageResult) return shown;
        Days ??= "30";
        Question ??= DefaultOpinion;
        if (Office is null && Model is { Opinions.Count: > 0 } && Offices.Count > 0
            && await chart.BookAsync() is var book) Office = Model.Opinions.Select(book.Find).OfType<Office>().FirstOrDefault(o => o.Id != Item.OfficeId)?.Id;
        return shown;
    }

    protected override Texts? Refuses(string act) => act switch
    {
        "Message" or "Note" when IsAutomatic => ByTheRules,
        "GiveOpinion" when Opinions.All(o => o.OfficeId != visitor.OfficeId || o.Verdict is not null) =>
            new("Al tuo ufficio non è stato chiesto un parere.", "Your office was not asked for an opinion."),
        "UpToDate" => Moved is null ? new("In questa pratica non c'è niente da aggiornare.", "There is nothing to bring up to date in this case.") : null,
        "Message" or "Note" or "GiveOpinion" or "Certify" or "Sampled" => null,
        _ when AtRest() is { } why => why,
        "Separate" => null,
        _ when Item.JoinedToId is not null => JoinedElsewhere,
        "ThirdParties" when !MayHearOthers =>
            new("In questo procedimento non si sentono altre persone interessate.", "In this procedure no other people are heard."),
        "Notice" when CaseClock.TermOf(Item) is not { PreRefusal: not NoticeEffect.None } =>
            new("In questo procedimento non c'è preavviso di rigetto.", "In this procedure there is no notice of refusal."),
        "Record" when Model?.Outcome?.Recording is null => new("Questa pratica si registra con la decisione.", "This case is recorded by its decision."),
        "Join" when Model is not { Outcome.Joins: true } => new("Le pratiche di questo servizio non si riuniscono.", "Cases of this service are not joined."),
        "Tick" when Model is not { Steps.Count: > 0 } => new("Questo procedimento non ha passi da segnare.", "This procedure has no steps to mark."),
        _ => null,
    };

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
}
