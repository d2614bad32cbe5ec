using Liburia.Platform.Access;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Portal.Pages;

[Public, SameForAll]
[HostedAt(HostKind.Any)]
internal sealed class PrivacyModel : PageModel;
