using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Registry.Certificates;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Apply;

[Citizen]
internal sealed class WhoModel(CertificateJourney journey) : PageModel, Platform.Web.IRestorable
{
    public CertificateJourney Journey => journey;
    public string BackHref => Say.Href($"/servizi/{CertificateProcedure.ServiceSlug}/domanda");

    [FromRoute(Name = "draft")]
    public Guid DraftId { get; set; }

    [BindProperty]
    public string? Choice { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await journey.LoadAsync(DraftId)) return NotFound();
        Choice = journey.Chosen?.Id.ToString("n");
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await journey.LoadAsync(DraftId)) return NotFound();
        if (!Guid.TryParse(Choice, out var id) || journey.Choices.All(person => person.Id != id))
            throw new RuleBroken("Choice", new("Scegli una persona della tua famiglia anagrafica.", "Choose a member of your registered household."));
        await journey.KeepAsync(CertificateJourney.WhoAnswer, id.ToString("n"));
        return LocalRedirect(journey.PathOf(JourneyStep.Kind));
    }

    public async Task RestoreAsync() => await journey.LoadAsync(DraftId);
}
