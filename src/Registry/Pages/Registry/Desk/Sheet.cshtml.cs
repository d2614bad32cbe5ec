using System.Globalization;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Panels;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Registry.Pages.Desk;

/// <summary>A person's sheet: opened with a purpose, which the person reads. The row is written before the sheet is shown.</summary>
[Permission(RegistryModule.Sheet)]
internal sealed class SheetModel(ResidentRegister register, IEnumerable<IPersonPanel> panels, Visitor visitor, AccessLog accessLog, Writing writing, AppDb db, TimeProvider clock) : PageModel
{
    public static IReadOnlyList<string> Purposes { get; } = ["Certificato allo sportello", "Cambio di indirizzo", "Pratica in corso", "Richiesta di informazioni dell'interessato", "Verifica d'ufficio"];

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "motivo")]
    public string? Purpose { get; set; }

    [BindProperty(SupportsGet = true, Name = "nota")]
    public string? Note { get; set; }

    /// <summary>The page that waits for the purpose, by the last word of its address; none for the sheet itself.</summary>
    [BindProperty(SupportsGet = true, Name = "poi")]
    public string? Then { get; set; }

    /// <summary>The purpose is said again, although one was said a while ago.</summary>
    [BindProperty(SupportsGet = true, Name = "altro")]
    public bool Another { get; set; }

    /// <summary>The day the sheet speaks of.</summary>
    [BindProperty(SupportsGet = true, Name = "al")]
    public string? OnDay { get; set; }

    /// <summary>The day whose knowledge of the register is asked.</summary>
    [BindProperty(SupportsGet = true, Name = "noto")]
    public string? KnownOn { get; set; }

    public ResidentView? Resident { get; private set; }
    public Dwelling? Dwelling { get; private set; }
    public IReadOnlyList<HouseholdMember> Household { get; private set; } = [];
    public IReadOnlyList<Stay> Stays { get; private set; } = [];
    public IReadOnlyList<Certificate> Certificates { get; private set; } = [];
    /// <summary>What other offices give to the sheet, to who holds their right.</summary>
    public IReadOnlyList<IPersonPanel> Panels => [.. panels.Where(panel => visitor.Can(panel.Permission)).OrderBy(panel => panel.Order)];
    public DateOnly Day { get; private set; }
    public bool IsToday => Day == LegalTime.Today(clock) && string.IsNullOrWhiteSpace(KnownOn);
    /// <summary>The purpose the look was written down with, as the person reads it.</summary>
    public string Stated { get; private set; } = "";

    /// <summary>The pages of a person that ask for the purpose here.</summary>
    public static IReadOnlyList<string> Waiting { get; } = ["indirizzo"];

    /// <summary>Where the purpose is asked for a page of this person.</summary>
    public static string DoorOf(Guid residentId, string page) => $"/desk/residenti/{residentId:n}?poi={page}";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await register.FindAsync(Id) is not { } resident) return NotFound();
        var (subject, said) = (resident.Resident.SubjectId, (StatedPurpose?)null);
        if (Purpose is null && (Another || (said = await accessLog.PurposeAsync(subject)) is null)) return Page();
        if (said is null && !Purposes.Contains(Purpose!)) ModelState.AddModelError(nameof(Purpose), "Scegli il motivo della consultazione: la persona lo leggerà.");
        if (Note?.Length > 200) ModelState.AddModelError(nameof(Note), "La nota è troppo lunga: al massimo 200 caratteri.");
        Day = Read(OnDay, nameof(OnDay)) ?? LegalTime.Today(clock);
        var known = Read(KnownOn, nameof(KnownOn)) is { } knownOn ? LegalTime.StartOf(knownOn.AddDays(1)).AddTicks(-1) : LegalTime.UtcNow(clock);
        if (!ModelState.IsValid)
        {
            Response.StatusCode = 400;
            return Page();
        }
        Stated = said?.InWords ?? (string.IsNullOrWhiteSpace(Note) ? Purpose! : $"{Purpose}: {Note.Trim()}");
        var next = Waiting.FirstOrDefault(page => page == Then);
        Household = next is null ? await register.HouseholdAsync(Id, Day) : [];
        await writing.RunAsync(() =>
        {
            accessLog.Record(subject, next is null ? "Scheda anagrafica" : "Scheda anagrafica, per continuare", Stated, said?.CaseId);
            // The page names them too.
            foreach (var member in Household.Where(member => member.Resident.Id != Id)) accessLog.Record(member.Resident.Resident.SubjectId, LookPatterns.OfFamily, Stated, said?.CaseId);
            return Task.FromResult(true);
        });
        if (next is not null) return LocalRedirect($"/desk/residenti/{Id:n}/{next}");
        Resident = resident;
        Stays = await register.StaysAsync(Id, known);
        Dwelling = await register.DwellingAsync(Id, Day, known);
        Certificates = await db.Set<Certificate>().AsNoTracking().Where(c => c.SubjectId == resident.Resident.SubjectId).OrderByDescending(c => c.IssuedAt).Take(20).ToListAsync();
        return Page();
    }

    private DateOnly? Read(string? text, string property)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (ItalianDay.TryRead(text, out var day)) return day;
        ModelState.AddModelError(property, "Scrivi la data così: 23/11/2026.");
        return null;
    }
}
