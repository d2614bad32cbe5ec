using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Web;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Liburia.Subjects.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Counter;

/// <summary>A citizen at the counter: what they ask, who they are and how one knows; then the same pages as online.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class CounterStartModel(
    CounterServices counter, AnswerForms forms, DraftDesk drafts, ISubjectRegister subjects, IEnumerable<IResidency> residency, Visitor visitor, AccessLog accessLog, Writing writing)
    : PageModel, IRestorable
{
    public IReadOnlyList<ProcedureModel> Services { get; private set; } = [];
    public IReadOnlyList<Draft> Drafts { get; private set; } = [];
    public string TitleOf(Draft draft) => Services.FirstOrDefault(model => model.Slug == draft.ServiceSlug)?.Title.It ?? draft.ServiceSlug;

    [BindProperty(SupportsGet = true, Name = "servizio")] public string? Service { get; set; }
    [BindProperty] public string? TaxCode { get; set; }
    [BindProperty] public string? FamilyName { get; set; }
    [BindProperty] public string? GivenName { get; set; }
    [BindProperty] public Identified? Identification { get; set; } = Identified.Document;
    [BindProperty] public string? Document { get; set; }
    [BindProperty] public bool Asks { get; set; }

    /// <param name="persona">Whose sheet it is opened from.</param>
    public async Task<IActionResult> OnGetAsync(Guid? persona)
    {
        await ShowAsync();
        // Who has said why they look at this person need not write the code again; to anybody else the address says nothing.
        if (persona is { } id && await accessLog.PurposeAsync(id) is { } purpose && await subjects.FindAsync(id) is { } person)
        {
            await accessLog.RecordAsync(writing, id, "Dati per una domanda allo sportello", purpose.InWords, purpose.CaseId);
            (TaxCode, FamilyName, GivenName) = (person.TaxCode, person.FamilyName, person.GivenName);
        }
        return Page();
    }

    private Guid? lookedUp;

    /// <summary>What was refused may have said what the Comune knows of a code: that is a look like another.</summary>
    public async Task RestoreAsync()
    {
        await ShowAsync();
        if (lookedUp is { } subject) await accessLog.RecordAsync(writing, subject, "Codice fiscale cercato allo sportello", CounterLooks.Purpose);
    }

    private async Task ShowAsync()
    {
        Services = await counter.AllAsync();
        Drafts = await drafts.OpenOnesAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await ShowAsync();
        if (Services.FirstOrDefault(model => model.Slug == Service) is not { } model)
            throw new RuleBroken("servizio", new("Scegli che cosa chiede.", "Choose what is asked for."));
        if (Identification is not (Identified.Document or Identified.Known) || Identification is not { } how)
            throw new RuleBroken("Identification", new("Scegli come hai accertato chi è.", "Choose how the person was identified."));
        if (how == Identified.Document && Document?.Trim() is not { Length: >= 5 and <= 100 })
            throw new RuleBroken("Document", new(
                "Scrivi tipo e numero del documento, da 5 a 100 caratteri.", "Enter kind and number of the document, 5 to 100 characters."));
        if (!Asks)
            throw new RuleBroken("Asks", new(
                "La domanda si presenta solo se la persona è qui e lo chiede.", "The application is filed only if the person is here and asks for it."));
        if (!Subjects.Contracts.TaxCode.TryParse(TaxCode ?? "", out var code, out _))
            throw new RuleBroken("TaxCode", new(
                "Il codice fiscale non è valido: controlla i 16 caratteri.", "The tax code is not valid: check its 16 characters."));
        var known = await subjects.FindByTaxCodeAsync(code.Value);
        lookedUp = Cases.LookSubject.Of(known?.Id ?? Guid.Empty, code.Value);
        if (model.Who.Residents && !(residency.FirstOrDefault() is { } register && await register.IsResidentAsync(code.Value)))
            throw new RuleBroken("TaxCode", new(
                "Questa persona non risulta residente qui: il servizio è per i residenti.", "This person is not resident here: the service is for residents."));
        if (known is null && (FamilyName?.Trim() is not { Length: > 0 and <= 100 } || GivenName?.Trim() is not { Length: > 0 and <= 100 }))
            throw new RuleBroken("FamilyName", new(
                "Il Comune non conosce questo codice fiscale: scrivi cognome e nome.", "The Comune does not know this tax code: enter both names."));
        var name = known?.RegisterName ?? $"{FamilyName!.Trim()} {GivenName!.Trim()}";
        accessLog.Record(lookedUp.Value, CounterLooks.Of(model), CounterLooks.Purpose);
        var draft = drafts.StartAtCounter(model.Slug, model.Version, code.Value,
            new AtCounter(name, how, how == Identified.Document ? Document!.Trim() : null, visitor.FullName, visitor.Office));
        return LocalRedirect($"/desk/sportello/{model.Slug}/{draft:n}/{forms.Pages(model, new Dictionary<string, string>()).First().Path}");
    }

    public async Task<IActionResult> OnPostDiscardAsync(Guid draft)
    {
        await drafts.DiscardAsync(draft);
        return LocalRedirect("/desk/sportello");
    }
}
