using System.Text.Json;
using Liburia.Platform.Audit;
using Liburia.Platform.Commands;
using Liburia.Platform.Web;

namespace Liburia.Web;

internal static class VerifyCommand
{
    public static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        var verdicts = new List<Verdict>();
        foreach (var municipality in Comuni.Named(services, options)) verdicts.Add(await Verdict.OfAsync(services, municipality));
        var well = verdicts.All(v => v.Faults.Count == 0);
        if (options.Json) Console.WriteLine(JsonSerializer.Serialize(new { well, verdicts }, JsonSerializerOptions.Web));
        else
        {
            foreach (var verdict in verdicts)
            {
                Console.WriteLine($"{verdict.Municipality}: {verdict.InWords}{(verdict.Faults.Count == 0 ? ": tutto torna." : ":")}");
                foreach (var fault in verdict.Faults) Console.WriteLine($"  MALE  {fault}");
            }
        }
        return well ? 0 : 1;
    }
}
