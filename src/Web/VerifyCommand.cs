using System.Text.Json;
using Liburia.Archive.Contracts;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Web;

/// <summary>What does not hold in a Comune: the first thing of each kind, by name.</summary>
public sealed record Verdict(string Municipality, long AuditEntries, int Registrations, int Files, IReadOnlyList<string> Faults);

public static class VerifyCommand
{
    internal static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        await using var services = Demonstration.Core(installation, options.Clock(installation));
        var verdicts = new List<Verdict>();
        foreach (var municipality in services.GetRequiredService<MunicipalityDirectory>().All) verdicts.Add(await VerifyAsync(services, municipality));
        var well = verdicts.All(v => v.Faults.Count == 0);
        if (options.Json) Console.WriteLine(JsonSerializer.Serialize(new { well, verdicts }, JsonSerializerOptions.Web));
        else
        {
            foreach (var verdict in verdicts)
            {
                Console.WriteLine($"{verdict.Municipality}: {verdict.AuditEntries} anelli, {verdict.Registrations} registrazioni, {verdict.Files} file{(verdict.Faults.Count == 0 ? ": tutto torna." : ":")}");
                foreach (var fault in verdict.Faults) Console.WriteLine($"  MALE  {fault}");
            }
        }
        return well ? 0 : 1;
    }

    public static async Task<Verdict> VerifyAsync(IServiceProvider services, Municipality municipality)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(municipality);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var faults = new List<string>();
        var audit = await ChainAsync(db, faults);
        var numbers = await db.Database.SqlQuery<NumberRow>($"SELECT year AS \"Year\", number AS \"Number\" FROM protocol_entries ORDER BY year, number").ToListAsync();
        foreach (var year in numbers.GroupBy(row => row.Year))
        {
            var expected = 1;
            foreach (var row in year)
                if (row.Number != expected++)
                {
                    faults.Add($"registro di protocollo {year.Key}: dopo il numero {expected - 2} viene {row.Number}.");
                    break;
                }
            var last = (await db.Set<Counter>().AsNoTracking().FirstOrDefaultAsync(c => c.Register == "protocol" && c.Year == year.Key))?.Last;
            if (last != year.Max(row => row.Number)) faults.Add($"registro di protocollo {year.Key}: il contatore dice {last}, l'ultimo numero è {year.Max(row => row.Number)}.");
        }
        var files = await FilesAsync(scope.ServiceProvider, faults);
        return new Verdict(municipality.Name, audit, numbers.Count, files, faults);
    }

    private static async Task<long> ChainAsync(AppDb db, List<string> faults)
    {
        long sequence = 0;
        var previous = AuditTrail.Beginning;
        await foreach (var entry in db.Set<AuditEntry>().AsNoTracking().OrderBy(e => e.Sequence).AsAsyncEnumerable())
        {
            sequence++;
            if (entry.Sequence != sequence || entry.PreviousHash != previous || !entry.Holds())
            {
                faults.Add($"catena dei controlli: si spezza all'anello {sequence} ({entry.Action}, {entry.Subject}).");
                return sequence;
            }
            previous = entry.Hash;
        }
        var head = await db.Set<AuditHead>().AsNoTracking().FirstAsync();
        if (head.Sequence != sequence || head.Hash != previous) faults.Add($"catena dei controlli: la testa dice {head.Sequence} anelli, ne trovo {sequence}.");
        var details = from detail in db.Set<AuditDetail>().AsNoTracking()
                      join link in db.Set<AuditEntry>().AsNoTracking() on detail.Sequence equals link.Sequence
                      orderby detail.Sequence
                      select new { detail.Sequence, detail.Json, link.DetailHash };
        await foreach (var row in details.AsAsyncEnumerable())
        {
            if (row.DetailHash == AuditTrail.Sha256(row.Json)) continue;
            faults.Add($"catena dei controlli: i dettagli dell'anello {row.Sequence} sono cambiati.");
            break;
        }
        return sequence;
    }

    private static async Task<int> FilesAsync(IServiceProvider services, List<string> faults)
    {
        var archive = services.GetRequiredService<IArchive>();
        var count = 0;
        await foreach (var document in archive.AllAsync())
        {
            count++;
            try
            {
                await archive.ReadAsync(document);
            }
            catch (FileDamaged fault)
            {
                faults.Add($"file «{document.FileName}» di «{document.Title}»: {fault.Message}");
            }
        }
        return count;
    }

    private sealed record NumberRow(int Year, int Number);
}
