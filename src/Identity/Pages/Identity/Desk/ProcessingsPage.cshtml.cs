using Liburia.Design.Lists;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>The controller's register of processing activities, from what the modules declare (art. 30 GDPR).</summary>
[Permission(IdentityModule.Account)]
internal sealed class ProcessingsPageModel(IReadOnlyList<IModule> modules, Tenant tenant) : PageModel
{
    public string Controller => tenant.Municipality.FullName;
    public ListView List { get; private set; } = null!;

    public async Task OnGetAsync() => List = await Activities().ShowAsync(Request, Found);

    public async Task<IActionResult> OnGetExportAsync() => (await Activities().ExportAsync(Request, Found)).Result;

    private IQueryable<Processing> Found => modules.SelectMany(module => module.Processings).AsQueryable();

    private ListOf<Processing> Activities() => new()
    {
        Caption = new("Registro dei trattamenti", "Register of processing activities"),
        EmptyTitle = new("Nessun trattamento", "No activity"),
        EmptyText = new("I moduli non ne dichiarano.", "The modules declare none."),
        Columns =
        [
            new("controller", new("Titolare", "Controller"), ListKind.Text, _ => Controller) { IsExportedOnly = true },
            new("activity", new("Attività", "Activity"), ListKind.Text, a => a.Title),
            new("purpose", new("Perché", "Purpose"), ListKind.Text, a => a.Purpose),
            new("basis", new("Base giuridica", "Legal basis"), ListKind.Text, a => a.LegalBasis),
            new("subjects", new("Interessati", "Data subjects"), ListKind.Text, a => a.Subjects),
            new("data", new("Dati", "Data"), ListKind.Text, a => a.Data + (a.Tables.Count > 0 ? $" ({string.Join(", ", a.Tables.Select(t => t.Name))})" : "")),
            new("recipients", new("Destinatari", "Recipients"), ListKind.Text, a => a.Recipients),
            new("keeping", new("Conservazione", "Keeping"), ListKind.Text, a => a.Keeping),
        ],
        Size = 100,
        File = $"trattamenti-{tenant.Municipality.Slug}",
    };
}
