using System.Text.Json;
using Liburia.Platform.Audit;
using Liburia.Platform.Commands;
using Liburia.Platform.Database;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Web;

/// <summary>What does not hold in a Comune: the first thing of each kind, by name.</summary>
public sealed record Verdict(string Municipality, IReadOnlyList<Proof> Proofs)
{
    public IReadOnlyList<string> Faults => [.. Proofs.SelectMany(proof => proof.Faults)];
    public string InWords => string.Join(", ", Proofs.Select(proof => $"{proof.Checked} {proof.Unit}"));
}

public static class VerifyCommand
{
    internal static async Task<int> RunAsync(Options options)
    {
        var installation = options.ToInstallation();
        await using var services = CoreServices.Of(Modules.All, installation, options.Clock(installation));
        var verdicts = new List<Verdict>();
        foreach (var municipality in Comuni.Named(services, options)) verdicts.Add(await VerifyAsync(services, municipality));
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

    public static async Task<Verdict> VerifyAsync(IServiceProvider services, Municipality municipality)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(municipality);
        // All at one instant: while the offices work, a head read after its chain would be a link ahead of it.
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await db.Database.OpenConnectionAsync();
        await using var instant = await scope.ServiceProvider.GetRequiredService<IEngine>().SnapshotAsync(db.Database.GetDbConnection(), CancellationToken.None);
        await db.Database.UseTransactionAsync(instant);
        var proofs = new List<Proof>();
        foreach (var proof in scope.ServiceProvider.GetServices<IProof>()) proofs.Add(await proof.CheckAsync());
        return new Verdict(municipality.Name, proofs);
    }
}
