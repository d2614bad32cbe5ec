using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Registry.Residents;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Bench;

/// <summary>(d) Resident search where one Comune alone has 132,000 people. On the server, without the network.</summary>
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
    }
}
