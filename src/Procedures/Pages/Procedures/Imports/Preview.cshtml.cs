using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Imports;
using Liburia.Platform.Language;
using Liburia.Platform.Runs;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Imports;

/// <summary>What a file would do: how many lines are new, equal, changed, to be decided, wrong. Here it is decided, begun, and read how it went.</summary>
[Permission(ProceduresModule.Imports)]
internal sealed class PreviewModel(ImportDesk desk, LongRuns runs, AppDb db, AccessLog accessLog, Writing writing, Visitor visitor) : PageModel, IRestorable
{
    /// <summary>Where it is written down that people's data were read in a file.</summary>
    public const string Place = "Importazioni";

    /// <summary>So many lines are decided at once.</summary>
    private const int MostDecisions = 25;

    public static readonly Texts Meanwhile = new("Nel frattempo un collega ha cambiato questa importazione, e non è stato fatto nulla: qui sotto vedi com'è adesso.",
        "A colleague changed this import meanwhile, and nothing was done: this is how it is now.");

    public static readonly IReadOnlyList<(LineVerdict Verdict, string Tab, string Words)> Views =
    [
        (LineVerdict.Wrong, "errori", "Con errori"), (LineVerdict.ToDecide, "decidere", "Da decidere"), (LineVerdict.Held, "ferme", "Ferme con altre righe"),
        (LineVerdict.New, "nuove", "Nuove"), (LineVerdict.Changed, "cambiate", "Cambiate"), (LineVerdict.Equal, "uguali", "Già presenti, uguali"),
            (LineVerdict.LeftOut, "escluse", "Escluse per decisione"),
    ];

    [FromRoute(Name = "id")]
    public Guid Id { get; set; }

    [BindProperty(SupportsGet = true, Name = "esito")]
    public string? View { get; set; }

    [BindProperty]
    public string? Seen { get; set; }

    public Import Import { get; private set; } = null!;
    public ImportKind Kind { get; private set; } = null!;
    public IReadOnlyDictionary<LineVerdict, int> Counts { get; private set; } = new Dictionary<LineVerdict, int>();
    public IReadOnlyList<Import> SameFile { get; private set; } = [];
    public RunProgress? Progress { get; private set; }
    public LineVerdict Shown { get; private set; }
    public ListView? List { get; private set; }
    public IReadOnlyList<ImportLine> ToDecide { get; private set; } = [];
    /// <summary>Lines that are carried out when one says yes.</summary>
    public int ToDo => Of(LineVerdict.New) + Of(LineVerdict.Changed);
    public int Of(LineVerdict verdict) => Counts.GetValueOrDefault(verdict);
    public bool IsRunHere => Progress is { } progress && progress.Run.OfficeId == visitor.OfficeId;
    public string SeenNow => SeenMark.Of(Import.Version, Import.State.ToString());

    private ListOf<ImportLine> Lines => new()
    {
        Caption = Texts.Same(Views.First(view => view.Verdict == Shown).Words),
        EmptyTitle = new("Nessuna riga", "No line"),
        EmptyText = new("Le schede qui sopra contano le righe del file.", "The tabs above count the lines of the file."),
        Keeps = ["esito"],
        Columns =
        [
            new("line", new("Riga", "Line"), ListKind.Number, l => l.Line),
            new("who", new("Chi", "Who"), ListKind.Text, l => l.Label),
            new("what", new("Che cosa", "What"), ListKind.Text, WordsOf),
        ],
    };

    public async Task<IActionResult> OnGetAsync()
    {
        if (!await FindAsync()) return NotFound();
        if (Import.State == ImportState.Received) return LocalRedirect($"/desk/importazioni/{Id:n}/colonne");
        await ShowAsync();
        await NoteAsync();
        return Page();
    }

    /// <summary>Everything that keeps lines out, for whoever corrects the file.</summary>
    public async Task<IActionResult> OnGetErrorsAsync()
    {
        if (!await FindAsync()) return NotFound();
        var found = db.Set<ImportLine>().AsNoTracking()
            .Where(l => l.ImportId == Id && (l.Verdict == LineVerdict.Wrong || l.Verdict == LineVerdict.Held || l.Verdict == LineVerdict.ToDecide))
            .OrderBy(l => l.Line);
        await accessLog.SearchedAsync(writing, Place + ", errori", Import.FileName, await found.CountAsync());
        var file = await Csv.WriteAsync(["Riga", "Chi", "Colonna", "Valore", "Che cosa non va"], Rows());
        HttpContext.Response.RegisterForDisposeAsync(file);
        return new FileStreamResult(file, Csv.MediaType) { FileDownloadName = "errori.csv" };

        async IAsyncEnumerable<IEnumerable<string?>> Rows()
        {
            await foreach (var line in found.AsAsyncEnumerable())
            {
                var faults = line.Found.Faults.Where(fault => !fault.IsWarning).ToList();
                foreach (var fault in faults) yield return [$"{line.Line}", line.Label, fault.Heading, fault.Value, fault.Reason];
                if (faults.Count == 0) yield return [$"{line.Line}", line.Label, "", "", line.Verdict == LineVerdict.ToDecide ? "Da decidere: assomiglia a una persona del registro" : WordsOf(line)];
            }
        }
    }

    public async Task<IActionResult> OnPostDecideAsync()
    {
        if (!await FindAsync()) return NotFound();
        SeenMark.Need(Response, Seen, SeenNow, Meanwhile);
        var choices = new Dictionary<int, ImportChoice>();
        foreach (var (name, value) in Request.Form.Where(field => field.Key.StartsWith('r') && int.TryParse(field.Key.AsSpan(1), out _)))
            if (ChoiceOf(value.ToString()) is { } choice) choices[int.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)] = choice;
        if (choices.Count == 0) throw new RuleBroken("", new("Scegli almeno una risposta.", "Choose at least one answer."));
        await desk.DecideAsync(Import, choices);
        return LocalRedirect($"/desk/importazioni/{Id:n}?esito=decidere");
    }

    private static ImportChoice? ChoiceOf(string answer) => answer switch
    {
        "Same" => ImportChoice.Same,
        "Another" => ImportChoice.Another,
        "LeaveOut" =>
        ImportChoice.LeaveOut,
        _ => null
    };

    public async Task<IActionResult> OnPostBeginAsync()
    {
        if (!await FindAsync()) return NotFound();
        SeenMark.Need(Response, Seen, SeenNow, Meanwhile);
        await desk.BeginAsync(Import);
        return LocalRedirect($"/desk/importazioni/{Id:n}");
    }

    /// <summary>The same file judged anew: somebody corrected the register, or the street register.</summary>
    public async Task<IActionResult> OnPostAgainAsync()
    {
        if (!await FindAsync()) return NotFound();
        SeenMark.Need(Response, Seen, SeenNow, Meanwhile);
        await desk.PreviewAsync(Import, Import.Columns);
        return LocalRedirect($"/desk/importazioni/{Id:n}");
    }

    public async Task RestoreAsync()
    {
        if (!await FindAsync()) return;
        await ShowAsync();
        await NoteAsync();
    }

    private async Task<bool> FindAsync()
    {
        if (await desk.FindAsync(Id) is not { } import || desk.KindOf(import.Kind) is not { } kind || !visitor.Can(kind.Permission)) return false;
        (Import, Kind) = (import, kind);
        return true;
    }

    private async Task ShowAsync()
    {
        Counts = await desk.CountsAsync(Id);
        SameFile = await desk.SameFileAsync(Import);
        Progress = Import.RunId is { } run ? await runs.FindAsync(run) : null;
        Shown = Views.FirstOrDefault(view => view.Tab == View) is { Tab: not null } asked ? asked.Verdict
            : Views.FirstOrDefault(view => Of(view.Verdict) > 0).Verdict;
        var lines = db.Set<ImportLine>().AsNoTracking().Where(l => l.ImportId == Id && l.Verdict == Shown).OrderBy(l => l.Line);
        if (Shown == LineVerdict.ToDecide && Import.State == ImportState.Previewed) ToDecide = await lines.Take(MostDecisions).ToListAsync();
        else List = await Lines.ShowAsync(Request, lines);
    }

    /// <summary>What a line would change, and whom it resembles, are data of somebody in the register: each is a look. The rest is a list.</summary>
    private Task NoteAsync() => writing.RunAsync(async () =>
    {
        var lines = ToDecide.Count > 0 ? ToDecide : [];
        if (List is { } list && Shown == LineVerdict.Changed)
        {
            var (skip, size) = ((list.Address.Page - 1) * list.Address.Size, list.Address.Size);
            lines = await db.Set<ImportLine>().AsNoTracking().Where(l => l.ImportId == Id && l.Verdict == Shown).OrderBy(l => l.Line).Skip(skip).Take(size)
                .ToListAsync();
        }
        foreach (var subject in lines.Select(line => line.SubjectId).OfType<Guid>().Distinct()) accessLog.Record(subject,
            "Confronto con un file da importare", Import.Source);
        accessLog.Searched(Place, Import.FileName, List?.Rows.Count ?? ToDecide.Count);
        return true;
    });

    private string WordsOf(ImportLine line)
    {
        var found = line.Found;
        IEnumerable<string> parts =
        [
            .. found.Faults.Select(fault =>
                $"{(fault.Heading.Length > 0 ? $"{fault.Heading}{(fault.Value.Length > 0 ? $" «{fault.Value}»" : "")}: " : "")}{fault.Reason}{(fault.IsWarning ? " (avviso)" : "")}"),
            .. found.Differences.Select(one => $"{one.What}: {one.Before} → {one.After}"),
        ];
        if (found.Question is { } question) parts = parts.Append(question.Text);
        if (line.Verdict == LineVerdict.Held) parts = parts.Prepend("Aspetta le altre righe con cui entra insieme");
        return string.Join("; ", parts);
    }
}
