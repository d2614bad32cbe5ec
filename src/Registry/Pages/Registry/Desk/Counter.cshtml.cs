using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Desk;

/// <summary>A certificate issued at the counter, from the person's sheet.</summary>
[Permission(RegistryModule.Issue)]
internal sealed class CounterModel(ResidentRegister register, ICaseDesk cases, AccessLog accessLog, Writing writing, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    public ResidentView Resident { get; private set; } = null!;
    public IEnumerable<CertificateKindRow> Kinds => CertificateRules.Kinds.On(LegalTime.Today(clock)).Where(row => !row.CivilStatus);
    public IReadOnlyList<ExemptionRow> Exemptions => CertificateRules.ExemptionsFor(CertificateChannel.Counter, LegalTime.Today(clock));

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty]
    public string Key { get; set; } = Guid.CreateVersion7().ToString("n");

    [BindProperty]
    public CertificateKind? Kind { get; set; } = CertificateKind.Residence;

    [BindProperty]
    public string? Use { get; set; } = CertificateOutcome.WithStamp;

    [BindProperty]
    public string? Stamp { get; set; }

    [BindProperty]
    public string? Norm { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await RestoreAsync();
        if (Resident is null) return NotFound();
        // The page names the person: its opening is a look like that of the sheet, with the purpose said there.
        var subject = Resident.Resident.SubjectId;
        if (await accessLog.PurposeAsync(subject) is not { } purpose) return LocalRedirect(SheetModel.DoorOf(Id, "certificato"));
        await accessLog.RecordAsync(writing, subject, "Dati per un certificato", purpose.InWords, purpose.CaseId);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await RestoreAsync();
        if (Resident is null) return NotFound();
        if (await accessLog.PurposeAsync(Resident.Resident.SubjectId) is not { } purpose) return new Platform.Web.FirstThere(SheetModel.DoorOf(Id, "certificato"));
        if (!Guid.TryParseExact(Key, "n", out _)) throw new RuleBroken("", new("La pagina è scaduta: ricaricala.", "The page has expired: reload it."));
        if (Kind is not { } kind || Kinds.All(row => row.Kind != kind))
            throw new RuleBroken("Kind", new("Scegli il tipo di certificato.", "Choose the kind of certificate."));
        int? exemption = null;
        if (Use != CertificateOutcome.WithStamp)
            exemption = int.TryParse(Use, out var code) && Exemptions.Any(row => row.Code == code) ? code : throw new RuleBroken("Use", new("Scegli l'uso del certificato.", "Choose the use."));
        if (exemption is { } chosen && CertificateRules.Exemption(chosen, LegalTime.Today(clock)) is { NormMustBeTyped: true } && !CertificateOutcome.IsNorm(Norm?.Trim()))
            throw new RuleBroken("Norm", new("Scrivi articolo e legge che prevedono l'esenzione.", "Enter the article and act that grant the exemption."));
        var digits = new string([.. (Stamp ?? "").Where(c => !char.IsWhiteSpace(c) && c != '-')]);
        var answers = new Dictionary<string, string> { [CertificateOutcome.Who] = Id.ToString("n"), [CertificateOutcome.Kind] = kind.ToString(), [CertificateOutcome.Use] = Use! };
        if (exemption is null && digits.Length > 0) answers[CertificateOutcome.Stamp] = digits;
        if (Norm?.Trim() is { Length: > 0 } norm) answers[CertificateOutcome.Norm] = norm;
        var (opened, _) = await cases.FileAsync(new Filing($"counter:{Key}", CertificateOutcome.ServiceSlug, new Applicant(Resident.Person.Id, Resident.Person.TaxCode, Resident.Person.RegisterName), CaseChannel.Counter, answers));
        var issued = $"Certificato emesso allo sportello: {CertificateRules.Kind(kind, LegalTime.Today(clock)).Label.It}";
        accessLog.Record(Resident.Resident.SubjectId, issued, purpose.InWords, purpose.CaseId);
        return LocalRedirect($"/desk/pratiche/{opened.Id:n}");
    }

    public async Task RestoreAsync() => Resident = (await register.FindAsync(Id))!;
}
