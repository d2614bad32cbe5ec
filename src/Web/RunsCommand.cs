using System.Text.Json;
using Liburia.Platform;
using Liburia.Platform.Commands;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Portability;
using Liburia.Platform.Runs;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Web;

/// <summary><c>runs</c>: how the long runs of a Comune go, the newest first.</summary>
internal static class RunsCommand
{
    private const int Most = 20;

    public static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        var slug = options.Words.Count == 1 ? options.Words[0] : throw new Refused("Di quale Comune? liburia runs COMUNE");
        var municipality = services.GetRequiredService<MunicipalityDirectory>().Find(slug) ?? throw new Refused($"Nessun Comune «{slug}».");
        await using var scope = services.GetRequiredService<Portable>().In(municipality);
        var runs = await scope.ServiceProvider.GetRequiredService<LongRuns>().NewestAsync(Most);
        if (options.Json)
            Console.WriteLine(JsonSerializer.Serialize(runs.Select(one => new { one.Run.Id, one.Run.Title, one.Run.StaffName, one.Run.CreatedAt, one.Run.FinishedAt, one.InAll, one.Done, one.LeftOut, one.Waiting }), JsonSerializerOptions.Web));
        else if (runs.Count == 0) Console.WriteLine("Nessuna esecuzione.");
        else
            foreach (var one in runs)
                Console.WriteLine($"{LegalTime.ToLocal(one.Run.CreatedAt):yyyy-MM-dd HH:mm}  {one.Run.Title} ({one.Run.StaffName}): {one.Done} di {one.InAll}, {one.LeftOut} lasciate fuori{(one.Run.FinishedAt is null ? $", {one.Waiting} in attesa" : ", finita")}");
        return 0;
    }
}
