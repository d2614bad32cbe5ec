using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Identity.Pages;

/// <summary>Which office of the Comune does what the modules declare. A function that has an office keeps one: what is sent must reach somebody.</summary>
[Permission(IdentityModule.Organize)]
internal sealed class FunctionsPageModel(AppDb db, OrganizationChart chart, AuditTrail audit) : PageModel, IRestorable
{
    public OfficeBook Book { get; private set; } = null!;

    /// <summary>The functions as the page showed them when it was opened.</summary>
    [BindProperty] public string? Seen { get; set; }

    public string SeenNow => SeenMark.Of([.. Book.Functions.Select(function => (object?)Book.Find(function.Key)?.Id)]);

    public IEnumerable<SelectListItem> Items => Book.Offices.Select(office => new SelectListItem(office.Name, office.Id.ToString()));

    public Task OnGetAsync() => RestoreAsync();

    public async Task RestoreAsync() => Book = await chart.BookAsync();

    public async Task<IActionResult> OnPostAsync()
    {
        await RestoreAsync();
        SeenMark.Need(Response, Seen, SeenNow, new("Nel frattempo qualcun altro ha cambiato le funzioni: controlla come sono adesso, e salva di nuovo.",
            "Somebody else changed the functions meanwhile: check how they are now, and save again."));
        var form = await Request.ReadFormAsync();
        var stored = await db.Set<AssignedFunction>().ToDictionaryAsync(function => function.FunctionKey);
        foreach (var function in Book.Functions)
        {
            var sent = form[$"Function.{function.Key}"].ToString();
            var chosen = Guid.TryParse(sent, out var id) ? Book.Find(id) : null;
            if (chosen is null && (sent.Length > 0 || stored.ContainsKey(function.Key))) throw new RuleBroken($"Function.{function.Key}",
                new("Scegli l'ufficio: ciò che arriva deve raggiungere qualcuno.", "Choose the office: what comes must reach somebody."));
            if (chosen is null || (stored.TryGetValue(function.Key, out var known) && known.OfficeId == chosen.Id)) continue;
            if (known is not null) known.OfficeId = chosen.Id;
            else db.Add(new AssignedFunction { FunctionKey = function.Key, OfficeId = chosen.Id });
            audit.Note("office.function", $"function:{function.Key}", new { office = chosen.Name });
        }
        return LocalRedirect("/desk/uffici");
    }
}
