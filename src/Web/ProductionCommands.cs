using System.Text.Json;
using Liburia.Identity.Contracts;
using Liburia.Platform;
using Liburia.Platform.Audit;
using Liburia.Platform.Commands;
using Liburia.Platform.Database;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Diagnosis;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Portability;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Web;

/// <summary>Makes a production installation. The kind is stamped into the folder: no flag changes it afterwards.</summary>
internal static class InitCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var folder = Path.GetFullPath(options.Data);
        if (InstallationStamp.Read(folder) is { } stamp) throw new Refused($"la cartella {folder} è già un'installazione {(stamp.Kind == nameof(InstallationKind.Production) ? "di produzione" : "dimostrativa")}, e tale resta.");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != "keys")) throw new Refused($"la cartella {folder} non è vuota.");
        var (url, name) = (options.Need("public-url"), options.Need("consortium"));
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        new InstallationStamp(nameof(InstallationKind.Production), 0, options["postgres"] is null ? "SQLite" : "PostgreSQL", "-", LegalTime.UtcNow(TimeProvider.System), url.TrimEnd('/'), name).Write(folder);
        await using var services = CoreServices.Of(Modules.All, options.ToInstallation(), TimeProvider.System);
        services.GetRequiredService<MunicipalityDirectory>().Replace([]);
        return Comuni.Say(options, new { folder, kind = "production" }, $"Installazione di produzione pronta in {folder}.\nPoi: liburia comune add CODICE_ISTAT --name 'Nome Cognome di chi amministra' --data {options.Data}\nLa parola che apre le chiavi dei sigilli sarà in {Path.Combine(folder, "keys", "seals", "password")}: conservarne una copia fuori da qui, nessun backup la porta.");
    }
}

/// <summary>What an erased Comune leaves behind: the day and the hash, nothing else. Its copies are not put back by mistake.</summary>
internal sealed record Erased(string Slug, DateTime At, string Fingerprint);

internal static class Erasures
{
    public static string FileOf(Installation installation, string slug) => Path.Combine(installation.DataFolder, "state", "erased", $"{slug}.json");

    public static Erased? Of(Installation installation, string slug) => File.Exists(FileOf(installation, slug)) ? JsonSerializer.Deserialize<Erased>(File.ReadAllText(FileOf(installation, slug))) : null;

    public static void Keep(Installation installation, Erased erased)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(installation, erased.Slug))!);
        File.WriteAllText(FileOf(installation, erased.Slug), JsonSerializer.Serialize(erased));
    }

    /// <summary>Whether the Comune has registered anything or knows any citizen.</summary>
    public static async Task<bool> IsInUseAsync(IServiceProvider services, Municipality municipality)
    {
        await using var scope = services.GetRequiredService<Portable>().In(municipality);
        if (await scope.ServiceProvider.GetRequiredService<AppDb>().Set<Counter>().AnyAsync()) return true;
        foreach (var source in scope.ServiceProvider.GetServices<ICitizenSource>())
            await foreach (var _ in source.TaxCodesAsync()) return true;
        return false;
    }
}

/// <summary>Makes a Comune: its database, seal, offices and first administrator. Built aside and renamed, so that a kill leaves nothing half made.</summary>
internal static class NewComune
{
    private static readonly string[] Colors = ["#0b5394", "#1e6f3e", "#7a1f3d", "#5b3a8c", "#8a4b00", "#00606b", "#993366", "#3d5a00"];

    public static Municipality From(Listed listed, Options options, string? consortium = null) => new(
        listed.Slug, listed.Name, listed.Istat, listed.Belfiore, listed.Province, listed.PostCode, listed.Population,
            Colors[int.Parse(listed.Istat, System.Globalization.CultureInfo.InvariantCulture) % Colors.Length], "", "", listed.Latitude, listed.Longitude)
    {
        State = MunicipalityState.Preparing,
        IsPractice = options.Practice,
        Aggregations = consortium is null || options.Practice ? [] : [new(consortium)],
        Hosts = options["host"] is { } host ? [host.ToLowerInvariant()] : [],
        ProvinceName = listed.ProvinceName,
        MailAddress = listed.Pec,
        SeatAddress = "",
        Engine = RestoreCommand.Engine(options),
    };

    /// <returns>The one-time link of the first administrator.</returns>
    public static async Task<string> MakeAsync(IServiceProvider services, Installation installation, Municipality municipality, string administrator, TimeProvider clock)
    {
        var cells = services.GetRequiredService<Cells>();
        var engine = cells.Named(municipality.Engine ?? cells.Name);
        var (databases, migrator, directory) = (services.GetRequiredService<AppDbFactory>(), services.GetRequiredService<DatabaseMigrator>(), services.GetRequiredService<MunicipalityDirectory>());
        var aside = municipality.Slug + Cells.Aside;
        await engine.DropAsync(aside, default);
        if (Directory.Exists(installation.FolderOf(aside))) Directory.Delete(installation.FolderOf(aside), recursive: true);
        await engine.CreateAsync(aside, default);
        await migrator.MigrateOneAsync(aside, engine);
        string code;
        await using (var db = databases.OpenOn(engine, aside))
        {
            var offices = OfficeBook.First(Modules.All, function =>
                new Office { Id = Guid.CreateVersion7(), Name = function.Office, Tasks = function.Tasks, Mail = "", Phone = "", OpeningHours = "" });
            foreach (var (office, functions) in offices) db.AddRange([office, .. functions]);
            var staff = new StaffMember { Id = Guid.CreateVersion7(), UserName = "amministratore", FullName = administrator };
            db.Add(staff);
            db.Add(new Position
            {
                Id = Guid.CreateVersion7(),
                StaffId = staff.Id,
                OfficeId = offices.First(made => made.Functions.Any(function => function.FunctionKey == OfficeFunction.Secretary)).Office.Id,
                Role = Platform.Access.Roles.Administrator,
                Title = "Amministrazione del sistema",
                ValidFrom = LegalTime.Today(clock)
            });
            code = await FirstAccess.CreateAsync(db, staff.Id, clock);
            await db.SaveChangesAsync();
        }
        services.GetRequiredService<SealKeys>().Create(municipality);
        await engine.PutInPlaceAsync(aside, municipality.Slug, default);
        Directory.CreateDirectory(installation.FolderOf(municipality.Slug));
        directory.Put(municipality);
        await services.GetRequiredService<CitizenIndex>().RebuildAsync(municipality.Slug, []);
        return installation.UrlOf(municipality) + FirstAccess.Path + code;
    }
}

/// <summary>The list by which a Comune is prepared: what any Comune needs, then what the modules do.</summary>
internal static class Onboarding
{
    public static async Task<IReadOnlyList<OnboardingItem>> OfAsync(IServiceProvider services, Installation installation, Municipality municipality,
        TimeProvider clock)
    {
        await using var scope = services.GetRequiredService<Portable>().In(municipality);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var today = LegalTime.Today(clock);
        var offices = await db.Set<Office>().AsNoTracking().ToListAsync();
        var positions = (await db.Set<Position>().AsNoTracking().ToListAsync()).Where(p => p.HoldsOn(today)).ToList();
        var missing = (await scope.ServiceProvider.GetRequiredService<OrganizationChart>().BookAsync()).Missing.ToList();
        var backup = services.GetRequiredService<Backups>().LastOf(municipality.Slug);
        using var seal = services.GetRequiredService<SealKeys>().CertificateOf(municipality.Slug);
        var needs = new List<OnboardingItem>();
        foreach (var need in scope.ServiceProvider.GetServices<IOnboardingNeed>()) needs.Add(await need.CheckAsync(municipality, default));
        var verdict = await Verdict.OfAsync(services, municipality);
        return
        [
            new OnboardingItem("identità", municipality.Seat.Length > 5 && municipality.Mail.Contains('@', StringComparison.Ordinal), true,
                municipality.Seat.Length > 5 ? $"{municipality.FullName}, {municipality.Seat}"
                : $"manca l'indirizzo della sede: liburia comune set {municipality.Slug} 'sede=Via …, {municipality.PostCode} {municipality.Name}'"),
            new OnboardingItem("santo patrono", municipality.PatronDay.Length == 5, false, municipality.PatronDay.Length == 5
                ? $"{municipality.PatronSaint}, {municipality.PatronDay}"
                : $"non indicato: i termini non ne tengono conto (liburia comune set {municipality.Slug} 'patrono=…' giorno=MM-GG)"),
            new OnboardingItem("indirizzo", true, true, installation.UrlOf(municipality)),
            new OnboardingItem("uffici", offices.Count > 0, true, $"{offices.Count} uffici"),
            new OnboardingItem("funzioni degli uffici", missing.Count == 0, true, missing.Count == 0 ? "ogni funzione ha il suo ufficio"
                : $"nessun ufficio per: {string.Join(", ", missing.Select(function => function.Name.It))}; chi amministra lo indica in Personale e uffici, Funzioni"),
            new OnboardingItem("contatti degli uffici", offices.All(office => office.Phone.Length > 0 || office.Mail.Length > 0), false,
                offices.Count(office => office.Phone.Length + office.Mail.Length == 0) is var silent && silent == 0 ? "tutti indicati"
                : $"{silent} uffici senza telefono né posta"),
            new OnboardingItem("amministrazione", positions.Any(p => p.Role == Platform.Access.Roles.Administrator), true,
                positions.Any(p => p.Role == Platform.Access.Roles.Administrator) ? "c'è chi amministra"
                : $"nessuno amministra il Comune: liburia comune link {municipality.Slug}"),
            new OnboardingItem("sigillo", seal is not null && seal.NotAfter.ToUniversalTime() > LegalTime.UtcNow(clock), true, seal is null ? "manca la chiave"
                : $"{seal.GetNameInfo(System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, false)}, fino al {seal.NotAfter:dd/MM/yyyy}"),
            .. needs,
            new OnboardingItem("registri", verdict.Faults.Count == 0, true, verdict.Faults.Count == 0 ? "integri" : verdict.Faults[0]),
            new OnboardingItem("copia di sicurezza", backup is not null, true, backup is null
                ? $"non ne è mai stata fatta una: liburia backup {municipality.Slug} --to …"
                : $"del {LegalTime.ToLocal(backup.At):dd/MM/yyyy HH:mm}, in {backup.To}"),
        ];
    }
}
