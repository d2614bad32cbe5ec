using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Pages.Desk;
using Liburia.Registry.Residents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Liburia.Bench;

/// <summary>(d) Resident search where one Comune alone has 132,000 people; the work queue at 200,000 cases. On the server, without the network.</summary>
internal static class SearchBench
{
    public static async Task RunAsync(Yard yard)
    {
        _ = yard;
        var folder = Path.Combine(Path.GetTempPath(), $"liburia-bench-d-{Guid.NewGuid():n}");
        // Sant'Antimo has a quarter of the inhabitants: 545,000 in all give it 132,000 of its own.
        await using var large = await Yard.OpenAsync(new Installation { DataFolder = folder }, 545_250, 5098);
        var people = await large.InAsync("santantimo", services => services.GetRequiredService<AppDb>().Set<RegisteredResident>().CountAsync());
        string[] queries = ["esposito", "russo maria", "via roma 12", "de luca antonio", "ros", "mar", "fer giu", "corso umberto", "di lauro c", "za"];
        await Measure.PercentilesAsync($"(d) resident search among {people} people", 400, 30, i => large.InAsync("santantimo", async services =>
        {
            await services.GetRequiredService<ResidentRegister>().SearchAsync(queries[i % queries.Length], 50);
            return 0;
        }));
        await FillAsync(large, 200_000);
        string?[] states = ["aperte", "concluse", null];
        await Measure.PercentilesAsync("(d) work queue at 200000 cases", 400, 50, i => large.InAsync("santantimo", async services =>
        {
            var page = new QueueModel(services.GetRequiredService<AppDb>()) { State = states[i % 3], Number = (i % 10) + 1 };
            await page.OnGetAsync();
            return page.Cases.Count;
        }));
    }

    private static Task<int> FillAsync(Yard yard, int count) => yard.InAsync("santantimo", async services =>
    {
        var (db, engine) = (services.GetRequiredService<AppDb>(), services.GetRequiredService<IEngine>());
        await db.Database.OpenConnectionAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var today = LegalTime.Today(TimeProvider.System);
        await engine.BulkAsync(db.Database.GetDbConnection(), transaction.GetDbTransaction(), "procedures_cases",
            ["id", "service_slug", "title_it", "title_en", "applicant_id", "applicant_tax_code", "applicant_name", "channel", "state", "protocol_entry_id", "protocol_number", "segnatura", "opened_at", "due_on", "version"],
            Enumerable.Range(1, count).Select(i => new object?[]
            {
                Guid.CreateVersion7(), "certificato-di-residenza", "Certificato di residenza", "Certificate of residence", Guid.NewGuid(), "RSSMRA80A01H501U", "ROSSI MARIO", CaseChannel.Online,
                i % 20 == 0 ? CaseState.Submitted : CaseState.Completed, Guid.NewGuid(), $"{i:D7}/2026", "Segnatura", DateTime.UtcNow.AddMinutes(-i), today.AddDays(-(i % 30) + 15), 0,
            }), CancellationToken.None);
        await transaction.CommitAsync();
        await engine.AnalyzeAsync(db, CancellationToken.None);
        return 0;
    });
}
