using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Portal.Contracts;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Drafts;
using Liburia.Subjects.Contracts;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Mine;

[Citizen]
internal sealed class AreaModel(
    Visitor visitor, MyCases cases, DraftDesk drafts, ISubjectRegister subjects, AccessLog accessLog, IEnumerable<IPersonalPanel> panels,
    IServiceCatalogue catalogue, OtherComuni others, Tenant tenant) : PageModel
{
    public Visitor Visitor => visitor;
    public Municipality Municipality => tenant.Municipality;
    public IReadOnlyList<(Draft Draft, Texts Title, string ResumePath)> Drafts { get; private set; } = [];
    public IReadOnlyList<CaseView> Cases { get; private set; } = [];
    public IReadOnlyList<AccessRecord> Looks { get; private set; } = [];
    public IReadOnlyList<(Texts Title, IReadOnlyList<(string Text, string Detail, string? Href)> Lines)> Panels { get; private set; } = [];
    public IReadOnlyList<ServiceSheet> Services { get; private set; } = [];

    /// <summary>What the person has in the other Comuni of the consortium.</summary>
    public IReadOnlyList<OtherComune> Others { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Services = await catalogue.AllAsync(Municipality);
        Cases = await cases.AllAsync();
        Drafts = [.. (await drafts.OpenOnesAsync()).Select(draft => (draft,
            Services.FirstOrDefault(sheet => sheet.Slug == draft.ServiceSlug)?.Title ?? new Texts(draft.ServiceSlug, draft.ServiceSlug),
            $"/servizi/{draft.ServiceSlug}/domanda/{draft.Id:n}/{(draft.AwaitsPayment ? "pagamento" : "riepilogo")}"))];
        // The rest is about the person who logged in, and nobody's who acts for them.
        if (visitor.Mandate is not null) return;
        Others = await others.OfAsync(visitor.TaxCode);
        Looks = [.. (await accessLog.OfAsync(await subjects.KeysOfAsync(visitor.TaxCode))).Take(5)];
        var lines = new List<(Texts, IReadOnlyList<(string, string, string?)>)>();
        foreach (var panel in panels) lines.Add((panel.Title, await panel.LinesAsync(visitor.TaxCode)));
        Panels = lines;
    }
}
