using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Registry.Certificates;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Pages.Apply;

[Citizen]
internal sealed class ProofModel(CertificateJourney journey, AppDb db) : PageModel, Platform.Web.IRestorable
{
    public CertificateJourney Journey => journey;
    public string BackHref => journey.PathOf(JourneyStep.Use);

    [FromRoute(Name = "draft")]
    public Guid DraftId { get; set; }

    [BindProperty]
    public string? Stamp { get; set; }

    [BindProperty]
    public string? Norm { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await journey.LoadAsync(DraftId)) return NotFound();
        if (journey.FirstOpen < JourneyStep.Proof) return LocalRedirect(journey.PathOf(journey.FirstOpen));
        if (!journey.NeedsProof) return LocalRedirect(journey.PathOf(JourneyStep.Check));
        (Stamp, Norm) = (journey.Stamp, journey.Norm);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await journey.LoadAsync(DraftId)) return NotFound();
        if (journey.FirstOpen < JourneyStep.Proof) return LocalRedirect(journey.PathOf(journey.FirstOpen));
        if (journey.PaysStamp)
        {
            var digits = new string([.. (Stamp ?? "").Where(c => !char.IsWhiteSpace(c) && c != '-')]);
            if (!UsedStamp.IsWellFormed(digits))
                throw new RuleBroken("Stamp", new("L'identificativo ha 14 cifre, senza lettere: controlla quello stampato sulla marca.", "The identifier has 14 digits and no letters: check the one printed on the stamp."));
            if (await db.Set<UsedStamp>().AnyAsync(used => used.Identifier == digits))
                throw new RuleBroken("Stamp", new("Questa marca da bollo è già stata usata in questo Comune: serve una marca nuova.", "This stamp has already been used in this Comune: a new one is needed."), "art. 12 DPR 642/1972");
            await journey.KeepAsync(CertificateJourney.StampAnswer, digits);
        }
        else
        {
            var norm = (Norm ?? "").Trim();
            if (!CertificateJourney.IsNorm(norm))
                throw new RuleBroken("Norm", new("Scrivi articolo e legge che prevedono l'esenzione, da 5 a 200 caratteri e con un numero: un'esenzione generica non vale.", "Enter the article and act that grant the exemption, 5 to 200 characters with a number: a generic exemption is not valid."), "DPR 642/1972");
            await journey.KeepAsync(CertificateJourney.NormAnswer, norm);
        }
        return LocalRedirect(journey.PathOf(JourneyStep.Check));
    }

    public async Task RestoreAsync() => await journey.LoadAsync(DraftId);
}
