using Liburia.Design.Lists;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
using Liburia.Subjects.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Mine;

/// <summary>A look at the visitor's data, and what they asked about it.</summary>
internal sealed record AskedLook(AccessRecord Look, LookQuestion? Question);

/// <summary>Who looked at a person's data, for which office and why; the person may ask.</summary>
[Citizen(OnlyForOneself = true, AlsoForWards = true)]
internal sealed class AccessesModel(Visitor visitor, ISubjectRegister subjects, AccessLog accessLog, LookQuestions questions, AppDb db) : PageModel, Platform.Web.IRestorable
{
    public ListView List { get; private set; } = null!;

    public Task OnGetAsync() => RestoreAsync();

    public async Task RestoreAsync() => List = await Looks.ShowAsync(Request, await FoundAsync());

    /// <summary>One's own looks, to keep or to show to whoever protects data.</summary>
    public async Task<IActionResult> OnGetExportAsync() => (await Looks.ExportAsync(Request, await FoundAsync())).Result;

    private async Task<IQueryable<AskedLook>> FoundAsync()
    {
        var keys = await subjects.KeysOfAsync(visitor.PrincipalTaxCode);
        var looks = await accessLog.OfAsync(keys);
        var asked = await db.Set<LookQuestion>().AsNoTracking().Where(q => keys.Contains(q.SubjectId)).ToDictionaryAsync(q => q.RecordId);
        return looks.Select(look => new AskedLook(look, asked.GetValueOrDefault(look.Id))).AsQueryable();
    }

    private static readonly ListOf<AskedLook> Looks = new()
    {
        Caption = new("Consultazioni, dalla più recente", "Looks, newest first"),
        EmptyTitle = new("Nessuna consultazione", "No looks"),
        EmptyText = new("Nessuno ha ancora aperto la tua scheda.", "Nobody has opened your record yet."),
        Columns =
        [
            new("when", new("Quando", "When"), ListKind.Moment, a => a.Look.At) { Order = [a => a.Look.At] },
            new("who", new("Chi", "Who"), ListKind.Text, a => a.Look.StaffName + (a.Look.ActingFor.Length > 0 ? $" ({a.Look.ActingFor})" : "")) { Order = [a => a.Look.StaffName] },
            new("office", new("Ufficio", "Office"), ListKind.Text, a => a.Look.Office) { Order = [a => a.Look.Office], IsItalian = true },
            new("what", new("Che cosa", "What"), ListKind.Text, a => a.Look.What) { IsItalian = true },
            new("why", new("Perché", "Why"), ListKind.Text, a => a.Look.Purpose) { IsItalian = true },
            new("ask", new("Chiedi", "Ask"), ListKind.Text, a => a.Question?.Asked) { Partial = "/Pages/Procedures/Mine/AskAboutLook.cshtml" },
            new("answer", new("Risposta", "Answer"), ListKind.Text, a => a.Question?.Answer) { IsExportedOnly = true },
        ],
        Sort = "when",
        IsDescending = true,
        Unique = a => a.Look.Id,
        Size = 100,
        File = "consultazioni",
    };

    public async Task<IActionResult> OnPostAskAsync(Guid look)
    {
        await questions.AskAsync(look, await subjects.KeysOfAsync(visitor.PrincipalTaxCode), Request.Form[$"why-{look:n}"]);
        return LocalRedirect(Say.Href("/area-personale/accessi"));
    }
}
