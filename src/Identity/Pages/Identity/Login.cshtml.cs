using Liburia.Identity.Contracts;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

[Public]
internal sealed class LoginModel(AppDb db, Installation installation, Sessions sessions, Visitor visitor, AuditTrail audit) : PageModel, Platform.Web.IRestorable
{
    public IReadOnlyList<DemonstrationCitizen> Citizens { get; private set; } = [];

    [BindProperty(SupportsGet = true, Name = "ritorno")]
    public string? Return { get; set; }

    [BindProperty]
    public string? TaxCode { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (visitor.IsCitizen) return LocalRedirect(Back());
        await RestoreAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!installation.IsDemonstration) return NotFound();
        await RestoreAsync();
        if (Citizens.FirstOrDefault(c => c.TaxCode == TaxCode) is not { } citizen)
            throw new RuleBroken("TaxCode", new("Scegli una delle persone dell'elenco.", "Choose one of the people listed."));
        // A new session at every login: a planted cookie is never taken over.
        sessions.Open(HttpContext, VisitorKind.Citizen, citizen.FullName, citizen.TaxCode);
        audit.Note("session.open", "citizen", new { citizen.TaxCode });
        return LocalRedirect(Back());
    }

    public bool IsDemonstration => installation.IsDemonstration;

    public async Task RestoreAsync() => Citizens = installation.IsDemonstration ? await DemonstrationCitizens.ReadAsync(db) : [];

    private string Back() => Url.IsLocalUrl(Return) && !Return!.Contains("//", StringComparison.Ordinal) ? Return : Say.Href("/area-personale");
}
