using Liburia.Design.Charts;
using Liburia.Design.Lists;
using Liburia.Design.TagHelpers;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Liburia.Design.Pages.Design.Desk;

/// <summary>The style gallery: every component once, in rest and, after «Invia», with its errors. Demonstration installations only.</summary>
[Public]
internal sealed class StyleModel(Installation installation) : PageModel
{
    [BindProperty] public string? Name { get; set; }
    [BindProperty] public DateOnly? Day { get; set; }
    [BindProperty] public string? Notes { get; set; }
    [BindProperty] public string? Street { get; set; }
    [BindProperty] public string? Answer { get; set; }
    [BindProperty] public bool Declared { get; set; }

    public static readonly IReadOnlyList<SelectListItem> Streets = [new("Via Roma", "roma"), new("Piazza Municipio", "municipio")];

    public ListView List { get; private set; } = null!;

    /// <summary>A row of the example.</summary>
    internal sealed record Example(int Number, string Subject, DateOnly Due, long Fee, bool IsOpen);

    private static readonly ListOf<Example> Examples = new()
    {
        Caption = new("Esempio di elenco", "Example of a list"),
        Search = new("Parole", "Words"),
        Filters = [new("stato", new("Stato", "State")) { Choices = [("aperta", "Aperta"), ("conclusa", "Conclusa")] }, ListFilter.Day("dal", new("Dal", "From"))],
        Tabs = [new("Del mio ufficio", "?vista=ufficio", true), new("Assegnate a me", "?vista=mie", false)],
        EmptyTitle = new("Nessuna pratica", "No cases"),
        EmptyText = new("Arrivano qui da sole.", "They come here by themselves."),
        Columns =
        [
            new("number", new("Numero", "Number"), ListKind.Number, e => e.Number) { Order = [e => e.Number] },
            new("subject", new("Oggetto", "Subject"), ListKind.Text, e => e.Subject) { Order = [e => e.Subject] },
            new("due", new("Termine", "Term"), ListKind.Day, e => e.Due) { Order = [e => e.Due] },
            new("fee", new("Importo", "Fee"), ListKind.Money, e => e.Fee) { Order = [e => e.Fee] },
            new("state", new("Stato", "State"), ListKind.State, e => e.IsOpen ? new ListState("Aperta", "info", "it-clock") : new ListState("Conclusa", "success", "it-check-circle")),
        ],
        Sort = "due",
        Unique = e => e.Number,
        Href = e => $"#n{e.Number}",
        Choice = e => e.IsOpen ? $"{e.Number}" : null,
        Size = 25,
        File = "esempio",
    };

    private static IQueryable<Example> Found => Enumerable.Range(1, 60)
        .Select(i => new Example(i, i % 2 == 0 ? "Certificato di residenza" : "Cambio di indirizzo", new DateOnly(2026, 11, 1).AddDays(i * 7 % 40), i * 1650, i % 3 > 0)).AsQueryable();

    private static readonly ChartSeries Granted = new(new("accolte", "granted"), [12, 19, 7, 23]), Refused = new(new("respinte", "refused"), [2, 0, 3, 1]);
    private static readonly Texts Months = new("Mese", "Month");

    internal static IReadOnlyList<Chart> Charts =>
    [
        new(ChartKind.Bars, new("Domande per ufficio", "Applications by office"), new("Ufficio", "Office"), ["Anagrafe", "Ufficio tecnico", "Polizia locale", "Tributi"], [Granted, Refused]),
        new(ChartKind.Columns, new("Domande per mese", "Applications by month"), Months, ["agosto", "settembre", "ottobre", "novembre"], [Granted, Refused]),
        new(ChartKind.Lines, new("Andamento", "Course"), Months, ["agosto", "settembre", "ottobre", "novembre"], [Granted, Refused]),
    ];

    internal static IReadOnlyList<ListedFile> Files =>
    [
        new("Planimetria", "planimetria.pdf", "#Name") { Length = 2_140_000, Sha256 = new string('a', 64) },
        new("scansione.png", "scansione.png", "#Name") { Length = 812, IsUnchecked = true, Preview = "/assets/lib/favicon.svg" },
    ];

    public async Task<IActionResult> OnGetAsync()
    {
        if (!installation.IsDemonstration) return NotFound();
        List = await Examples.ShowAsync(Request, Found);
        return Page();
    }

    public async Task<IActionResult> OnGetExportAsync() => installation.IsDemonstration ? (await Examples.ExportAsync(Request, Found)).Result : NotFound();

    /// <summary>Stores nothing: it answers with the errors to be looked at.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!installation.IsDemonstration) return NotFound();
        List = await Examples.ShowAsync(Request, Found);
        if (string.IsNullOrWhiteSpace(Name)) ModelState.AddModelError(nameof(Name), Say.T("Scrivi il nome e il cognome.", "Enter the first and last name."));
        if (Day is null && ModelState.GetFieldValidationState(nameof(Day)) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid)
            ModelState.AddModelError(nameof(Day), Say.T("Scrivi la data di nascita, per esempio 12/05/1985.", "Enter the date of birth, for example 12/05/1985."));
        if (string.IsNullOrWhiteSpace(Notes)) ModelState.AddModelError(nameof(Notes), Say.T("Scrivi il motivo in una frase.", "Enter the reason in one sentence."));
        if (string.IsNullOrEmpty(Street)) ModelState.AddModelError(nameof(Street), Say.T("Scegli la via.", "Choose the street."));
        if (string.IsNullOrEmpty(Answer)) ModelState.AddModelError(nameof(Answer), Say.T("Scegli come vuoi ricevere la risposta.", "Choose how to receive the answer."));
        if (!Declared) ModelState.AddModelError(nameof(Declared), Say.T("Conferma di avere letto l'informativa.", "Confirm that you have read the notice."));
        return Page();
    }
}
