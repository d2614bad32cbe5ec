using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Commands;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Portability;
using Liburia.Platform.Runs;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Imports;

/// <summary>
/// An import from the command line of the machine: the same file, lines and run as at the desk, carried out where the command was given. What a killed command
/// left undone the next one with the same file does first.
/// </summary>
public sealed class ImportHere(ServiceProvider services, Municipality municipality, TimeProvider clock)
{
    private const string Name = "Riga di comando";

    /// <param name="mapping">A JSON object, heading to field; none for what is proposed or remembered.</param>
    /// <returns>0 where every line is there, 1 where some are not.</returns>
    /// <exception cref="Refused">The file or its mapping is not right.</exception>
    public static async Task<int> RunAsync(Options options, ImportKind kind, string slug, string file, string? mapping)
    {
        if (!File.Exists(file)) throw new Refused($"il file {file} non c'è.");
        var installation = options.ToInstallation();
        InstallationStamp.Need(installation);
        var clock = options.Clock(installation);
        await using var services = CoreServices.Of(options.Modules, installation, clock);
        var municipality = services.GetRequiredService<MunicipalityDirectory>().Find(slug) ?? throw new Refused($"nessun Comune «{slug}».");
        try
        {
            return await new ImportHere(services, municipality, clock).TakeAsync(kind, file, mapping, options.Json);
        }
        catch (RuleBroken broken)
        {
            throw new Refused(broken.Message, broken);
        }
    }

    private async Task<int> TakeAsync(ImportKind kind, string file, string? mapping, bool json)
    {
        await using (var left = File.OpenRead(file)) await ResumeAsync(kind,
            Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(left)), json);
        var id = await InAsync(async (scope, desk) =>
        {
            await using var content = File.OpenRead(file);
            var import = await desk.ReceiveAsync(kind, content, Path.GetFileName(file), "");
            // The preview reads the file of a row that is there.
            await scope.GetRequiredService<AppDb>().SaveChangesAsync();
            await desk.PreviewAsync(import, mapping is null ? import.Columns : ColumnsOf(kind, await desk.SheetOfAsync(import), mapping));
            return import.Id;
        });
        var run = await InAsync(async (_, desk) => (await desk.CountsAsync(id)) is var counts && counts.GetValueOrDefault(LineVerdict.New)
            + counts.GetValueOrDefault(LineVerdict.Changed) > 0
            ? await desk.BeginAsync((await desk.FindAsync(id))!, isHere: true) : null);
        if (run is not null) await CarryOutAsync(run, json);
        return await TellAsync(id, run, json);
    }

    private static Dictionary<int, string> ColumnsOf(ImportKind kind, Sheet sheet, string mapping)
    {
        var columns = new Dictionary<int, string>();
        Dictionary<string, string>? said;
        try
        {
            said = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(mapping));
        }
        catch (JsonException fault)
        {
            throw new Refused($"{mapping} non è un oggetto JSON che dica quale intestazione è quale campo, come {{\"PERS_1\": \"familyName\"}}.", fault);
        }
        foreach (var (heading, field) in said ?? [])
        {
            var column = sheet.Headings.Index().Where(one => one.Item.Equals(heading, StringComparison.OrdinalIgnoreCase)).Select(one => one.Index).ToList();
            if (column.Count != 1) throw new Refused(column.Count == 0 ? $"nel file non c'è una colonna «{heading}»."
                : $"nel file la colonna «{heading}» c'è {column.Count} volte.");
            if (kind.Fields.All(known =>
                known.Name != field)) throw new Refused($"«{field}» non è un campo: si conoscono {string.Join(", ", kind.Fields.Select(known => known.Name))}.");
            columns[column[0]] = field;
        }
        return columns;
    }

    private async Task ResumeAsync(ImportKind kind, string sha256, bool json)
    {
        await using var scope = services.GetRequiredService<Portable>().In(municipality);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var left = await db.Set<Run>().AsNoTracking().Where(r => r.FinishedAt == null && r.StaffId == Guid.Empty && db.Set<Import>()
            .Any(i => i.RunId == r.Id && i.Kind == kind.Name && i.Sha256 == sha256)).ToListAsync();
        foreach (var run in left) await CarryOutAsync(run, json);
    }

    private async Task CarryOutAsync(Run run, bool json)
    {
        await using var scope = services.GetRequiredService<Portable>().In(municipality);
        var (hand, db) = (scope.ServiceProvider.GetRequiredService<RunHand>(), scope.ServiceProvider.GetRequiredService<AppDb>());
        var bar = new ProgressBar(json ? TextWriter.Null : Console.Out, run.Title, await db.Set<RunItem>()
            .CountAsync(i => i.RunId == run.Id && i.State == RunItemState.Waiting));
        var last = -1;
        // What the program failed on waits for another turn.
        for (var more = true; more;)
        {
            more = false;
            for (var position = await hand.NextAsync(run, -1); position is not null; position = await hand.NextAsync(run, position.Value))
            {
                more = true;
                bar.Add(Math.Max(0, position.Value - last));
                last = Math.Max(last, position.Value);
            }
        }
        await InAsync(async (own, _) =>
        {
            await RunHand.FinishAsync(own.GetRequiredService<AppDb>(), run.Id, clock.UtcNow());
            return true;
        });
        bar.Done();
    }

    private async Task<int> TellAsync(Guid id, Run? run, bool json)
    {
        await using var scope = services.GetRequiredService<Portable>().In(municipality);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var counts = await scope.ServiceProvider.GetRequiredService<ImportDesk>().CountsAsync(id);
        var kept = await db.Set<ImportLine>().AsNoTracking()
            .Where(l => l.ImportId == id && (l.Verdict == LineVerdict.Wrong || l.Verdict == LineVerdict.ToDecide || l.Verdict == LineVerdict.Held))
            .OrderBy(l => l.Line).ToListAsync();
        var refused = run is null ? [] : await db.Set<RunItem>().AsNoTracking().Where(i => i.RunId == run.Id && i.State == RunItemState.Refused)
            .OrderBy(i => i.Position).ToListAsync();
        var done = await db.Set<ImportLine>().CountAsync(l => l.ImportId == id && l.DoneAt != null
            && (l.Verdict == LineVerdict.New || l.Verdict == LineVerdict.Changed));
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                import = id,
                counts = counts.ToDictionary(one => JsonNamingPolicy.CamelCase.ConvertName(one.Key.ToString()), one => one.Value),
                taken = done,
                lines = kept.Select(line => new { line.Line, verdict = line.Verdict.ToString(), line.Found.Faults, question = line.Found.Question?.Text }),
                refused = refused.Select(item => new { item.Label, item.Reason }),
            }, JsonSerializerOptions.Web));
        else
        {
            Console.WriteLine($"{counts.Values.Sum()} righe: {counts.GetValueOrDefault(LineVerdict.New)} nuove, {counts.GetValueOrDefault(LineVerdict.Changed)} cambiate, {counts.GetValueOrDefault(LineVerdict.Equal)} già presenti e uguali, "
                + $"{counts.GetValueOrDefault(LineVerdict.LeftOut)} escluse per decisione, {counts.GetValueOrDefault(LineVerdict.ToDecide)} da decidere, {counts.GetValueOrDefault(LineVerdict.Wrong)} con errori, {counts.GetValueOrDefault(LineVerdict.Held)} ferme con loro. Prese: {done}.");
            foreach (var line in kept)
                foreach (var words in line.Found.Faults.Where(fault => !fault.IsWarning).Select(fault => $"{fault.Heading} «{fault.Value}»: {fault.Reason}")
                    .DefaultIfEmpty(line.Found.Question?.Text ?? "aspetta le altre righe con cui entra insieme"))
                    Console.WriteLine($"riga {line.Line}, {line.Label}: {words}");
            foreach (var item in refused) Console.WriteLine($"{item.Label}: {item.Reason}");
        }
        return kept.Count + refused.Count > 0 ? 1 : 0;
    }

    /// <summary>In one write, in the name of the machine.</summary>
    private async Task<T> InAsync<T>(Func<IServiceProvider, ImportDesk, Task<T>> work)
    {
        await using var scope = services.GetRequiredService<Portable>().In(municipality);
        scope.ServiceProvider.GetRequiredService<Visitor>().EnterSystem(Name);
        T result = default!;
        await scope.ServiceProvider.GetRequiredService<Writing>().RunAsync(async () =>
        {
            result = await work(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<ImportDesk>());
            return true;
        });
        return result;
    }
}
