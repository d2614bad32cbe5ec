using System.Globalization;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Web;
using Liburia.Registry.Residents;
using Liburia.Territory.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Desk;

[Permission(RegistryModule.Move)]
internal sealed class MoveModel(ResidentRegister register, AddressChange change, IStreetRegister streets, AccessLog accessLog, Writing writing, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    public ResidentView Resident { get; private set; } = null!;
    public Dwelling? Dwelling { get; private set; }
    public IReadOnlyList<HouseholdMember> Household { get; private set; } = [];
    public IReadOnlyList<Street> Streets { get; private set; } = [];

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty]
    public string? Street { get; set; }

    [BindProperty]
    public string? StreetNumber { get; set; }

    [BindProperty]
    public string? Exponent { get; set; }

    [BindProperty]
    public string? Flat { get; set; }

    [BindProperty]
    public string? LegalDate { get; set; }

    /// <summary>Household and stays as the page showed them when it was opened.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    public IReadOnlyList<Stay> Stays { get; private set; } = [];

    public string SeenNow => SeenMark.Of(string.Join('|', Household.Select(member => $"{member.Resident.Id:n}")), string.Join('|', Stays.Select(stay => $"{stay.Dwelling.InWords} {stay.From:O} {stay.RecordedAt:O}")));

    public async Task<IActionResult> OnGetAsync()
    {
        await RestoreAsync();
        if (Resident is null) return NotFound();
        if (await accessLog.PurposeAsync(Resident.Resident.SubjectId) is not { } purpose) return LocalRedirect(SheetModel.DoorOf(Id, "indirizzo"));
        await writing.RunAsync(() =>
        {
            accessLog.Record(Resident.Resident.SubjectId, "Famiglia e indirizzo", purpose.InWords, purpose.CaseId);
            foreach (var member in Household.Where(member => member.Resident.Id != Id)) accessLog.Record(member.Resident.Resident.SubjectId, LookPatterns.OfFamily, purpose.InWords, purpose.CaseId);
            return Task.FromResult(true);
        });
        LegalDate = Say.ShortDay(LegalTime.Today(clock));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await RestoreAsync();
        if (Resident is null) return NotFound();
        // What is refused shows the household too: whoever has not opened the page opens it first.
        if (await accessLog.PurposeAsync(Resident.Resident.SubjectId) is not { } purpose) return new Platform.Web.FirstThere(SheetModel.DoorOf(Id, "indirizzo"));
        if (!Guid.TryParse(Street, out var street) || Streets.All(s => s.Id != street)) ModelState.AddModelError(nameof(Street), "Scegli la via dallo stradario.");
        if (!int.TryParse(StreetNumber, out var number) || number is < 1 or > 9999) ModelState.AddModelError(nameof(StreetNumber), "Scrivi il numero civico, solo cifre.");
        if (Flat?.Trim().Length > 20) ModelState.AddModelError(nameof(Flat), "L'interno è troppo lungo: al massimo 20 caratteri.");
        if (!ItalianDay.TryRead(LegalDate, out var legalDate))
            ModelState.AddModelError(nameof(LegalDate), "Scrivi la data così: 23/11/2026.");
        if (!ModelState.IsValid) return Page();
        SeenMark.Need(Response, Seen, SeenNow, new(
            "Nel frattempo un collega ha registrato qualcosa di questa famiglia, e non è stato fatto nulla: qui sotto vedi com'è adesso. Se il cambio serve ancora, manda di nuovo.",
            "A colleague recorded something about this household meanwhile, and nothing was done: this is how it is now. If the change is still needed, send again."));
        await change.MoveAsync(Id, street, number, (Exponent ?? "").Trim().ToUpperInvariant(), (Flat ?? "").Trim(), legalDate);
        foreach (var member in Household) accessLog.Record(member.Resident.Resident.SubjectId, "Cambio di indirizzo registrato", purpose.InWords, purpose.CaseId);
        return LocalRedirect($"/desk/residenti/{Id:n}");
    }

    public async Task RestoreAsync()
    {
        Resident = (await register.FindAsync(Id))!;
        if (Resident is null) return;
        Streets = await streets.StreetsAsync();
        Household = await register.HouseholdAsync(Id, LegalTime.Today(clock));
        Dwelling = await register.DwellingAsync(Id, LegalTime.Today(clock), LegalTime.UtcNow(clock));
        Stays = await register.StaysAsync(Id, LegalTime.UtcNow(clock));
    }
}
