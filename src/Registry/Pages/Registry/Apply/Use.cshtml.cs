using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Registry.Certificates;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Apply;

[Citizen]
internal sealed class UseModel(CertificateJourney journey) : PageModel, Platform.Web.IRestorable
{
    public CertificateJourney Journey => journey;
    public string BackHref => journey.PathOf(JourneyStep.Kind);
    public IReadOnlyList<ExemptionRow> Exemptions => CertificateRules.ExemptionsFor(CertificateChannel.Online, journey.Today);

    [FromRoute(Name = "draft")]
    public Guid DraftId { get; set; }

    [BindProperty]
    public string? Choice { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await journey.LoadAsync(DraftId)) return NotFound();
        if (journey.FirstOpen < JourneyStep.Use) return LocalRedirect(journey.PathOf(journey.FirstOpen));
        Choice = journey.Answer(CertificateJourney.UseAnswer);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await journey.LoadAsync(DraftId)) return NotFound();
        var exemption = Exemptions.FirstOrDefault(row => row.Code.ToString() == Choice);
        if (Choice != CertificateJourney.WithStamp && exemption is null)
            throw new RuleBroken("Choice", new("Scegli uno degli usi dell'elenco.", "Choose one of the uses listed."), "DPR 642/1972");
        await journey.KeepAsync(CertificateJourney.UseAnswer, Choice!);
        return LocalRedirect(journey.PathOf(exemption is { NormMustBeTyped: false } ? JourneyStep.Check : JourneyStep.Proof));
    }

    public async Task RestoreAsync() => await journey.LoadAsync(DraftId);
}
