using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Registry.Certificates;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Apply;

[Citizen]
internal sealed class KindModel(CertificateJourney journey) : PageModel, Platform.Web.IRestorable
{
    public CertificateJourney Journey => journey;
    public string BackHref => journey.PathOf(JourneyStep.Who);

    [FromRoute(Name = "draft")]
    public Guid DraftId { get; set; }

    [BindProperty]
    public string? Choice { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await journey.LoadAsync(DraftId)) return NotFound();
        if (journey.FirstOpen < JourneyStep.Kind) return LocalRedirect(journey.PathOf(journey.FirstOpen));
        Choice = journey.Kind?.ToString();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await journey.LoadAsync(DraftId)) return NotFound();
        if (journey.Offered.FirstOrDefault(row => row.Kind.ToString() == Choice) is not { } row)
            throw new RuleBroken("Choice", new("Scegli uno dei certificati dell'elenco.", "Choose one of the certificates listed."));
        if (journey.Chosen is { } person && person.Resident.CertifiabilityLevel == 1 && !row.AtLevel1)
            throw new RuleBroken("Choice", new("La residenza di questa persona è in corso di accertamento: per ora si rilasciano solo residenza e stato di famiglia.", "This person's residence is being checked: for now only residence and household are issued."), "ANPR tab. 42");
        await journey.KeepAsync(CertificateJourney.KindAnswer, row.Kind.ToString());
        return LocalRedirect(journey.PathOf(JourneyStep.Use));
    }

    public async Task RestoreAsync() => await journey.LoadAsync(DraftId);

    public static string HintOf(CertificateKind kind) => kind switch
    {
        CertificateKind.Residence => Say.T("Dove abita la persona oggi", "Where the person lives today"),
        CertificateKind.HouseholdStatement => Say.T("Chi fa parte della famiglia anagrafica", "Who belongs to the registered household"),
        CertificateKind.ResidenceAndHousehold => Say.T("Le due attestazioni su un solo foglio, con una sola marca", "Both statements on one sheet, with one stamp"),
        _ => Say.T("Tutti gli indirizzi avuti in questo Comune, con le date", "All addresses in this Comune, with dates"),
    };
}
