using Liburia.Platform.Access;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Consortium.Pages;

[Public, SameForAll, HostedAt(HostKind.Any)]
internal sealed class PromisesPageModel : PageModel
{
    public IReadOnlyList<Promise> All => Promises.All;
    public int Proved => All.Count(promise => promise.Tests.Count > 0);
}
