using Liburia.Design.Charts;
using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Search;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Consortium.Pages;

[Public, SameForAll, HostedAt(HostKind.Any)]
internal sealed class PromisesPageModel : PageModel
{
    /// <summary>The two founding texts, by the letters their promises begin with.</summary>
    private static readonly IReadOnlyList<(string Begin, Texts Text)> Fields = [("CO", new("Sigla CO", "Id CO")), ("CV", new("Sigla CV", "Id CV"))];

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    /// <summary>si, no: with or without a proof.</summary>
    [BindProperty(SupportsGet = true, Name = "prova")]
    public string? Proof { get; set; }

    public IReadOnlyList<Promise> All => Promises.All;
    public int Proved => All.Count(promise => promise.Tests.Count > 0);
    public ListView List { get; private set; } = null!;
    public Chart ByField { get; } = new(ChartKind.Bars, new("Promesse con e senza una prova, per testo", "Promises with and without a proof, by text"), new("Testo", "Text"), [.. Fields.Select(field => (string)field.Text)],
    [
        new(new("con almeno una prova", "with at least one proof"), [.. Fields.Select(field => Promises.All.LongCount(promise => IsOf(promise, field.Begin) && promise.Tests.Count > 0))]),
        new(new("non ancora", "not yet"), [.. Fields.Select(field => Promises.All.LongCount(promise => IsOf(promise, field.Begin) && promise.Tests.Count == 0))]),
    ]);

    public async Task OnGetAsync()
    {
        var words = SearchWords.Of((Query ?? "").Cut(100)).ToList();
        List = await PromiseList().ShowAsync(Request, All
            .Where(promise => Proof is not ("si" or "no") || promise.Tests.Count > 0 == (Proof == "si"))
            .Where(promise => words.All(word => SearchWords.Plain($"{promise.Id} {promise.Phrase} {promise.English}").Contains(word, StringComparison.Ordinal))).AsQueryable());
    }

    private static bool IsOf(Promise promise, string begin) => promise.Id.StartsWith(begin, StringComparison.Ordinal);

    private static ListOf<Promise> PromiseList() => new()
    {
        Caption = new("Promesse e prove", "Promises and proofs"),
        Search = new("Parole della promessa", "Words of the promise"),
        Filters = [new("prova", new("Prova", "Proof")) { All = new("Tutte", "All"), Choices = [("si", Say.T("Con almeno una prova", "With at least one proof")), ("no", Say.T("Non ancora", "Not yet"))] }],
        EmptyTitle = new("Nessuna promessa", "No promise"),
        EmptyText = new("Togli le parole per rivederle tutte.", "Remove the words to see them all again."),
        Columns =
        [
            new("id", new("Sigla", "Id"), ListKind.Text, p => p.Id) { Order = [p => p.Id], Partial = "/Pages/Consortium/PromiseId.cshtml" },
            new("phrase", new("Promessa", "Promise"), ListKind.Text, p => p.Phrase) { Partial = "/Pages/Consortium/PromisePhrase.cshtml" },
            new("state", new("Stato", "State"), ListKind.State, p => p.Tests.Count > 0
                ? new ListState(Say.T("Provata in parte", "Partly proved"), "success", "it-check-circle") : new ListState(Say.T("Non ancora", "Not yet"), "warning", "it-clock")),
            new("proofs", new("Prove", "Proofs"), ListKind.Number, p => p.Tests.Count) { Order = [p => p.Tests.Count], Partial = "/Pages/Consortium/PromiseProofs.cshtml" },
        ],
        Unique = p => p.Id,
        Size = 100,
    };
}
