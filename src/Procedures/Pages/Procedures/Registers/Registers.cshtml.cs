using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Procedures.Pages.Registers;

[Public, SameForAll]
internal sealed class RegistersModel(ModelCatalogue models) : PageModel
{
    public IReadOnlyList<(string Name, Texts Title)> Registers { get; } = [.. RegisterNames.All(models).Where(r => r.Public).Select(r => (r.Name, r.Title)).OrderBy(r => r.Title.It, StringComparer.OrdinalIgnoreCase)];
}
