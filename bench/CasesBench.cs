using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Liburia.Bench;

/// <summary>(g) Work queue, case page and search by number in one Comune at 2,000, 20,000 and 200,000 cases, as a clerk opens them one after the other; the whole page, over the loopback.</summary>
internal static class CasesBench
{
    private const string Comune = "cesa";
    private const int Port = 5092;

    public static async Task RunAsync()
    {
        await OnAsync("SQLite", null);
        if (Environment.GetEnvironmentVariable("LIBURIA_TEST_POSTGRES") is { Length: > 0 } login) await OnAsync("PostgreSQL", login);
        else Console.WriteLine("(g) cases on PostgreSQL: skipped, LIBURIA_TEST_POSTGRES names no server");
    }

    private static async Task OnAsync(string name, string? login)
    {
        await using var database = login is null ? null : await ScratchDatabase.CreateAsync(login);
        await using var yard = await Yard.OpenAsync(new Installation { DataFolder = Path.Combine(Path.GetTempPath(), $"liburia-bench-g-{Guid.NewGuid():n}"), Postgres = database?.Login }, 2000, Port);
        using var client = new HttpMessageInvoker(Measure.Handler(Port));
        var dario = new Visit(client, $"{Comune}.localhost", "10.0.0.1");
        await dario.GetAsync("/desk/accedi");
        await dario.PostAsync("/desk/accedi", new() { ["UserName"] = "dario" });
        var (ids, there, first) = (new List<Guid>(), 0, new Dictionary<string, double>());
        foreach (var count in Measure.IsSmall ? (int[])[200, 2_000] : [2_000, 20_000, 200_000])
        {
            ids.AddRange(await FillAsync(yard, there, count - there));
            there = count;
            string[] views = ["ufficio", "aperte", "ritardo", "concluse", "tutte", "mie"];
            async Task TellAsync(string what, Func<int, string> path)
            {
                var p95 = await Measure.PercentilesAsync($"(g) {name}, {count} cases, {what}", 300, 50, i => dario.GetAsync(path(i)), aimP99: 100);
                if (first.TryAdd(what, p95)) return;
                Console.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"    {p95 / first[what]:0.00} of the p95 with the fewest"));
            }
            await TellAsync("work queue", i => $"/desk/pratiche?stato={views[i % views.Length]}&pagina={(i % 5) + 1}");
            await TellAsync("work queue by another column", i => $"/desk/pratiche?stato={views[i % views.Length]}&sort=opened{(i % 2 == 0 ? "&desc=1" : "")}&pagina={(i % 5) + 1}");
            await TellAsync("search by number", i => $"/desk/pratiche?q={1 + (i * 37 % there):D7}%2F2026");
            await TellAsync("case page", i => $"/desk/pratiche/{ids[i * 97 % ids.Count]:n}");
        }
    }

    private static Task<List<Guid>> FillAsync(Yard yard, int there, int count) => yard.InAsync(Comune, async services =>
    {
        var (db, engine, chart) = (services.GetRequiredService<AppDb>(), services.GetRequiredService<IEngine>(), services.GetRequiredService<OrganizationChart>());
        var offices = await chart.OfficesAsync();
        var person = await db.Database.SqlQuery<Guid>($"SELECT id AS \"Value\" FROM subjects_subjects LIMIT 1").FirstAsync();
        await db.Database.OpenConnectionAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var today = LegalTime.Today(TimeProvider.System);
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToList();
        object?[] Row(int i)
        {
            var number = there + i + 1;
            var (open, office, opened) = (number % 20 == 0, offices[number % offices.Count], DateTime.UtcNow.AddMinutes(-number));
            return [ids[i], "accesso-civico-generalizzato", 1, "{}", "Accesso civico generalizzato", "Freedom of information request", person, "RSSMRA80A01H501U", "ROSSI MARIO", CaseChannel.Online, "{\"oggetto\":\"Prova\"}", open ? CaseState.Submitted : CaseState.Completed, open,
                Guid.NewGuid(), $"{number:D7}/2026", "Segnatura", opened, LegalTime.DayOf(opened), office.Id, office.Name, "ammissibilita", "accesso-civico-generalizzato", today.AddDays(15 - (number % 30)), SampleState.None, 0];
        }
        await engine.BulkAsync(db.Database.GetDbConnection(), transaction.GetDbTransaction(), "procedures_cases",
            ["id", "service_slug", "model_version", "deviations", "title_it", "title_en", "applicant_id", "applicant_tax_code", "applicant_name", "channel", "answers", "state", "is_open", "protocol_entry_id", "protocol_number", "segnatura", "opened_at", "opened_on", "office_id", "office_name", "step", "term_name", "due_on", "sample", "version"],
            Enumerable.Range(0, count).Select(Row), CancellationToken.None);
        await engine.BulkAsync(db.Database.GetDbConnection(), transaction.GetDbTransaction(), "procedures_case_events", ["id", "case_id", "at", "counted_on", "kind", "actor", "for_applicant", "text_it", "text_en", "clock_days"],
            ids.SelectMany(id => Enumerable.Range(0, 3).Select(_ => new object?[] { Guid.CreateVersion7(), id, DateTime.UtcNow, today, CaseEventKind.Note, "Prova", true, "Prova", "Trial", 0 })), CancellationToken.None);
        await transaction.CommitAsync();
        await engine.AnalyzeAsync(db, CancellationToken.None);
        // Another office's case opens for who says why: the clerk of this measure opens their own.
        return ids.Where((_, i) => offices[(there + i + 1) % offices.Count].Name == "Segreteria generale").ToList();
    });
}
