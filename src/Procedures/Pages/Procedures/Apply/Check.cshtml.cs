using Liburia.Platform.Access;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Journey;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Apply;

/// <summary>The review, as the citizen sends it.</summary>
[Citizen]
internal sealed class CheckModel(ApplicationJourney journey, CaseDesk cases, DraftDesk drafts, Ports ports, Costs costs, CaseTerm term, CounterLooks looks, CitizenIndex index, Tenant tenant)
    : CheckPage(journey, cases, drafts, ports, costs, term, looks, index, tenant);

/// <summary>The same review, sent by a member of the staff for the person at the counter.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class CounterCheckModel(ApplicationJourney journey, CaseDesk cases, DraftDesk drafts, Ports ports, Costs costs, CaseTerm term, CounterLooks looks, CitizenIndex index, Tenant tenant)
    : CheckPage(journey, cases, drafts, ports, costs, term, looks, index, tenant);

/// <summary>What was answered, what it costs, what happens next; then the one commit.</summary>
internal abstract class CheckPage(ApplicationJourney journey, CaseDesk cases, DraftDesk drafts, Ports ports, Costs costs, CaseTerm term, CounterLooks looks, CitizenIndex index, Tenant tenant)
    : PageModel, Platform.Web.IRestorable
{
    public ApplicationJourney Journey => journey;
    public IReadOnlyList<AnswerRow> Rows { get; private set; } = [];
    public Preview? Preview { get; private set; }
    public Texts? RefusedBecause { get; private set; }
    public Texts? Term { get; private set; }
    public IReadOnlyList<Phase> Phases { get; private set; } = [];
    public long? Total => Preview?.Costs?.Sum(line => line.Cents ?? 0);

    [FromRoute(Name = "slug")]
    public string Slug { get; set; } = "";

    [FromRoute(Name = "draft")]
    public Guid DraftId { get; set; }

    private async Task<IActionResult?> LoadAsync()
    {
        if (!await journey.LoadAsync(Slug, DraftId)) return NotFound();
        if (journey.Draft.SubmittedCaseId is { } sent) return new Platform.Web.FirstThere(journey.ReceiptOf(sent));
        return journey.FirstOpen is { } open ? new Platform.Web.FirstThere(journey.PathOf(open)) : null;
    }

    public async Task<IActionResult> OnGetAsync()
    {
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        await looks.LookAsync(journey);
        await DrawAsync();
        return Page();
    }

    private async Task DrawAsync()
    {
        Rows = await journey.RowsAsync();
        Term = await term.InWordsAsync(journey.Model);
        Phases = term.Ahead(journey.Model);
        try
        {
            if (ports.OutcomeOf(journey.Model) is { } outcome) Preview = await outcome.PreviewAsync(journey.Facts);
            if (Preview is { Costs: null }) Preview = Preview with { Costs = costs.Of(journey.Model, journey.Facts) };
        }
        catch (RuleBroken refused)
        {
            RefusedBecause = refused.Text;
        }
    }

    public async Task<IActionResult> OnPostAsync()
    {
        // A repeated submit finds the receipt of the first one.
        if (await LoadAsync() is { } elsewhere) return elsewhere;
        // What was begun is not left out in silence.
        if (journey.Unfinished.Select(u => u.File).FirstOrDefault() is { } file)
            throw new RuleBroken(file.QuestionId, new($"Il file «{file.FileName}» è arrivato solo in parte: riprendi il caricamento o eliminalo, poi invia.", $"Only a part of the file “{file.FileName}” has arrived: resume the upload or remove it, then submit."));
        // From now on their area knows that they have something here.
        await index.AddAsync(tenant.Municipality.Slug, journey.Applicant.TaxCode);
        // What is paid first is filed by its payment.
        if (await cases.AskForPaymentAsync(journey.ToFiling())) return LocalRedirect(journey.PaymentPath);
        var (opened, _) = await cases.FileAsync(journey.ToFiling());
        await drafts.SubmittedAsync(DraftId, opened.Id);
        return LocalRedirect(journey.ReceiptOf(opened.Id));
    }

    public async Task RestoreAsync()
    {
        if (!await journey.LoadAsync(Slug, DraftId)) return;
        await looks.LookAsync(journey);
        await DrawAsync();
    }
}
