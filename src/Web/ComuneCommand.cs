using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Liburia.Demonstration;
using Liburia.Identity.Contracts;
using Liburia.Platform;
using Liburia.Platform.Audit;
using Liburia.Platform.Commands;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Portability;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Web;

/// <summary><c>liburia comune …</c>: adds and governs the Comuni of an installation.</summary>
internal static class ComuneCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        InstallationStamp.Need(installation);
        var clock = options.Clock(installation);
        await using var services = CoreServices.Of(Modules.All, installation, clock);
        var directory = services.GetRequiredService<MunicipalityDirectory>();
        Municipality One() => Comuni.One(services, options, 1);
        return options.Words.FirstOrDefault() switch
        {
            "add" => await AddAsync(services, installation, options, clock),
            "list" => List(directory, installation, options),
            "check" => await CheckAsync(services, installation, One(), options, clock),
            "go-live" => await GoLiveAsync(services, installation, One(), options, clock),
            "suspend" => State(directory, One(), MunicipalityState.Suspended, options, "sospeso: il suo sito dice che tornerà."),
            "resume" => State(directory, One() is { State: MunicipalityState.Suspended } suspended ? suspended : throw new Refused("il Comune non è sospeso."), MunicipalityState.Live, options, "di nuovo online."),
            "link" => await LinkAsync(services, installation, One(), options, clock),
            "seal" => Seal(services.GetRequiredService<SealKeys>(), One(), options),
            "set" => Set(directory, One(), options),
            "move" => await MoveAsync(services, One(), options),
            "erase" => await EraseAsync(services, installation, One(), options, clock),
            _ => throw new Refused("i verbi sono: add, list, check, go-live, suspend, resume, link, seal, set, move, erase."),
        };
    }

    private static async Task<int> AddAsync(ServiceProvider services, Installation installation, Options options, TimeProvider clock)
    {
        var directory = services.GetRequiredService<MunicipalityDirectory>();
        var code = options.Words.ElementAtOrDefault(1) ?? throw new Refused("manca il codice del Comune (ISTAT, catastale o IPA).");
        var listed = Gazetteer.Find(code) ?? throw new Refused($"nessun Comune italiano ha il codice «{code}».");
        if (directory.ByIstat(listed.Istat) is not null || directory.Find(listed.Slug) is not null) throw new Refused($"{listed.Name} fa già parte dell'installazione.");
        if (Erasures.Of(installation, listed.Slug) is { } erased) throw new Refused($"{listed.Name} è stato cancellato il {erased.At:dd/MM/yyyy}: per farlo rientrare, rimuovere {Erasures.FileOf(installation, listed.Slug)}.");
        var municipality = NewComune.From(listed, options, installation.Consortium);
        if (municipality.Hosts.FirstOrDefault(host => directory.ByHost(host) is not null) is { } taken) throw new Refused($"il dominio «{taken}» è già di un altro Comune.");
        if (options.Practice) return await PracticeAsync(services, installation, municipality, options, clock);
        var link = await NewComune.MakeAsync(services, installation, municipality, options.Need("name"), clock);
        return Comuni.Say(options, new { municipality.Slug, municipality.Name, url = installation.UrlOf(municipality), link, state = municipality.State.ToString() },
            $"{municipality.Name} è pronto da preparare: {installation.UrlOf(municipality)}\nPrimo accesso di {options["name"]}, una volta sola ed entro 24 ore: {link}\nPoi: liburia comune check {municipality.Slug}");
    }

    /// <summary>A practice Comune is live at once: nobody real is in it.</summary>
    private static async Task<int> PracticeAsync(ServiceProvider services, Installation installation, Municipality municipality, Options options, TimeProvider clock)
    {
        var practice = municipality with { State = MunicipalityState.Live, SeatAddress = null, MailAddress = null };
        services.GetRequiredService<SealKeys>().Create(practice);
        await PracticeReset.RunAsync(services, practice, clock);
        Directory.CreateDirectory(installation.FolderOf(practice.Slug));
        services.GetRequiredService<MunicipalityDirectory>().Put(practice);
        return Comuni.Say(options, new { practice.Slug, practice.Name, practice = true }, $"{practice.Name} è una palestra: persone inventate, segno su ogni pagina, da capo ogni notte. {installation.UrlOf(practice)}");
    }

    private static int List(MunicipalityDirectory directory, Installation installation, Options options)
    {
        if (options.Json) return Comuni.Say(options, directory.All.Select(m => new { m.Slug, m.Name, m.Istat, state = m.State.ToString(), m.IsPractice, engine = m.Engine, url = installation.UrlOf(m) }), "");
        foreach (var m in directory.All) Console.WriteLine($"{m.Slug,-24} {InWords(m.State),-16} {(m.IsPractice ? "palestra " : "")}{installation.UrlOf(m)}");
        Console.WriteLine($"{directory.All.Count} Comuni.");
        return 0;
    }

    private static string InWords(MunicipalityState state) => state switch { MunicipalityState.Live => "online", MunicipalityState.Preparing => "in preparazione", MunicipalityState.Suspended => "sospeso", _ => "in trasloco" };

    private static async Task<int> CheckAsync(ServiceProvider services, Installation installation, Municipality municipality, Options options, TimeProvider clock)
    {
        var list = await Onboarding.OfAsync(services, installation, municipality, clock);
        if (options.Json) Comuni.Say(options, new { ready = list.All(item => item.Well || !item.Blocks), items = list }, "");
        else foreach (var item in list) Console.WriteLine($"  {(item.Well ? "bene  " : item.Blocks ? "BLOCCA" : "manca ")}  {item.What}: {item.InWords}");
        return list.All(item => item.Well || !item.Blocks) ? 0 : 1;
    }

    private static async Task<int> GoLiveAsync(ServiceProvider services, Installation installation, Municipality municipality, Options options, TimeProvider clock)
    {
        if (municipality.State != MunicipalityState.Preparing) throw new Refused($"{municipality.Name} è già {InWords(municipality.State)}.");
        var blocking = (await Onboarding.OfAsync(services, installation, municipality, clock)).Where(item => item.Blocks && !item.Well).ToList();
        if (blocking.Count > 0) throw new Refused($"{municipality.Name} non può ancora andare online. " + string.Join(" · ", blocking.Select(item => $"{item.What}: {item.InWords}")));
        return State(services.GetRequiredService<MunicipalityDirectory>(), municipality, MunicipalityState.Live, options, $"online: {installation.UrlOf(municipality)}");
    }

    private static int State(MunicipalityDirectory directory, Municipality municipality, MunicipalityState state, Options options, string words)
    {
        directory.Put(municipality with { State = state });
        return Comuni.Say(options, new { municipality.Slug, state = state.ToString() }, $"{municipality.Name}: {words}");
    }

    private static async Task<int> LinkAsync(ServiceProvider services, Installation installation, Municipality municipality, Options options, TimeProvider clock)
    {
        await using var scope = services.GetRequiredService<Portable>().In(municipality);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (options["name"] is { } consortium) return await WindowAsync(scope.ServiceProvider, db, installation, municipality, consortium, options, clock);
        var today = LegalTime.Today(clock);
        var position = (await db.Set<Position>().AsNoTracking().Where(p => p.Role == Platform.Access.Roles.Administrator).ToListAsync()).FirstOrDefault(p => p.HoldsOn(today)) ?? throw new Refused("nessuno amministra il Comune oggi.");
        var code = "";
        await scope.ServiceProvider.GetRequiredService<Writing>().RunAsync(async () =>
        {
            code = await FirstAccess.CreateAsync(db, position.StaffId, clock);
            scope.ServiceProvider.GetRequiredService<AuditTrail>().Note("session.link", $"staff:{position.StaffId:n}", new { });
            return true;
        });
        var link = installation.UrlOf(municipality) + FirstAccess.Path + code;
        return Comuni.Say(options, new { municipality.Slug, link }, $"Accesso di chi amministra {municipality.Name}, una volta sola ed entro 24 ore: {link}");
    }

    /// <summary>The second pair of eyes on a person of the consortium, where a Comune has one administrator alone.</summary>
    private static async Task<int> WindowAsync(
        IServiceProvider services, AppDb db, Installation installation, Municipality municipality, string name, Options options, TimeProvider clock)
    {
        var code = "";
        await services.GetRequiredService<Writing>().RunAsync(async () =>
        {
            (var staff, code) = await FirstAccess.AgreeWindowAsync(db, name, clock);
            services.GetRequiredService<AuditTrail>().Note("window.agree", $"staff:{staff:n}", new { byOperator = true });
            return true;
        });
        var link = installation.UrlOf(municipality) + FirstAccess.Path + code;
        return Comuni.Say(options, new { municipality.Slug, link }, $"Accesso di {name} a {municipality.Name}, una volta sola ed entro 24 ore: {link}");
    }

    private static int Seal(SealKeys keys, Municipality municipality, Options options)
    {
        if (options["from"] is { } file) keys.Import(municipality.Slug, File.ReadAllBytes(file), File.ReadAllText(options.Need("password-file")).TrimEnd('\n', '\r'));
        else keys.Create(municipality);
        using var certificate = keys.CertificateOf(municipality.Slug)!;
        return Comuni.Say(options, new { municipality.Slug, certificate.Subject, certificate.Thumbprint, certificate.NotAfter }, $"{municipality.Name}: sigillo «{certificate.Subject}», valido fino al {certificate.NotAfter:dd/MM/yyyy}.");
    }

    /// <summary><c>liburia comune set cesa 'sede=Piazza …' posta=… patrono=… giorno=MM-dd host=…</c></summary>
    private static int Set(MunicipalityDirectory directory, Municipality municipality, Options options)
    {
        var changed = municipality;
        IEnumerable<Membership> Others(string aggregation) => changed.Aggregations.Where(a => a.Name != aggregation);
        foreach (var word in options.Words.Skip(2))
        {
            var (name, value) = word.Split('=', 2) is [var left, var right] ? (left, right.Trim()) : throw new Refused($"«{word}»: scrivere nome=valore.");
            changed = name switch
            {
                "sede" when value.Length is > 5 and < 200 => changed with { SeatAddress = value },
                "posta" when value.Contains('@', StringComparison.Ordinal) && value.Length < 200 => changed with { MailAddress = value },
                "patrono" when value.Length is > 2 and < 100 => changed with { PatronSaint = value },
                "giorno" when DateOnly.TryParseExact("2024-" + value, "yyyy-MM-dd", out _) => changed with { PatronDay = value },
                "colore" when value.Length == 7 && value[0] == '#' && value[1..].All(char.IsAsciiHexDigit) => changed with { Color = value },
                "host" when value.Split(',').All(host => Uri.CheckHostName(host) == UriHostNameType.Dns) => changed with { Hosts = value.ToLowerInvariant().Split(',') },
                "aggregazione" when value.Length is > 2 and < 100 => changed with { Aggregations = [.. Others(value), new(value)] },
                "capofila" when value.Length is > 2 and < 100 => changed with { Aggregations = [.. Others(value), new(value, IsLead: true)] },
                "lascia" when changed.Aggregations.Any(a => a.Name == value) => changed with { Aggregations = [.. Others(value)] },
                "sede" or "posta" or "patrono" or "giorno" or "colore" or "host" or "aggregazione" or "capofila" or "lascia" =>
                    throw new Refused($"«{value}» non va bene per {name}."),
                _ => throw new Refused($"«{name}» non si imposta: sede, posta, patrono, giorno (MM-GG), colore (#rrggbb), host (uno o più domini separati da virgole), aggregazione o capofila (il suo nome), lascia (il nome dell'aggregazione)."),
            };
        }
        directory.Put(changed);
        return Comuni.Say(options, changed, $"{changed.Name}: {changed.Seat} · {changed.Mail} · {changed.PatronSaint} {changed.PatronDay} · {string.Join(", ", changed.Hosts)}");
    }

    private static async Task<int> MoveAsync(ServiceProvider services, Municipality municipality, Options options)
    {
        var (before, after) = await services.GetRequiredService<Portable>().MoveAsync(municipality, RestoreCommand.Engine(options) ?? options.Need("engine"));
        if (before.Fingerprint != after.Fingerprint) throw new Refused($"l'impronta è cambiata: {before.Fingerprint} prima, {after.Fingerprint} dopo.");
        return Comuni.Say(options, new { municipality.Slug, before.Fingerprint, engine = options["engine"] }, $"{municipality.Name}: traslocato, impronta {before.Fingerprint[..12]} uguale prima e dopo.");
    }

    /// <summary>A Comune that leaves: exported and checked first, then nothing of it stays; the proof is sealed by the Comune itself before its key goes.</summary>
    private static async Task<int> EraseAsync(ServiceProvider services, Installation installation, Municipality municipality, Options options, TimeProvider clock)
    {
        var folder = Path.GetFullPath(options.Need("to"));
        if (!string.Equals(options["confirm"], municipality.Name, StringComparison.OrdinalIgnoreCase)) throw new Refused($"per cancellare per sempre {municipality.Name} aggiungere --confirm \"{municipality.Name}\". L'esportazione sarà in {folder}.");
        var directory = services.GetRequiredService<MunicipalityDirectory>();
        directory.Put(municipality with { State = MunicipalityState.Suspended });
        await Task.Delay(installation.Notice);
        var manifest = await services.GetRequiredService<Exports>().ExportAsync(municipality, folder, Comuni.Progress(options));
        await using var scope = services.GetRequiredService<Portable>().In(municipality);
        var proof = JsonSerializer.SerializeToUtf8Bytes(new
        {
            what = "Cancellazione di un Comune da un'installazione di Liburia",
            comune = municipality.FullName,
            municipality.Istat,
            at = LegalTime.UtcNow(clock),
            consortium = installation.Consortium,
            exportFingerprint = manifest.Fingerprint,
            tables = manifest.Tables,
            files = manifest.DistinctFiles.Count(),
            note = "Le copie di sicurezza già uscite da questa installazione scadono secondo la loro conservazione e non vengono più ripristinate.",
        }, new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true });
        var seal = await scope.ServiceProvider.GetRequiredService<Sealer>().SealDetachedAsync(proof);
        var left = await services.GetRequiredService<Portable>().EraseAsync(municipality);
        if (left.Count > 0) throw new Refused($"qualcosa è rimasto: {string.Join(", ", left)}.");
        Erasures.Keep(installation, new Erased(municipality.Slug, LegalTime.UtcNow(clock), manifest.Fingerprint));
        await File.WriteAllBytesAsync(folder + ".cancellazione.json", proof);
        await File.WriteAllBytesAsync(folder + ".cancellazione.json.p7s", seal);
        return Comuni.Say(options, new { municipality.Slug, manifest.Fingerprint, proof = folder + ".cancellazione.json" }, $"{municipality.Name} non è più in questa installazione. I suoi dati sono in {folder}; la prova, con il suo sigillo, in {folder}.cancellazione.json.p7s.");
    }
}

/// <summary>Backs up, tries the new schema on one Comune, then on the others; one that fails stops alone and says so.</summary>
internal static class UpgradeCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        InstallationStamp.Need(installation);
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        var (migrator, directory, backups) = (services.GetRequiredService<DatabaseMigrator>(), services.GetRequiredService<MunicipalityDirectory>(), services.GetRequiredService<Backups>());
        using var store = BackupStores.Open(options["to"] ?? installation.BackupTo ?? Path.Combine(installation.DataFolder, "backups"));
        // The smallest goes first: what fails there is found soon and harms few.
        var order = directory.All.OrderBy(m => m.IsPractice ? 0 : 1).ThenBy(m => m.Population).ToList();
        var (done, failed) = (new Dictionary<string, int>(), new Dictionary<string, string>());
        foreach (var municipality in order)
        {
            try
            {
                if (!options.Json) Console.WriteLine($"{municipality.Name}: copia e aggiornamento…");
                await backups.BackUpAsync(municipality, store);
                done[municipality.Slug] = (await migrator.MigrateAsync([municipality]))[municipality.Slug];
            }
            catch (Exception fault) when (CommandLine.IsTold(fault))
            {
                failed[municipality.Slug] = fault.Message;
                if (municipality.State == MunicipalityState.Live) directory.Put(municipality with { State = MunicipalityState.Suspended });
                if (municipality == order[0]) break;
            }
        }
        Comuni.Say(options, new { done, failed }, $"Aggiornati {done.Count} Comuni su {order.Count}, {done.Values.Sum()} passi di schema." + string.Concat(failed.Select(f => $"\n  MALE  {f.Key}: {f.Value} (sospeso, gli altri continuano; «liburia upgrade» riprende da qui)")));
        return failed.Count == 0 ? 0 : 1;
    }
}
