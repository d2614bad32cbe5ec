using Liburia.Archive.Contracts;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Protocol.Contracts;
using Liburia.Protocol.Entries;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Protocol.Pages.Desk;

/// <summary>A paper letter enters the register with its scan.</summary>
[Permission(ProtocolModule.Register), RequestSizeLimit((MostMegabytes + 1) * 1024 * 1024)]
internal sealed class NewModel(IProtocolRegister protocol, IArchive archive, IncomingFiles incoming, Idempotency idempotency) : PageModel
{
    private const int MostMegabytes = 20;
    private static readonly string[] Formats = ["pdf", "jpeg", "png", "tiff"];

    [BindProperty]
    public string Key { get; set; } = Guid.CreateVersion7().ToString("n");

    [BindProperty]
    public ProtocolDirection? Direction { get; set; } = ProtocolDirection.Incoming;

    [BindProperty]
    public string? Subject { get; set; }

    [BindProperty]
    public string? Counterpart { get; set; }

    [BindProperty]
    public string? Classification { get; set; }

    [BindProperty]
    public IFormFile? Scan { get; set; }

    public static IReadOnlyList<string> Classes { get; } = ["I/6 Archivio generale", "I/8 Informazioni e relazioni con il pubblico", "VI/3 Edilizia privata", "XI/1 Stato civile", "XI/2 Anagrafe e certificazioni", "XI/4 Polizia mortuaria e cimiteri", "XIV Oggetti diversi"];

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync()
    {
        Check();
        var scan = await TakeAsync();
        if (!ModelState.IsValid) return Page();
        if (await idempotency.TakeAsync($"protocol:{Key}",
            AuditTrail.Sha256($"{Direction}\n{Subject}\n{Counterpart}\n{Classification}\n{scan?.FileName}\n{scan?.Stored.Sha256}")) is { } answered)
            return LocalRedirect($"/desk/protocollo/{answered}");
        var classCode = Classification!.Split(' ')[0];
        var documents = new List<ArchivedDocument>();
        if (scan is not null)
            documents.Add(archive.Add(new NewDocument(Subject!.Trim(), scan.FileName, scan.MediaType, scan.Stored, classCode,
                "copia per immagine di documento cartaceo", scan.Scan == Scanned.Unchecked)));
        var number = await protocol.RegisterAsync(new Registration(Direction!.Value, Subject!.Trim(), Counterpart!.Trim(), classCode, documents));
        await idempotency.AnswerAsync($"protocol:{Key}", number.EntryId.ToString("n"));
        return LocalRedirect($"/desk/protocollo/{number.EntryId:n}");
    }

    private void Check()
    {
        if (!Guid.TryParseExact(Key, "n", out _)) ModelState.AddModelError("", "La pagina è scaduta: ricaricala.");
        if (Direction is null || ModelState[nameof(Direction)] is { Errors.Count: > 0 })
        {
            // The page says it in its own words.
            ModelState[nameof(Direction)]?.Errors.Clear();
            ModelState.AddModelError(nameof(Direction), "Scegli se il documento entra, esce o è interno.");
        }
        if (string.IsNullOrWhiteSpace(Subject) || Subject.Trim().Length is < 5 or > ProtocolEntry.SubjectLength)
            ModelState.AddModelError(nameof(Subject), $"Scrivi l'oggetto, da 5 a {ProtocolEntry.SubjectLength} caratteri.");
        if (string.IsNullOrWhiteSpace(Counterpart) || Counterpart.Trim().Length is < 2 or > 200) ModelState.AddModelError(nameof(Counterpart), "Scrivi il mittente o il destinatario, da 2 a 200 caratteri.");
        if (Classification is null || !Classes.Contains(Classification)) ModelState.AddModelError(nameof(Classification), "Scegli la classe del titolario.");
    }

    /// <summary>The scan, past the one judge of files; what is wrong with it is said together with the rest.</summary>
    private async Task<IncomingFile?> TakeAsync()
    {
        if (Scan is null) return null;
        try
        {
            await using var content = Scan.OpenReadStream();
            return await incoming.TakeAsync(content, Scan.FileName, Formats, MostMegabytes, nameof(Scan));
        }
        catch (RuleBroken refused)
        {
            ModelState.AddModelError(refused.Property, refused.Text.ToString());
            return null;
        }
    }
}
