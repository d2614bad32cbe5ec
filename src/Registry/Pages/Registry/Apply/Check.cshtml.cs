using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Certificates;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Apply;

[Citizen]
internal sealed class CheckModel(CertificateJourney journey, CertificateDesk desk, IDrafts drafts) : PageModel, Platform.Web.IRestorable
{
    public CertificateJourney Journey => journey;
    public CertificateAssessment Assessment { get; private set; } = null!;
    public string BackHref => journey.PathOf(journey.NeedsProof ? JourneyStep.Proof : JourneyStep.Use);

    [FromRoute(Name = "draft")]
    public Guid DraftId { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await journey.LoadAsync(DraftId)) return NotFound();
        if (journey.Draft.SubmittedCaseId is { } sent) return LocalRedirect(ReceiptOf(sent));
        if (journey.FirstOpen < JourneyStep.Check) return LocalRedirect(journey.PathOf(journey.FirstOpen));
        Assessment = journey.Assess();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await journey.LoadAsync(DraftId)) return NotFound();
        // A repeated submit: the same receipt.
        if (journey.Draft.SubmittedCaseId is { } sent) return LocalRedirect(ReceiptOf(sent));
        if (journey.FirstOpen < JourneyStep.Check) return LocalRedirect(journey.PathOf(journey.FirstOpen));
        var opened = await desk.IssueAsync(new CertificateOrder($"draft:{DraftId:n}", journey.Applicant.Person, journey.Chosen!.Id, journey.Kind!.Value, journey.Exemption?.Code,
            journey.Norm, journey.PaysStamp ? journey.Stamp : null, CertificateChannel.Online));
        await drafts.SubmittedAsync(DraftId, opened.Id);
        return LocalRedirect(ReceiptOf(opened.Id));
    }

    public async Task RestoreAsync()
    {
        await journey.LoadAsync(DraftId);
        Assessment = journey.Assess();
    }

    private static string ReceiptOf(Guid caseId) => Say.Href($"/area-personale/pratiche/{caseId:n}/ricevuta");
}
