using System.Security.Cryptography;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Files;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Portability;

/// <summary>A module that knows tax codes of citizens: the directory's index is rebuilt from it.</summary>
public interface ICitizenSource
{
    IAsyncEnumerable<string> TaxCodesAsync(CancellationToken cancel = default);
}

/// <summary>
/// A whole Comune taken out and put back: what exports, backups and moves between engines have in common. What comes in is built aside,
/// compared by hash with what left, and only then takes its place.
/// </summary>
public sealed class Portable(Installation installation, Cells cells, AppDbFactory databases, DatabaseMigrator migrator, MunicipalityDirectory directory, SealKeys seals, CitizenIndex index, IServiceScopeFactory scopes, Tables tables, TimeProvider clock)
{
    /// <summary>
    /// Writes the tables as of one instant and lists the files they name. A Comune still at the schema of an earlier version is taken as it is:
    /// the tables and columns it has, and all its files.
    /// </summary>
    public async Task<Manifest> DescribeAsync(Municipality municipality, Func<string, Stream> open, Action<string>? progress = null, CancellationToken cancel = default)
    {
        await using var scope = In(municipality);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var behind = (await db.Database.GetPendingMigrationsAsync(cancel)).Any();
        var schema = behind ? Tables.Present(Tables.SchemaOf(db), await cells.ColumnsAsync(db, cancel)) : Tables.SchemaOf(db);
        var written = await tables.WriteAsync(db, schema, open, progress: progress, cancel: cancel);
        var files = new List<OwnedFile>();
        if (behind) files.AddRange(FileStore.In(installation.FolderOf(municipality.Slug)).Names().Select(name => new OwnedFile(name, 0, name, name, "application/octet-stream", "", clock.UtcNow())));
        else foreach (var owner in scope.ServiceProvider.GetServices<IFileOwner>())
            await foreach (var file in owner.FilesAsync(cancel)) files.Add(file);
        var migration = (await db.Database.GetAppliedMigrationsAsync(cancel)).Last();
        return new Manifest(Manifest.FormatName, Manifest.CurrentVersion, municipality, installation.Kind.ToString(), clock.UtcNow(), migration, schema, written, files);
    }

    /// <summary>Builds the Comune from what was taken out of one, and puts it online in place of what is there, if anything.</summary>
    /// <param name="openTable">The text of a table.</param>
    /// <param name="openFile">The bytes of a file, by hash.</param>
    /// <param name="engineName">Engine to build it on; null for the installation's own.</param>
    /// <returns>Folder and name the former one has now; null when there was none.</returns>
    /// <exception cref="ArchiveRefused">Something is missing, damaged or not ours: nothing has changed.</exception>
    public async Task<string?> BuildAsync(Manifest manifest, Func<string, Stream> openTable, Func<string, Task<Stream>> openFile, string? engineName = null, Action<string, int, int>? progress = null, CancellationToken cancel = default)
    {
        if (manifest.Kind != installation.Kind.ToString()) throw new ArchiveRefused($"viene da un'installazione {(manifest.Kind == nameof(InstallationKind.Demonstration) ? "dimostrativa" : "di produzione")} e questa non lo è.");
        var slug = manifest.Municipality.Slug;
        var aside = slug + Cells.Aside;
        var engine = engineName is null ? cells.Named(cells.Name) : cells.Named(engineName);
        var asideFolder = installation.FolderOf(aside);
        await engine.DropAsync(aside, cancel);
        if (Directory.Exists(asideFolder)) Directory.Delete(asideFolder, recursive: true);
        try
        {
            await engine.CreateAsync(aside, cancel);
            await FillAsync(manifest, engine, aside, openTable, progress, cancel);
            var store = FileStore.In(asideFolder);
            var files = manifest.DistinctFiles.ToList();
            for (var i = 0; i < files.Count; i++)
            {
                await using var stream = await openFile(files[i].Sha256);
                if ((await store.StoreAsync(stream, long.MaxValue, cancel)).Sha256 != files[i].Sha256) throw new ArchiveRefused($"il file {files[i].Sha256} («{files[i].FileName}») è rovinato.");
                if (i % 100 == 99 || i == files.Count - 1) progress?.Invoke("file", i + 1, files.Count);
            }
            Directory.CreateDirectory(asideFolder);
        }
        catch
        {
            await engine.DropAsync(aside, CancellationToken.None);
            if (Directory.Exists(asideFolder)) Directory.Delete(asideFolder, recursive: true);
            throw;
        }
        var former = await TakePlaceAsync(manifest.Municipality, engine, cancel);
        await RebuildIndexAsync(directory.Find(slug)!, cancel);
        return former;
    }

    /// <summary>Moves a Comune to the installation's other engine; readers wait for seconds, the hash before is the hash after.</summary>
    public async Task<(Manifest Before, Manifest After)> MoveAsync(Municipality municipality, string engineName, CancellationToken cancel = default)
    {
        var target = cells.Named(engineName);
        var origin = cells.Named(cells.NameOf(municipality.Slug));
        if (target.Name == origin.Name) throw new ArchiveRefused($"il Comune è già su {target.Name}.");
        var folder = Directory.CreateTempSubdirectory("liburia-move-").FullName;
        var aside = municipality.Slug + Cells.Aside;
        directory.Put(municipality with { State = MunicipalityState.Moving });
        try
        {
            await Task.Delay(installation.Notice, cancel);
            var before = await DescribeAsync(municipality, name => File.Create(Path.Combine(folder, name)), cancel: cancel);
            await target.DropAsync(aside, cancel);
            await target.CreateAsync(aside, cancel);
            await FillAsync(before, target, aside, name => File.OpenRead(Path.Combine(folder, name)), null, cancel);
            await target.PutInPlaceAsync(aside, municipality.Slug, cancel);
            var moved = municipality with { Engine = target.Name == cells.Name ? null : target.Name };
            directory.Put(moved);
            var after = await DescribeAsync(moved, _ => Stream.Null, cancel: cancel);
            await origin.DropAsync(municipality.Slug, cancel);
            return (before, after);
        }
        catch
        {
            directory.Put(municipality);
            throw;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Removes everything of a Comune from this installation, and looks whether anything is left.</summary>
    /// <returns>Places that still hold something of it: none, when all went well.</returns>
    public async Task<IReadOnlyList<string>> EraseAsync(Municipality municipality, CancellationToken cancel = default)
    {
        directory.Remove(municipality.Slug);
        await Task.Delay(installation.Notice, cancel);
        var engine = cells.Named(municipality.Engine ?? cells.Name);
        await engine.DropAsync(municipality.Slug, cancel);
        if (Directory.Exists(installation.FolderOf(municipality.Slug))) Directory.Delete(installation.FolderOf(municipality.Slug), recursive: true);
        foreach (var former in Directory.EnumerateDirectories(installation.DataFolder, municipality.Slug + ".before-*"))
        {
            await engine.DropAsync(Path.GetFileName(former), cancel);
            if (Directory.Exists(former)) Directory.Delete(former, recursive: true);
        }
        foreach (var known in Enum.GetValues<Known>()) await index.RebuildAsync(municipality.Slug, [], known, cancel);
        seals.Erase(municipality.Slug);
        File.Delete(Backups.StateOf(installation, municipality.Slug));
        File.Delete(Backups.LockOf(installation, municipality.Slug));
        var left = new List<string>();
        if (await engine.ExistsAsync(municipality.Slug, cancel)) left.Add($"database {engine.Name}");
        left.AddRange(Directory.EnumerateFileSystemEntries(installation.DataFolder, municipality.Slug + "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is var name && (name == municipality.Slug || name.StartsWith(municipality.Slug + ".", StringComparison.Ordinal))));
        return left;
    }

    private async Task FillAsync(Manifest manifest, IEngine engine, string aside, Func<string, Stream> openTable, Action<string, int, int>? progress, CancellationToken cancel)
    {
        await using (var empty = databases.OpenOn(engine, aside))
        {
            if (!empty.Database.GetMigrations().Contains(manifest.Migration)) throw new ArchiveRefused($"è stato fatto da una versione più nuova di Liburia ({manifest.Migration}): aggiornare prima questa.");
            await empty.GetService<IMigrator>().MigrateAsync(manifest.Migration, cancel);
            var done = 0;
            await tables.ReadAsync(empty, manifest.Schema, openTable, _ => progress?.Invoke("tabelle", ++done, manifest.Schema.Count), cancel);
        }
        await using (var filled = databases.OpenOn(engine, aside))
        {
            var found = await tables.WriteAsync(filled, manifest.Schema, _ => Stream.Null, cancel: cancel);
            foreach (var (expected, actual) in manifest.Tables.OrderBy(t => t.Name, StringComparer.Ordinal).Zip(found.OrderBy(t => t.Name, StringComparer.Ordinal)))
                if (expected != actual) throw new ArchiveRefused($"la tabella {expected.Name} è rovinata: aveva {expected.Rows} righe e impronta {expected.Sha256[..12]}…, ne risultano {actual.Rows} e {actual.Sha256[..12]}….");
        }
        await migrator.MigrateOneAsync(aside, engine, cancel);
        await using var whole = databases.OpenOn(engine, aside);
        await NeedEveryFileAsync(manifest, whole, cancel);
    }

    /// <summary>The list of files is compared with what the registers name: a list that lost one would restore a register without its document.</summary>
    private async Task NeedEveryFileAsync(Manifest manifest, AppDb filled, CancellationToken cancel)
    {
        var listed = manifest.Files.Select(file => file.Sha256).ToHashSet();
        await using var scope = In(manifest.Municipality);
        foreach (var kind in scope.ServiceProvider.GetServices<IFileOwner>().Select(owner => owner.GetType()))
            await foreach (var file in ((IFileOwner)ActivatorUtilities.CreateInstance(scope.ServiceProvider, kind, filled)).FilesAsync(cancel))
                if (!listed.Contains(file.Sha256)) throw new ArchiveRefused($"il file {file.Sha256} («{file.FileName}») è nei registri e non nell'elenco dei file.");
    }

    private async Task<string?> TakePlaceAsync(Municipality municipality, IEngine engine, CancellationToken cancel)
    {
        var slug = municipality.Slug;
        var present = directory.Find(slug);
        string? former = null;
        if (present is not null)
        {
            directory.Put(present with { State = MunicipalityState.Moving });
            await Task.Delay(installation.Notice, cancel);
            var old = cells.Named(cells.NameOf(slug));
            former = $"{slug}.before-{clock.UtcNow():yyyyMMddHHmmss}";
            if (await old.ExistsAsync(slug, cancel)) await old.PutInPlaceAsync(slug, former, cancel);
            if (Directory.Exists(installation.FolderOf(slug))) Directory.Move(installation.FolderOf(slug), installation.FolderOf(former));
        }
        var aside = installation.FolderOf(slug + Cells.Aside);
        await engine.PutInPlaceAsync(slug + Cells.Aside, slug, cancel);
        if (Directory.Exists(aside)) Directory.Move(aside, installation.FolderOf(slug));
        directory.Put(municipality with { Engine = engine.Name == cells.Name ? null : engine.Name, State = present?.State ?? municipality.State });
        return former;
    }

    /// <summary>What the access point knows of citizens and staff, made again from the Comune's own registers.</summary>
    public async Task RebuildIndexAsync(Municipality municipality, CancellationToken cancel = default)
    {
        await using var scope = In(municipality);
        var codes = new List<string>();
        foreach (var source in scope.ServiceProvider.GetServices<ICitizenSource>())
            await foreach (var code in source.TaxCodesAsync(cancel)) codes.Add(code);
        await index.RebuildAsync(municipality.Slug, codes, Known.Citizen, cancel);
        var staff = await scope.ServiceProvider.GetRequiredService<AppDb>().Set<StaffMember>().AsNoTracking().Where(s => s.TaxCode != null).Select(s => s.TaxCode!).ToListAsync(cancel);
        await index.RebuildAsync(municipality.Slug, staff, Known.Staff, cancel);
    }

    public AsyncServiceScope In(Municipality municipality)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(municipality);
        scope.ServiceProvider.GetRequiredService<Visitor>().EnterSystem("Liburia");
        return scope;
    }
}
