using System.Globalization;
using System.Text.Json;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Imports;

/// <summary>Carries out an import, a unit at a time: each in a commit that also marks its lines and forgets their values, which stand in the register from
/// then on.</summary>
internal sealed class ImportRun(AppDb db, ImportDesk desk, IServiceProvider services, TimeProvider clock) : ILongRun
{
    internal sealed record Order(Guid ImportId);

    public async Task<RunPreview> PreviewAsync(string arguments, CancellationToken cancel = default)
    {
        var order = JsonSerializer.Deserialize<Order>(arguments)!;
        var lines = await db.Set<ImportLine>().AsNoTracking().Where(l => l.ImportId == order.ImportId && l.Verdict != LineVerdict.Equal
            && l.Verdict != LineVerdict.LeftOut && l.DoneAt == null)
            .OrderBy(l => l.Line).Select(l => new { l.Line, l.Unit, l.Label, l.Verdict }).ToListAsync(cancel);
        var stopped = (await db.Set<ImportLine>().AsNoTracking().Where(l => l.ImportId == order.ImportId
            && (l.Verdict == LineVerdict.Wrong || l.Verdict == LineVerdict.ToDecide))
            .OrderBy(l => l.Line).ToListAsync(cancel)).ToLookup(line => line.Unit);
        return new([.. lines.GroupBy(line => line.Unit).Select(unit => new RunCandidate(unit.Key.ToString(CultureInfo.InvariantCulture),
            unit.First().Label + (unit.Skip(1).Any() ? $" e altri {unit.Count() - 1}" : ""), $"/desk/importazioni/{order.ImportId:n}", RefusalOf(unit.Key)))]);

        Texts? RefusalOf(int unit) => stopped[unit].FirstOrDefault() is not { } first ? null
            : first.Found.Faults.FirstOrDefault(fault => !fault.IsWarning) is { } fault
                ? Texts.Same($"Riga {first.Line}, {(fault.Heading.Length > 0 ? fault.Heading + ": " : "")}{fault.Reason}.")
                : new($"La riga {first.Line} aspetta una decisione.", $"Line {first.Line} waits for a decision.");
    }

    public Task DoAsync(string arguments, string subject, CancellationToken cancel = default) => DoManyAsync(arguments, [subject], cancel);

    /// <summary>The units are judged again first: what changed under them since the preview is told, not overwritten.</summary>
    public async Task DoManyAsync(string arguments, IReadOnlyList<string> subjects, CancellationToken cancel = default)
    {
        var (order, units) = (JsonSerializer.Deserialize<Order>(arguments)!, subjects.Select(subject => int.Parse(subject, CultureInfo.InvariantCulture))
            .ToList());
        var import = await db.Set<Import>().AsNoTracking().FirstAsync(i => i.Id == order.ImportId, cancel);
        var lines = await db.Set<ImportLine>().AsNoTracking().Where(l => l.ImportId == import.Id && units.Contains(l.Unit)).OrderBy(l => l.Line)
            .ToListAsync(cancel);
        var kind = services.GetRequiredKeyedService<IImport>(import.Kind);
        var rows = lines.Select(line => new ImportRow(line.Line, JsonSerializer.Deserialize<Dictionary<string, string>>(line.Content)!)).ToList();
        var now = (await kind.JudgeAsync(rows, await desk.DecisionsAsync(import.Kind, cancel, [.. lines.Select(line => line.Key)]), cancel))
            .ToDictionary(line => line.Row.Line);
        foreach (var line in lines)
            if (now[line.Line].Verdict != line.Verdict || now[line.Line].Mark != line.Mark)
                throw new RuleBroken("",
                    new($"Riga {line.Line}, {line.Label}: dopo l'anteprima il registro è cambiato. Con lo stesso file si fa un'altra anteprima.",
                    $"Line {line.Line}: the register changed after the preview."));
        foreach (var unit in lines.GroupBy(line => line.Unit))
            await kind.ApplyAsync([.. unit.Select(line => now[line.Line]).Where(line => line.Verdict is LineVerdict.New or LineVerdict.Changed)],
                import.Source, cancel);
        await db.SaveChangesAsync(cancel);
        var done = clock.UtcNow();
        await db.Set<ImportLine>().Where(l => l.ImportId == import.Id && units.Contains(l.Unit))
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.DoneAt, done).SetProperty(l => l.Content, "{}"), cancel);
    }
}

/// <summary>Forgets imports, their lines and what was decided of them when the rule no longer lets them be kept. What they brought stands in the register,
/// each fact with its source.</summary>
internal sealed class ImportSweep(AppDb db, TimeProvider clock) : IRound
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var first = LegalTime.StartOf(Retention.KeptFrom(Retention.Imports, LegalTime.Today(clock)));
        await db.Set<Import>().Where(i => i.CreatedAt < first).ExecuteDeleteAsync(cancel);
        await db.Set<ImportDecision>().Where(d => d.DecidedAt < first).ExecuteDeleteAsync(cancel);
    }
}

/// <summary>The files that were imported, for the sweep that re-reads what is kept.</summary>
internal sealed class ImportFiles(AppDb db) : Files.IFileOwner
{
    public async IAsyncEnumerable<Files.OwnedFile> FilesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var import in db.Set<Import>().AsNoTracking().OrderBy(i => i.Id).AsAsyncEnumerable().WithCancellation(cancel))
            yield return new(import.Sha256, import.Length, import.Source, import.FileName, import.MediaType, "I/6", import.CreatedAt);
    }
}
