using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
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
        var keys = await subjects.KeysOfAsync(visitor.TaxCode);
        Looks = await accessLog.OfAsync(keys);
        Questions = await db.Set<LookQuestion>().AsNoTracking().Where(q => keys.Contains(q.SubjectId)).ToDictionaryAsync(q => q.RecordId);
    }

    public async Task<IActionResult> OnPostAskAsync(Guid look)
    {
        await questions.AskAsync(look, await subjects.KeysOfAsync(visitor.TaxCode), Request.Form[$"why-{look:n}"]);
        return LocalRedirect(Say.Href("/area-personale/accessi"));
    }
}
