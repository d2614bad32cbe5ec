using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Adoption;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Apply;

[Citizen]
internal sealed class StartModel(
    Offers offers, DraftDesk drafts, AnswerForms forms, IEnumerable<IResidency> residency, Visitor visitor, IDoor door, CitizenIndex index, MunicipalityDirectory directory, Installation installation, Tenant tenant) : PageModel
{
    public Offer Offer { get; private set; } = null!;
    public ProcedureModel Model => Offer.Model;
    public Municipality Municipality => tenant.Municipality;
    public bool MayApply { get; private set; }
    public Visitor Visitor => visitor;
    /// <summary>Whoever acts for somebody may do so in this service.</summary>
    public bool IsCovered => visitor.MayIn(Model.Slug);
    public IReadOnlyList<(Municipality Municipality, string Url)> Elsewhere { get; private set; } = [];
    public IReadOnlyList<Draft> Drafts { get; private set; } = [];
    public int Questions => forms.Pages(Model, new Dictionary<string, string>()).Count();

    private async Task<bool> LoadAsync(string slug)
    {
        if (await offers.FindAsync(slug) is not { Enabled: true } offer || !offer.Model.IsOnline) return false;
        Offer = offer;
        MayApply = !offer.Model.Who.Residents || (residency.FirstOrDefault() is { } register && await register.IsResidentAsync(visitor.PrincipalTaxCode));
        return true;
    }

    public async Task<IActionResult> OnGetAsync(string slug)
    {
        if (!await LoadAsync(slug)) return NotFound();
        // A service that asks for a stronger identity sends back to the door for it.
        if (visitor.Level < Model.Who.Identity) return LocalRedirect(door.ForCitizens(Request.Path.Value!, Model.Who.Identity));
        if (MayApply) Drafts = [.. (await drafts.OpenOnesAsync()).Where(draft => draft.ServiceSlug == slug)];
        else Elsewhere = [.. (await index.MunicipalitiesOfAsync(visitor.PrincipalTaxCode)).Select(directory.Find).OfType<Municipality>().Where(m => m.Slug != tenant.Municipality.Slug).Select(m => (m, $"{installation.UrlOf(m)}/servizi/{slug}"))];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string slug)
    {
        if (!await LoadAsync(slug)) return NotFound();
        if (!MayApply || !IsCovered || visitor.Level < Model.Who.Identity) return LocalRedirect(Request.Path.Value!);
        var draft = drafts.Start(slug, Model.Version);
        return LocalRedirect(Say.Href($"/servizi/{slug}/domanda/{draft:n}/{forms.Pages(Model, new Dictionary<string, string>()).First().Path}"));
    }

    public async Task<IActionResult> OnPostDiscardAsync(string slug, Guid draft)
    {
        if (!await LoadAsync(slug)) return NotFound();
        await drafts.DiscardAsync(draft);
        return LocalRedirect(Request.Path.Value!);
    }
}
