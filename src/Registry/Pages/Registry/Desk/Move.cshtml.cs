using System.Globalization;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
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

    public async Task<IActionResult> OnGetAsync()
    {
        await RestoreAsync();
        if (Resident is null) return NotFound();
        await writing.RunAsync(() =>
        {
            foreach (var member in Household) accessLog.Record(member.Resident.Resident.SubjectId, "Famiglia e indirizzo", "Cambio di indirizzo");
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
        if (!await accessLog.HasLookedAsync(Resident.Resident.SubjectId)) return new Platform.Web.FirstThere(Request.Path.Value!);
        if (!Guid.TryParse(Street, out var street) || Streets.All(s => s.Id != street)) ModelState.AddModelError(nameof(Street), "Scegli la via dallo stradario.");
        if (!int.TryParse(StreetNumber, out var number) || number is < 1 or > 9999) ModelState.AddModelError(nameof(StreetNumber), "Scrivi il numero civico, solo cifre.");
        if (Flat?.Trim().Length > 20) ModelState.AddModelError(nameof(Flat), "L'interno è troppo lungo: al massimo 20 caratteri.");
        if (!DateOnly.TryParseExact((LegalDate ?? "").Trim(), ["dd/MM/yyyy", "d/M/yyyy", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var legalDate))
            ModelState.AddModelError(nameof(LegalDate), "Scrivi la data così: 23/11/2026.");
        if (!ModelState.IsValid) return Page();
        await change.MoveAsync(Id, street, number, (Exponent ?? "").Trim().ToUpperInvariant(), (Flat ?? "").Trim(), legalDate);
        accessLog.Record(Resident.Resident.SubjectId, "Cambio di indirizzo registrato", "Cambio di indirizzo");
        return LocalRedirect($"/desk/residenti/{Id:n}?motivo={Uri.EscapeDataString("Cambio di indirizzo")}");
    }

    public async Task RestoreAsync()
    {
        Resident = (await register.FindAsync(Id))!;
        if (Resident is null) return;
        Streets = await streets.StreetsAsync();
        Household = await register.HouseholdAsync(Id, LegalTime.Today(clock));
        Dwelling = await register.DwellingAsync(Id, LegalTime.Today(clock), LegalTime.UtcNow(clock));
    }
}
