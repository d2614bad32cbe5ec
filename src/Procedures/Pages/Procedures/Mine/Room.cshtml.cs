using System.Runtime.CompilerServices;
using Liburia.Archive.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Web;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Mine;

/// <summary>The citizen's side of a case: where it stands, what is asked of them, what they may do.</summary>
[Citizen, RequestSizeLimit(CaseFiles.LargestRequest)]
internal sealed class RoomModel(MyCases cases, IEnumerable<ICasePanel> panels, AppDb db, CaseWork work, CaseClock caseClock, CaseTerm term, Decisions decisions, CaseFiles caseFiles, Offers offers, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    private const string Online = "domanda online";

    public CaseView Case { get; private set; } = null!;
    public Case Item { get; private set; } = null!;
    public IReadOnlyList<(Texts Label, string Value, string? Href)> Rows { get; private set; } = [];
    public IReadOnlyList<CaseEvent> Timeline { get; private set; } = [];
    public IReadOnlyList<SupplementItem> Asked { get; private set; } = [];
    public ClockReading? Clock { get; private set; }
    public int? ExpectedDays { get; private set; }
    public ProcedureModel? Model { get; private set; }
    public CaseEvent? Announced => Timeline.SinceOpened().FirstOrDefault(e => e.Kind == CaseEventKind.RefusalAnnounced);
    public bool MayObserve => Item.IsOpen && Announced is not null && Timeline.SinceOpened().All(e => e.Kind != CaseEventKind.Observations);
    public bool MayAskCertificate => Item.State == CaseState.AssentedBySilence && Timeline.All(e => e.Kind != CaseEventKind.SilenceCertified);
    public bool MayContest => Model?.Outcome?.ContestDays is { } days && CaseWork.MayContest(Item, days, LegalTime.Today(clock));
    /// <summary>The document of how it ended; not that of before, when the case was contested or its decision annulled, however late it was made.</summary>
    public CaseFileView? Outcome => Item.IsOpen ? null : Case.Files.LastOrDefault(file => file.Role == "outcome"
        && (Timeline.LastOrDefault(e => e.OpensAgain) is not { } again || file.Id.CompareTo(again.Id) > 0)
        && (Item.DecisionNumber is not { } number || file.Title.Contains($" n. {number}: ", StringComparison.Ordinal)));
    public bool IsAutomatic => Model?.Outcome is { Automatic: true };

    /// <summary>The procedure by which somebody else looks at it again.</summary>
    public ProcedureModel? Review { get; private set; }

    [BindProperty]
    public string? Text { get; set; }

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    public IReadOnlyList<Phase> Phases { get; private set; } = [];
    /// <summary>What the officer answered with the decision: prescriptions, days other than those asked for.</summary>
    public IReadOnlyList<AnswerInWords> OfficerAnswers => Model is null ? [] : Decisions.InWordsOf(Model, Decisions.OfficerAnswersOf(Item));

    private async Task<bool> LoadAsync()
    {
        // Another person's case does not exist, for who asks.
        if (await cases.FindAsync(Id, "Pratica") is not { } found) return false;
        Case = found;
        Item = (await work.FindAsync(Id))!;
        Timeline = await db.Set<CaseEvent>().AsNoTracking().Where(e => e.CaseId == Id && e.ForApplicant).OrderBy(e => e.Id).ToListAsync();
        Asked = await db.Set<SupplementItem>().AsNoTracking().Where(s => s.CaseId == Id).OrderBy(s => s.RequestId).ThenBy(s => s.Position).ToListAsync();
        Model = decisions.ModelOf(Item);
        Clock = await caseClock.ReadAsync(Item);
        Phases = await term.OfAsync(Item);
        if (Item.IsOpen && !IsAutomatic) ExpectedDays = await term.ExpectedDaysAsync(Item.ServiceSlug);
        if (Item.State is CaseState.Refused or CaseState.Partial or CaseState.RefusedBySilence || Clock?.Late == true)
            Review = (await offers.AllAsync()).FirstOrDefault(o => o.Enabled && Reviews.Of(o.Model).Contains(Item.ServiceSlug))?.Model;
        var rows = new List<(Texts, string, string?)>();
        foreach (var panel in panels) rows.AddRange(await panel.RowsAsync(found, forStaff: false));
        Rows = rows;
        return true;
    }

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    public async Task RestoreAsync() => await LoadAsync();

    private async Task<IActionResult> DoAsync(Func<Task> act, [CallerMemberName] string handler = "")
    {
        if (!await LoadAsync()) return NotFound();
        if (Refuses(handler["OnPost".Length..^"Async".Length]) is { } why) throw new RuleBroken("", why);
        await act();
        return LocalRedirect(Request.Path.Value!);
    }

    /// <summary>Why an act that the room does not offer now is not done; nothing where it does. What remains to be judged the act itself says.</summary>
    private Texts? Refuses(string act) => act switch
    {
        "Message" or "Withdraw" when IsAutomatic =>
            new("Questa pratica la decidono le regole: per parlarne con l'ufficio, vedi i contatti.",
                "This case is decided by the rules: to talk to the office, see the contacts."),
        "Observe" when Announced is not null && Item.IsOpen && !MayObserve => new("Hai già risposto al preavviso.", "You have already answered the notice."),
        _ => null,
    };

    public Task<IActionResult> OnPostMessageAsync() => DoAsync(() => work.WriteAsync(Item, Text ?? ""));

    public Task<IActionResult> OnPostObserveAsync() => DoAsync(() => work.ObserveAsync(Item, Text ?? ""));

    public Task<IActionResult> OnPostWithdrawAsync() => DoAsync(() => work.WithdrawAsync(Item));

    public Task<IActionResult> OnPostContestAsync(IFormFile? file) => DoAsync(async () =>
    {
        var photo = file is null ? null : await caseFiles.TakeAsync(file, "file", "Contestazione: fotografia", CaseFiles.Evidence, Model?.Classification ?? "I/6", Online);
        await work.ContestAsync(Item, Model?.Outcome?.ContestDays, Text ?? "", photo);
    });

    /// <summary>Each thing asked is answered by itself; what is answered stays although another is wrong.</summary>
    public Task<IActionResult> OnPostSupplementAsync(Guid item, IFormFile? file) => DoAsync(async () =>
    {
        var thing = await db.Set<SupplementItem>().FirstOrDefaultAsync(s => s.Id == item && s.CaseId == Id) ?? throw new RuleBroken("", new("Questa voce non c'è più.", "This item is no longer there."));
        var field = $"s-{item:n}";
        if (!thing.IsFile)
        {
            var answer = Request.Form[field].ToString().Trim();
            ModelState.ShowAgain(field, answer);
            if (answer is not { Length: > 0 and <= 4000 }) throw new RuleBroken(field, new("Scrivi la risposta, al massimo 4.000 caratteri.", "Write the answer, at most 4,000 characters."));
            await work.AnswerSupplementAsync(Item, thing, answer, null);
            return;
        }
        var document = await caseFiles.TakeAsync(file, field, $"Integrazione: {thing.Label}", CaseFiles.Documents, Model?.Classification ?? "I/6", Online);
        await work.AnswerSupplementAsync(Item, thing, null, document);
    });

    /// <summary>The certificate of silent assent, asked by who has it: issued by the rules, in the name of the office.</summary>
    public Task<IActionResult> OnPostCertificateAsync() => DoAsync(() => decisions.CertifySilenceAsync(Item, Item.OfficerName ?? Item.OfficeName, Item.OfficerName is null ? "" : Item.OfficeName));
}
