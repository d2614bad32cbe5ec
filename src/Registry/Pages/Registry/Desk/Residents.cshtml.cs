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

    public IReadOnlyList<ResidentView> Found { get; private set; } = [];
    public bool HasMore { get; private set; }

    public async Task OnGetAsync()
    {
        if (string.IsNullOrWhiteSpace(Query)) return;
        var found = await register.SearchAsync(Query, Limit + 1);
        (HasMore, Found) = (found.Count > Limit, [.. found.Take(Limit)]);
        await accessLog.SearchedAsync(writing, "Residenti", Query.Trim(), Found.Count);
    }
}
