using System.Security.Cryptography;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Drafts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Uploads;

/// <summary>A file of a draft: whole when its hash is known; until then the bytes that came are kept, and the rest may follow.</summary>
internal sealed class Upload
{
    public required Guid Id { get; init; }
    public required Guid DraftId { get; init; }
    public required string QuestionId { get; init; }
    public required string FileName { get; init; }
    /// <summary>In bytes: as announced, and once it is whole as it is stored. No more than was announced ever comes.</summary>
    public long Length { get; set; }
    /// <summary>SHA-256 of the whole file as its sender announced it; none of those that began before it was asked.</summary>
    public string? Fingerprint { get; init; }
    /// <summary>Bytes that are durably here.</summary>
    public long Received { get; set; }
    public string? Sha256 { get; set; }
    public string? MediaType { get; set; }
    public Scanned Scan { get; set; }
    public DateTime CreatedAt { get; init; }
    public int Version { get; set; }

    public bool IsWhole => Sha256 is not null;
}

/// <summary>Takes the files of a draft, whole or piece by piece; every file has its own result.</summary>
internal sealed class UploadDesk(AppDb db, Writing writing, IncomingFiles incoming, Installation installation, Tenant tenant, TimeProvider clock)
{
    public const int PieceSize = 4 * 1024 * 1024;
    /// <summary>What one person may keep in applications not yet sent: bytes, and files. Statement 64.</summary>
    internal const long MostBytes = 1024L * 1024 * 1024;
    internal const int MostFiles = 200;
    /// <summary>Of the disk, what files of people never take: the registers write there too.</summary>
    private const double Reserve = 0.03;
    /// <summary>As the system says it (ENOSPC): the answer is the same, 507 in words.</summary>
    private const int NoSpaceLeft = 28;

    private string PartOf(Guid id) => Path.Combine(UploadSweep.FolderOf(installation, tenant.Municipality.Slug), $"{id:n}.part");

    public Task<bool> AnyAsync(Guid draft, string name, CancellationToken cancel = default) => db.Set<Upload>().AnyAsync(u => u.DraftId == draft && u.QuestionId == name && u.Sha256 != null && u.Scan != Scanned.Infected, cancel);

    /// <summary>Takes whole files of a form. What is wrong with one is said beside the field and does not touch the others.</summary>
    public async Task TakeAsync(ApplicationJourney journey, Question question, string name, IReadOnlyList<IFormFile> sent, ModelStateDictionary state, CancellationToken cancel = default)
    {
        foreach (var file in sent.Where(file => file.Length > 0 || file.FileName.Length > 0))
        {
            try
            {
                await using var content = file.OpenReadStream();
                var fingerprint = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
                var upload = await BeginAsync(journey.Draft.Id, question, name, file.FileName, content.Length, fingerprint, cancel);
                if (upload.IsWhole) continue;
                await FinishAsync(upload, question, content, cancel);
                TakeAway(upload.Id);
            }
            catch (RuleBroken refused)
            {
                state.AddModelError(name, $"{Path.GetFileName(file.FileName)}: {refused.Text}");
            }
        }
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>
    /// The row of a file that begins, or of the same one that was interrupted or is here already: the same by its name and its bytes. Two photographs that
    /// differ stay two, however they are called and whatever they weigh.
    /// </summary>
    /// <param name="fingerprint">SHA-256 of the whole file, as its sender computed it; compared with what came once it is whole.</param>
    /// <exception cref="RuleBroken">Too many, too large, empty, or without a fingerprint.</exception>
    /// <exception cref="IOException">There is no room.</exception>
    public async Task<Upload> BeginAsync(Guid draft, Question question, string name, string fileName, long length, string? fingerprint,
        CancellationToken cancel = default)
    {
        fileName = IncomingFiles.Safe(fileName);
        if (length <= 0) throw IncomingFiles.Empty(name);
        if (length > question.MaxMegabytes * 1024L * 1024) throw IncomingFiles.TooLarge(name, question.MaxMegabytes);
        fingerprint = fingerprint?.ToLowerInvariant();
        if (fingerprint is not { Length: 64 } || !fingerprint.All(char.IsAsciiHexDigitLower))
            throw new RuleBroken(name,
                new("manca l'impronta del file: ricarica la pagina e sceglilo di nuovo.",
                    "the fingerprint of the file is missing: reload the page and choose it again."));
        var there = (await db.Set<Upload>().Where(u => u.DraftId == draft && u.QuestionId == name).ToListAsync(cancel))
            .Where(u => db.Entry(u).State != EntityState.Deleted).ToList();
        // Also what came with the same form, not stored yet.
        there.AddRange(db.ChangeTracker.Entries<Upload>().Where(e => e.State == EntityState.Added && e.Entity.DraftId == draft && e.Entity.QuestionId == name)
            .Select(e => e.Entity));
        if (there.FirstOrDefault(u => u.FileName == fileName && u.Length == length && (u.Sha256 ?? u.Fingerprint) == fingerprint) is { } same)
        {
            // What is not there any more is not counted as received: a copy of the Comune that came back has no parts.
            if (!same.IsWhole) same.Received = Math.Min(same.Received, File.Exists(PartOf(same.Id)) ? new FileInfo(PartOf(same.Id)).Length : 0);
            return same;
        }
        await WithinQuotaAsync(draft, name, length, cancel);
        var most = question.Max ?? 1;
        if (there.Count >= most)
            throw new RuleBroken(name,
                new($"si possono caricare al massimo {most} file: elimina quello che non serve.", $"at most {most} files: remove one you do not need."));
        var upload = new Upload
        {
            Id = Guid.CreateVersion7(),
            DraftId = draft,
            QuestionId = name,
            FileName = fileName,
            Length = length,
            Fingerprint = fingerprint,
            CreatedAt = clock.UtcNow()
        };
        db.Add(upload);
        return upload;
    }

    private async Task WithinQuotaAsync(Guid draft, string name, long length, CancellationToken cancel)
    {
        var drafts = db.Set<ApplicationDraft>();
        var kept = await db.Set<Upload>().Where(u => drafts.Any(d => d.Id == u.DraftId && d.SubmittedCaseId == null && drafts.Any(mine => mine.Id == draft && mine.TaxCode == d.TaxCode && mine.FiledById == d.FiledById))).GroupBy(u => 1).Select(all => new { Bytes = all.Sum(u => u.Length), Files = all.Count() }).FirstOrDefaultAsync(cancel);
        var coming = db.ChangeTracker.Entries<Upload>().Where(e => e.State == EntityState.Added).Select(e => e.Entity.Length).ToList();
        if ((kept?.Bytes ?? 0) + coming.Sum() + length > MostBytes || (kept?.Files ?? 0) + coming.Count >= MostFiles)
            throw new RuleBroken(name, new($"nelle tue domande non ancora inviate ci sono già {kept?.Files ?? 0} file, e insieme non possono superare {MostFiles} file o {MostBytes >> 20} MB: invia o elimina quelle che non servono.", $"your applications that are not sent yet already hold {kept?.Files ?? 0} files; together they may not exceed {MostFiles} files or {MostBytes >> 20} MB: send or discard those you do not need."));
        var drive = new DriveInfo(installation.DataFolder);
        if (drive.AvailableFreeSpace - length < drive.TotalSize * Reserve)
            throw new IOException("No space left for files of people: what remains of the disk is for the registers.", NoSpaceLeft);
    }

    /// <summary>Keeps a piece after those that are here; with the last one the file is whole.</summary>
    /// <exception cref="RuleBroken">
    /// The piece does not follow what is here: the page asks where to go on. Or there is more than was announced, or something else: nothing of that file
    /// stays.
    /// </exception>
    public async Task PieceAsync(Upload upload, Question question, long offset, Stream piece, CancellationToken cancel = default)
    {
        if (upload.IsWhole || offset != upload.Received) throw new RuleBroken(upload.QuestionId, new("il pezzo non segue quelli già ricevuti: riprova.", "the piece does not follow those received: try again."));
        if (piece.Length > upload.Length - offset)
            throw Refuse(upload,
                new("arrivano più byte di quanti ne erano annunciati: scegli di nuovo il file.",
                    "more bytes came than were announced: choose the file again."));
        var folder = Path.GetDirectoryName(PartOf(upload.Id))!;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            FileStore.Synchronize(Path.GetDirectoryName(folder)!);
        }
        var first = !File.Exists(PartOf(upload.Id));
        await using (var part = new FileStream(PartOf(upload.Id), FileMode.OpenOrCreate, FileAccess.Write))
        {
            // What a killed piece left beyond the known bytes is written over.
            part.SetLength(offset);
            part.Position = offset;
            await piece.CopyToAsync(part, cancel);
            part.Flush(flushToDisk: true);
            upload.Received = part.Length;
        }
        if (first) FileStore.Synchronize(folder);
        upload.Version++;
        if (upload.Received < upload.Length) return;
        await using (var whole = File.OpenRead(PartOf(upload.Id)))
        {
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(whole, cancel)) != upload.Fingerprint)
                throw Refuse(upload,
                    new("quello che è arrivato non è il file scelto: sceglilo di nuovo.", "what came is not the file that was chosen: choose it again."));
            await FinishAsync(upload, question, whole, cancel);
        }
        TakeAway(upload.Id);
    }

    /// <summary>Nothing of a file that is refused stays, neither its row nor its bytes.</summary>
    private RuleBroken Refuse(Upload upload, Texts why)
    {
        db.Remove(upload);
        TakeAway(upload.Id);
        return new(upload.QuestionId, why);
    }

    /// <summary>Takes a part away once the commit says that nobody goes on from it; what a kill leaves here the sweep finds.</summary>
    private void TakeAway(Guid id) => writing.Afterwards(() =>
    {
        // A file that came whole never had its pieces in a folder.
        if (File.Exists(PartOf(id))) File.Delete(PartOf(id));
    });

    private async Task FinishAsync(Upload upload, Question question, Stream content, CancellationToken cancel)
    {
        try
        {
            var taken = await incoming.TakeAsync(content, upload.FileName, question.Formats, question.MaxMegabytes, upload.QuestionId, cancel);
            // What is counted and shown is what is stored.
            (upload.Sha256, upload.Length, upload.Received) = (taken.Stored.Sha256, taken.Stored.Length, taken.Stored.Length);
            (upload.MediaType, upload.Scan) = (taken.MediaType, taken.Scan);
        }
        catch (RuleBroken refused)
        {
            throw Refuse(upload, refused.Text);
        }
    }

    public async Task RemoveAsync(Guid draft, Guid id, CancellationToken cancel = default)
    {
        if (await db.Set<Upload>().FirstOrDefaultAsync(u => u.Id == id && u.DraftId == draft, cancel) is not { } upload) return;
        db.Remove(upload);
        TakeAway(id);
    }
}

/// <summary>Files that belong to applications still being written: a copy of the Comune has them too.</summary>
internal sealed class UploadFiles(AppDb db) : Liburia.Platform.Files.IFileOwner
{
    public async IAsyncEnumerable<OwnedFile> FilesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var upload in db.Set<Upload>().AsNoTracking().Where(u => u.Sha256 != null).OrderBy(u => u.Id).AsAsyncEnumerable().WithCancellation(cancel))
            yield return new OwnedFile(upload.Sha256!, upload.Length, "Allegato di una domanda", upload.FileName, upload.MediaType!, "", upload.CreatedAt);
    }
}
