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
[Permission(ProtocolModule.Register), RequestSizeLimit(Limit + (1024 * 1024))]
internal sealed class NewModel(IProtocolRegister protocol, IArchive archive, FileStore files, Idempotency idempotency) : PageModel
{
    private const long Limit = 20 * 1024 * 1024;

    [BindProperty]
    public string Key { get; set; } = Guid.CreateVersion7().ToString("n");

    [BindProperty]
    public string? Direction { get; set; } = nameof(ProtocolDirection.Incoming);

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
        await CheckAsync();
        if (!ModelState.IsValid) return Page();
        if (await idempotency.TakeAsync($"protocol:{Key}", AuditTrail.Sha256($"{Direction}\n{Subject}\n{Counterpart}\n{Classification}\n{Scan?.FileName}\n{Scan?.Length}")) is { } answered)
            return LocalRedirect($"/desk/protocollo/{answered}");
        var classCode = Classification!.Split(' ')[0];
        var documents = new List<ArchivedDocument>();
        if (Scan is not null)
        {
            await using var stream = Scan.OpenReadStream();
            var stored = await files.StoreAsync(stream, Limit);
            documents.Add(archive.Add(new NewDocument(Subject!.Trim(), SafeName(Scan.FileName), await TypeAsync(Scan) ?? "application/octet-stream", stored, classCode, "copia per immagine di documento cartaceo")));
        }
        var number = await protocol.RegisterAsync(new Registration(Enum.Parse<ProtocolDirection>(Direction!), Subject!.Trim(), Counterpart!.Trim(), classCode, documents));
        await idempotency.AnswerAsync($"protocol:{Key}", number.EntryId.ToString("n"));
        return LocalRedirect($"/desk/protocollo/{number.EntryId:n}");
    }

    private async Task CheckAsync()
    {
        if (!Guid.TryParseExact(Key, "n", out _)) ModelState.AddModelError("", "La pagina è scaduta: ricaricala.");
        if (!Enum.TryParse<ProtocolDirection>(Direction, out _)) ModelState.AddModelError(nameof(Direction), "Scegli se il documento entra, esce o è interno.");
        if (string.IsNullOrWhiteSpace(Subject) || Subject.Trim().Length is < 5 or > ProtocolEntry.SubjectLength)
            ModelState.AddModelError(nameof(Subject), $"Scrivi l'oggetto, da 5 a {ProtocolEntry.SubjectLength} caratteri.");
        if (string.IsNullOrWhiteSpace(Counterpart) || Counterpart.Trim().Length is < 2 or > 200) ModelState.AddModelError(nameof(Counterpart), "Scrivi il mittente o il destinatario, da 2 a 200 caratteri.");
        if (Classification is null || !Classes.Contains(Classification)) ModelState.AddModelError(nameof(Classification), "Scegli la classe del titolario.");
        if (Scan is { Length: 0 }) ModelState.AddModelError(nameof(Scan), "Il file è vuoto: scegline un altro.");
        if (Scan?.Length > Limit) ModelState.AddModelError(nameof(Scan), "Il file supera 20 MB: riduci la scansione.");
        if (Scan is { Length: > 0 } && await TypeAsync(Scan) is null) ModelState.AddModelError(nameof(Scan), "Il file non è un PDF, un JPEG, un PNG o un TIFF: controlla la scansione.");
    }

    /// <summary>The type by the file's own first bytes; its name and what the browser says prove nothing.</summary>
    private static async Task<string?> TypeAsync(IFormFile file)
    {
        await using var stream = file.OpenReadStream();
        var head = new byte[8];
        var read = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false);
        var bytes = head.AsSpan(0, read);
        return bytes.StartsWith("%PDF-"u8) ? "application/pdf" : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
            : bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? "image/png" : bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8) ? "image/tiff" : null;
    }

    private static string SafeName(string name)
    {
        var plain = new string([.. Path.GetFileName(name).Where(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ')]).Trim();
        return plain.Length == 0 ? "scansione" : plain.CutStart(120);
    }
}
