using Liburia.Platform.Access;
using Liburia.Subjects.Contracts;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Mine;

[Citizen]
internal sealed class AccessesModel(Visitor visitor, ISubjectRegister subjects, AccessLog accessLog) : PageModel
{
    public IReadOnlyList<AccessRecord> Looks { get; private set; } = [];

    public async Task OnGetAsync()
    {
        if (await subjects.FindByTaxCodeAsync(visitor.TaxCode) is { } person) Looks = await accessLog.OfAsync(person.Id);
    }
}
