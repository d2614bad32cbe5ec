using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Subjects.Contracts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Mine;

/// <summary>Who looked at a person's data, for which office and why; the person may ask.</summary>
[Citizen]
internal sealed class AccessesModel(Visitor visitor, ISubjectRegister subjects, AccessLog accessLog, LookQuestions questions, AppDb db) : PageModel, Platform.Web.IRestorable
{
    public IReadOnlyList<AccessRecord> Looks { get; private set; } = [];
    public IReadOnlyDictionary<Guid, LookQuestion> Questions { get; private set; } = new Dictionary<Guid, LookQuestion>();

    public Task OnGetAsync() => RestoreAsync();

    public async Task RestoreAsync()
    {
        if (await subjects.FindByTaxCodeAsync(visitor.TaxCode) is not { } person) return;
        Looks = await accessLog.OfAsync(person.Id);
        Questions = await db.Set<LookQuestion>().AsNoTracking().Where(q => q.SubjectId == person.Id).ToDictionaryAsync(q => q.RecordId);
    }

    public async Task<IActionResult> OnPostAskAsync(Guid look)
    {
        if (await subjects.FindByTaxCodeAsync(visitor.TaxCode) is not { } person) return NotFound();
        await questions.AskAsync(look, person.Id, Request.Form[$"why-{look:n}"]);
        return LocalRedirect(Say.Href("/area-personale/accessi"));
    }
}
