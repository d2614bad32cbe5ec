using Liburia.Platform.Access;
using Liburia.Registry.Residents;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Registry.Pages.Desk;

[Permission(RegistryModule.Search), Costly(120, WithQueryOnly = true)]
internal sealed class ResidentsModel(ResidentRegister register) : PageModel
{
    public const int Limit = 50;

    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Query { get; set; }

    public IReadOnlyList<(ResidentView Resident, Dwelling? Dwelling)> Found { get; private set; } = [];

    public async Task OnGetAsync()
    {
        if (Query?.Length > 100) Query = Query[..100];
        if (!string.IsNullOrWhiteSpace(Query)) Found = await register.SearchAsync(Query, Limit);
    }
}
