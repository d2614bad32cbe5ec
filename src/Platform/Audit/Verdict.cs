using Liburia.Platform.Database;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Audit;

/// <summary>What does not hold in a Comune: the first thing of each kind, by name.</summary>
public sealed record Verdict(string Municipality, IReadOnlyList<Proof> Proofs)
{
    public IReadOnlyList<string> Faults => [.. Proofs.SelectMany(proof => proof.Faults)];
    public string InWords => string.Join(", ", Proofs.Select(proof => $"{proof.Checked} {proof.Unit}"));

    /// <summary>Asks every proof of the Comune.</summary>
    public static async Task<Verdict> OfAsync(IServiceProvider services, Municipality municipality)
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
