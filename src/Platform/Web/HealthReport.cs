using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Documents;
using Liburia.Platform.Jobs;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Portability;
using Liburia.Platform.Seals;
using Liburia.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Web;

public enum HealthLevel { Well, Warning, Down }

/// <summary>One thing that was looked at.</summary>
/// <param name="Comune">Slug, where it is about one.</param>
/// <param name="Value">The figure behind it, for the metrics.</param>
public sealed record HealthLine(string Name, HealthLevel Level, Texts InWords, string? Comune = null, double? Value = null)
{
    /// <summary>Watched for the sake of security: said in full to those who manage the installation alone.</summary>
    public bool IsWatch => Name is "chain" or "refusals" or "upkeep";
}

/// <summary>A module that knows whether something all Comuni share is well: the doors of identity providers today, the queues towards national platforms tomorrow.</summary>
public interface IHealthSource
{
    /// <summary>Lines with the name the metrics use; quickly, without a network.</summary>
    IEnumerable<HealthLine> Lines();
}

/// <summary>How the installation is, told truthfully: databases, renderer, disk, clock, jobs, backups, seals, and what modules add. Kept for ten seconds.</summary>
public sealed class HealthReport(Installation installation, MunicipalityDirectory directory, AppDbFactory databases, IPdfRenderer renderer, Backups backups, ISealKeys seals, IEnumerable<IHealthSource> sources, Refusals refusals, Upkeep upkeep, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10), QueueAlarm = TimeSpan.FromMinutes(10), BackupAlarm = TimeSpan.FromHours(26), SealAlarm = TimeSpan.FromDays(30);
    private readonly SemaphoreSlim one = new(1, 1);
    private (long At, IReadOnlyList<HealthLine> Lines)? kept;

    public async Task<IReadOnlyList<HealthLine>> LinesAsync(CancellationToken cancel = default)
    {
        if (kept is { } recent && Environment.TickCount64 - recent.At < Life.TotalMilliseconds) return recent.Lines;
        await one.WaitAsync(cancel);
        try
        {
            if (kept is { } fresh && Environment.TickCount64 - fresh.At < Life.TotalMilliseconds) return fresh.Lines;
            var lines = new List<HealthLine> { Disk(), await RendererAsync(cancel) };
            foreach (var source in sources) lines.AddRange(source.Lines());
            foreach (var municipality in directory.All.Where(m => m.State != MunicipalityState.Moving)) lines.AddRange(await OfAsync(municipality, cancel));
            kept = (Environment.TickCount64, lines);
            return lines;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private HealthLine Disk()
    {
        var drive = new DriveInfo(Directory.Exists(installation.DataFolder) ? installation.DataFolder : Path.GetTempPath());
        var free = (double)drive.AvailableFreeSpace / drive.TotalSize;
        return new("disk", OfSpace(free), new($"{free:P0} dello spazio è libero", $"{free:P0} of the space is free"), Value: free);
    }

    /// <param name="free">Of the whole, from 0 to 1.</param>
    internal static HealthLevel OfSpace(double free) => free < 0.02 ? HealthLevel.Down : free < 0.10 ? HealthLevel.Warning : HealthLevel.Well;

    private async Task<HealthLine> RendererAsync(CancellationToken cancel)
    {
        var state = await renderer.StateAsync(cancel);
        return new("renderer", state.Ready ? HealthLevel.Well : HealthLevel.Warning, state.Ready ? new("I documenti si compongono", "Documents can be made") : new("I documenti aspettano: la composizione è ferma", "Documents are waiting: rendering has stopped"));
    }

    private async Task<IEnumerable<HealthLine>> OfAsync(Municipality municipality, CancellationToken cancel)
    {
        var (slug, now) = (municipality.Slug, clock.UtcNow());
        var lines = new List<HealthLine>();
        try
        {
            await using var db = databases.Open(slug);
            var lastLink = await db.Set<AuditEntry>().AsNoTracking().OrderByDescending(e => e.Sequence).Select(e => (DateTime?)e.At).FirstOrDefaultAsync(cancel);
            var oldest = await db.Set<Job>().AsNoTracking().Where(j => j.State == JobState.Waiting || j.State == JobState.Running).OrderBy(j => j.CreatedAt).Select(j => (DateTime?)j.CreatedAt).FirstOrDefaultAsync(cancel);
            var dead = await db.Set<Job>().CountAsync(j => j.State == JobState.Dead && j.SilencedBecause == null, cancel);
            lines.Add(new("database", HealthLevel.Well, new("I servizi rispondono", "Services answer"), slug));
            var waited = oldest is null ? TimeSpan.Zero : now - oldest.Value;
            lines.Add(new("queue", dead > 0 || waited > QueueAlarm ? HealthLevel.Warning : HealthLevel.Well, dead > 0 ? new($"{dead} lavori sono fermi", $"{dead} jobs have stopped") : new("I lavori in coda scorrono", "Queued work flows"), slug, waited.TotalSeconds));
            // The audit is written by our own clock: a last entry in the future means that the clock was set back.
            var ahead = lastLink is null ? TimeSpan.Zero : lastLink.Value - now;
            lines.Add(new("clock", ahead > TimeSpan.FromSeconds(5) ? HealthLevel.Warning : HealthLevel.Well, ahead > TimeSpan.FromSeconds(5) ? new("L'orologio è tornato indietro", "The clock was set back") : new("L'orologio avanza", "The clock advances"), slug, ahead.TotalSeconds));
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or InvalidOperationException or IOException)
        {
            lines.Add(new("database", HealthLevel.Down, new("I servizi non rispondono", "Services do not answer"), slug));
        }
        var knocking = refusals.Knocking(slug);
        lines.Add(new("refusals", knocking > 0 ? HealthLevel.Warning : HealthLevel.Well, knocking > 0 ? new($"Persone che insistono su pagine non loro: {knocking}", $"People who keep trying pages that are not theirs: {knocking}") : new("Nessuno insiste su pagine non sue", "Nobody keeps trying pages that are not theirs"), slug, knocking));
        var broken = upkeep.Of(slug).Contains("chain");
        lines.Add(new("chain", broken ? HealthLevel.Warning : HealthLevel.Well, broken ? new("La catena dei controlli non torna: qualcuno ha cambiato i dati da fuori", "The audit chain does not hold: somebody changed data from outside") : new("La catena dei controlli torna", "The audit chain holds"), slug, broken ? 1 : 0));
        var failing = upkeep.Of(slug).Where(what => what != "chain").ToList();
        lines.Add(new("upkeep", failing.Count > 0 ? HealthLevel.Warning : HealthLevel.Well, failing.Count > 0 ? new($"Lavori notturni che non riescono: {string.Join(", ", failing)}", $"Nightly work that fails: {string.Join(", ", failing)}") : new("I lavori notturni riescono", "Nightly work is done"), slug, failing.Count));
        var backup = backups.LastOf(slug);
        if (backup is not null || installation.BackupTo is not null || !installation.IsDemonstration)
        {
            var age = backup is null ? (TimeSpan?)null : now - backup.At;
            lines.Add(new("backup", age is null || age > BackupAlarm ? HealthLevel.Warning : HealthLevel.Well, age is null ? new("Nessuna copia di sicurezza", "No backup yet") : new($"Ultima copia di sicurezza: {age.Value.TotalHours:0} ore fa", $"Last backup: {age.Value.TotalHours:0} hours ago"), slug, age?.TotalSeconds));
        }
        using var certificate = SealOf(slug);
        var left = certificate is null ? TimeSpan.Zero : certificate.NotAfter.ToUniversalTime() - now;
        lines.Add(new("seal", left <= TimeSpan.Zero ? HealthLevel.Down : left < SealAlarm ? HealthLevel.Warning : HealthLevel.Well, left <= TimeSpan.Zero ? new("Il sigillo manca, non si apre o è scaduto", "The seal is missing, does not open or has expired") : new($"Il sigillo vale ancora {left.TotalDays:0} giorni", $"The seal is good for {left.TotalDays:0} more days"), slug, left.TotalSeconds));
        return lines;
    }

    /// <summary>A key that does not open is as good as none: it is said, and stops no other line.</summary>
    private System.Security.Cryptography.X509Certificates.X509Certificate2? SealOf(string slug)
    {
        try
        {
            return seals.CertificateOf(slug);
        }
        catch (SealRefused)
        {
            return null;
        }
    }
}
