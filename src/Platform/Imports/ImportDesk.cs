using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Files;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Imports;

/// <summary>
/// A file from outside becomes rows of a register in steps: kept with its hash, its columns matched, every line judged against what is there, what only a
/// person can say decided once, and then carried out by a long run. Judging changes nothing, so that the same file a second time finds everything there and
/// does nothing.
/// </summary>
public sealed class ImportDesk(
    AppDb db, IEngine engine, IncomingFiles incoming, FileStore files, LongRuns runs, Visitor visitor, AuditTrail audit, TimeProvider clock,
    IEnumerable<ImportKind> kinds, IServiceProvider services)
{
    public const int MostMegabytes = 20;

    /// <summary>A text or a sheet: what is neither has no table.</summary>
    private static readonly string[] Formats = ["txt", "xlsx"];

    private static readonly string[] LineColumns = ["import_id", "line", "key", "label", "unit", "verdict", "content", "findings", "mark", "subject_id",
        "done_at"];

    /// <summary>The kinds that the visitor may bring.</summary>
    public IReadOnlyList<ImportKind> Mine => [.. kinds.Where(kind => visitor.Can(kind.Permission))];

    /// <summary>Null where the module that knew it is gone.</summary>
    public ImportKind? KindOf(string name) => kinds.FirstOrDefault(kind => kind.Name == name);

    public Task<Import?> FindAsync(Guid id, CancellationToken cancel = default) => db.Set<Import>().FirstOrDefaultAsync(i => i.Id == id, cancel);

    /// <summary>The former imports of the same bytes, the newest first.</summary>
    public async Task<IReadOnlyList<Import>> SameFileAsync(Import import, CancellationToken cancel = default) =>
        await db.Set<Import>().AsNoTracking().Where(i => i.Kind == import.Kind && i.Sha256 == import.Sha256 && i.Id != import.Id)
            .OrderByDescending(i => i.CreatedAt).ToListAsync(cancel);

    /// <summary>Keeps a file and reads its headings; its mapping is the one of the last file with the same, or proposed.</summary>
    /// <param name="field">Where a refusal is shown.</param>
    /// <exception cref="RuleBroken">The file is none that can be read: nothing of it is there.</exception>
    public async Task<Import> ReceiveAsync(ImportKind kind, Stream content, string fileName, string field, CancellationToken cancel = default)
    {
        var taken = await incoming.TakeAsync(content, fileName, Formats, MostMegabytes, field, cancel);
        var sheet = SheetReader.Read(content, IsXlsx(taken.MediaType), field);
        var headings = ImportMap.KeyOf(sheet.Headings);
        var remembered = await db.Set<ImportMapping>().AsNoTracking().FirstOrDefaultAsync(m => m.Kind == kind.Name && m.HeadingsKey == headings, cancel);
        var import = new Import
        {
            Id = Guid.CreateVersion7(),
            Kind = kind.Name,
            FileName = taken.FileName,
            Sha256 = taken.Stored.Sha256,
            Length = taken.Stored.Length,
            MediaType = taken.MediaType,
            ReadAs = sheet.ReadAs,
            HeadingsKey = headings,
            Mapping = remembered?.Mapping ?? JsonSerializer.Serialize(ImportMap.Propose(kind, sheet.Headings)),
            StaffId = visitor.StaffId,
            StaffName = visitor.FullName,
            CreatedAt = clock.UtcNow(),
        };
        db.Add(import);
        audit.Note("import.receive", $"import:{import.Id:n}", new { import.Kind, import.FileName, import.Sha256, lines = sheet.Rows.Count });
        return import;
    }

    /// <summary>The table of the file, read again.</summary>
    public async Task<Sheet> SheetOfAsync(Import import, CancellationToken cancel = default)
    {
        await using var content = await files.OpenComparedAsync(import.Sha256, cancel);
        return SheetReader.Read(content, IsXlsx(import.MediaType), "");
    }

    /// <summary>Whether the mapping came from an earlier file with the same headings.</summary>
    public Task<ImportMapping?> RememberedAsync(Import import, CancellationToken cancel = default) =>
        db.Set<ImportMapping>().AsNoTracking().FirstOrDefaultAsync(m => m.Kind == import.Kind && m.HeadingsKey == import.HeadingsKey, cancel);

    /// <summary>Judges every line by this mapping, which the next file with the same headings finds again.</summary>
    /// <exception cref="RuleBroken">The mapping is not right, or it was begun already.</exception>
    public async Task PreviewAsync(Import import, IReadOnlyDictionary<int, string> map, CancellationToken cancel = default)
    {
        if (import.State == ImportState.Begun) throw new RuleBroken("",
            new("Questa importazione è già stata avviata: per portare altro si carica un altro file.",
            "This import was begun already: bring another file for anything else."));
        var (kind, sheet) = (KindOf(import.Kind)!, await SheetOfAsync(import, cancel));
        ImportMap.Check(kind, sheet, map);
        import.Mapping = JsonSerializer.Serialize(map);
        await RememberAsync(import, cancel);
        var (rows, faults) = ImportMap.Read(kind, sheet, map);
        var judged = await services.GetRequiredKeyedService<IImport>(kind.Name).JudgeAsync(rows, await DecisionsAsync(kind.Name, cancel), cancel);
        var lines = Settled([.. judged.Select(line => faults[line.Row.Line].ToList() is { Count: > 0 } own
            ? line with { Verdict = LineVerdict.Wrong,
                Faults = [.. own, .. line.Faults.Where(fault => !fault.IsWarning
                && own.All(other => other.Field.Length == 0 || other.Field != fault.Field))] } : line)]);
        (import.State, import.Version) = (ImportState.Previewed, import.Version + 1);
        await db.SaveChangesAsync(cancel);
        await db.Set<ImportLine>().Where(l => l.ImportId == import.Id).ExecuteDeleteAsync(cancel);
        await StoreAsync(import, lines, sheet, map, cancel);
    }

    /// <summary>What goes in together is held back together: by one that is wrong, or that nobody has decided yet.</summary>
    private static List<JudgedLine> Settled(IReadOnlyList<JudgedLine> lines)
    {
        var stopped = lines.Where(line => line.Verdict is LineVerdict.Wrong or LineVerdict.ToDecide).Select(line => line.Unit).ToHashSet();
        return [.. lines.Select(line => line.Verdict is LineVerdict.New or LineVerdict.Changed && stopped.Contains(line.Unit)
            // What holds another line back says nothing of whom this one is about: that is shown, and written as a look, when it may go in.
            ? line with { Verdict = LineVerdict.Held, Differences = [] } : line)];
    }

    private async Task StoreAsync(Import import, IReadOnlyList<JudgedLine> lines, Sheet sheet, IReadOnlyDictionary<int, string> map, CancellationToken cancel)
    {
        var units = lines.Select(line => line.Unit).Distinct().Index().ToDictionary(one => one.Item, one => one.Index);
        var headings = map.ToDictionary(one => one.Value, one => sheet.NameOf(one.Key));
        var rows = sheet.Rows.ToDictionary(row => row.Line);
        var columns = map.ToDictionary(one => one.Value, one => one.Key);
        await engine.BulkAsync(db.Database.GetDbConnection(), db.Database.CurrentTransaction!.GetDbTransaction(), "platform_import_lines", LineColumns,
            lines.Select(line => new object?[]
        {
            import.Id, line.Row.Line, line.Key.Cut(200), line.Label.Cut(200), units[line.Unit], line.Verdict.ToString(),
                JsonSerializer.Serialize(line.Row.Values),
            JsonSerializer.Serialize(new LineFindings([.. line.Faults.Select(fault =>
                new LineFault(headings.GetValueOrDefault(fault.Field, ""), Cell(line, fault), fault.Reason, fault.IsWarning))], line.Differences,
                line.Question)),
            line.Mark, line.SubjectId, null,
        }), cancel);

        // As the file has it: that is what whoever corrects the file looks for.
        string Cell(JudgedLine line, ImportFault fault) =>
            columns.TryGetValue(fault.Field, out var column) && column < rows[line.Row.Line].Cells.Count ? rows[line.Row.Line].Cells[column].Cut(200) : "";
    }

    private async Task RememberAsync(Import import, CancellationToken cancel)
    {
        var remembered = await db.Set<ImportMapping>().FirstOrDefaultAsync(m => m.Kind == import.Kind && m.HeadingsKey == import.HeadingsKey, cancel);
        if (remembered is null) db.Add(new ImportMapping
        {
            Kind = import.Kind,
            HeadingsKey = import.HeadingsKey,
            Mapping = import.Mapping,
            StaffName = visitor.FullName,
            UpdatedAt = clock.UtcNow()
        });
        else (remembered.Mapping, remembered.StaffName, remembered.UpdatedAt) = (import.Mapping, visitor.FullName, clock.UtcNow());
    }

    internal async Task<ImportDecisions> DecisionsAsync(string kind, CancellationToken cancel, IReadOnlyCollection<string>? keys = null) =>
        new(await db.Set<ImportDecision>().AsNoTracking()
        .Where(d => d.Kind == kind && (keys == null || keys.Contains(d.Key))).ToDictionaryAsync(d => (d.Key, d.Candidate), d => d.Choice, cancel));

    /// <summary>Writes down what a person decided of lines that wait for it; found again at every later file. The preview is made anew.</summary>
    /// <exception cref="RuleBroken">A line that asks nothing, or an answer it does not take.</exception>
    public async Task DecideAsync(Import import, IReadOnlyDictionary<int, ImportChoice> choices, CancellationToken cancel = default)
    {
        var numbers = choices.Keys.ToList();
        var lines = await db.Set<ImportLine>().AsNoTracking().Where(l => l.ImportId == import.Id && numbers.Contains(l.Line)).ToListAsync(cancel);
        foreach (var (number, choice) in choices)
        {
            var line = lines.FirstOrDefault(one => one.Line == number);
            if (line is not { Verdict: LineVerdict.ToDecide } || line.Found.Question is not { } question
                || (choice == ImportChoice.Another && !question.MayBeAnother))
                throw new RuleBroken($"r{number}", new("A questa riga non si può rispondere così: rileggi l'anteprima.",
                    "This line does not take that answer: read the preview again."));
            var decided = await db.Set<ImportDecision>().FirstOrDefaultAsync(d => d.Kind == import.Kind && d.Key == line.Key
                && d.Candidate == question.Candidate, cancel);
            if (decided is null) db.Add(decided = new ImportDecision { Kind = import.Kind, Key = line.Key, Candidate = question.Candidate, StaffName = "" });
            (decided.Choice, decided.StaffId, decided.StaffName, decided.DecidedAt) = (choice, visitor.StaffId, visitor.FullName, clock.UtcNow());
            audit.Note("import.decide", $"import:{import.Id:n}", new { line = number, line.Key, question.Candidate, choice = choice.ToString() });
        }
        await db.SaveChangesAsync(cancel);
        await PreviewAsync(import, import.Columns, cancel);
    }

    /// <summary>How many lines stand how.</summary>
    public async Task<IReadOnlyDictionary<LineVerdict, int>> CountsAsync(Guid import, CancellationToken cancel = default) =>
        await db.Set<ImportLine>().AsNoTracking().Where(l => l.ImportId == import).GroupBy(l => l.Verdict).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancel);

    /// <summary>Begins to carry out what the preview showed.</summary>
    /// <param name="isHere">Carried out by the caller, with <see cref="RunHand"/>: no job is owed.</param>
    /// <returns>Null when it would be something else by now.</returns>
    public async Task<Run?> BeginAsync(Import import, bool isHere = false, CancellationToken cancel = default)
    {
        var (kind, order) = (KindOf(import.Kind)!, new ImportRun.Order(import.Id));
        if (import.State != ImportState.Previewed) throw new RuleBroken("",
            new("Questa importazione è già stata avviata, o non ha un'anteprima.", "This import was begun already, or has no preview."));
        var preview = await runs.PreviewAsync(kind.RunName, order, cancel);
        var run = await runs.BeginAsync(kind.RunName, $"{kind.Label.It}: {import.FileName}", order, preview.Mark, isHere, cancel);
        if (run is not null) (import.State, import.RunId, import.Version) = (ImportState.Begun, run.Id, import.Version + 1);
        return run;
    }

    private static bool IsXlsx(string mediaType) => mediaType == FileFormat.Known["xlsx"].MediaType;
}
