using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Registry.Residents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Desk;

/// <summary>Finds residents: as little as tells one from another, until a sheet is opened with its purpose. The search itself is written down.</summary>
[Permission(RegistryModule.Search), Costly(120, WithQueryOnly = true)]
internal sealed class ResidentsModel(ResidentRegister register, AccessLog accessLog, Writing writing) : PageModel
{
    public const int Limit = 25;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    public ListView List { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        var isAsked = !string.IsNullOrWhiteSpace(Query);
        var found = isAsked ? await register.SearchAsync(Query!, Limit + 1) : [];
        List = await Residents.ShowAsync(Request, found.Take(Limit).AsQueryable());
        if (!isAsked) return;
        if (found.Count > Limit) List.Note = "Altri corrispondono: aggiungi una parola per restringere.";
        await accessLog.SearchedAsync(writing, "Residenti", Query!.Trim(), List.Rows.Count);
    }

    /// <summary>Without pages and without a file to take away: who looks for somebody narrows the words.</summary>
    private static readonly ListOf<ResidentView> Residents = new()
    {
        Caption = new("Residenti trovati", "Residents found"),
        Search = new("Nome, codice fiscale o indirizzo", "Name, tax code or address"),
        EmptyTitle = new("Scrivi chi cerchi", "Say whom you look for"),
        EmptyText = new("Bastano le prime lettere: «rossi maria», «RSSMRA», «via roma 12». La ricerca non apre nessuna scheda, e resta scritta: codice fiscale e indirizzo si leggono nella scheda, dicendo perché.",
            "The first letters are enough. A search opens no sheet, and is written down: tax code and address are read in the sheet, saying why."),
        Columns =
        [
            new("name", new("Cognome e nome", "Name"), ListKind.Text, r => r.Person.RegisterName),
            new("born", new("Nascita", "Born"), ListKind.Day, r => r.Person.DateOfBirth),
        ],
        Href = r => $"/desk/residenti/{r.Id:n}",
    };
}
