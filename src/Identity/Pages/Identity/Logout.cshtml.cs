using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

[Public]
internal sealed class LogoutModel(Sessions sessions, Visitor visitor) : PageModel
{
    public IActionResult OnGet() => LocalRedirect(Say.Href("/"));

    public async Task<IActionResult> OnPostAsync()
    {
        if (visitor.Kind != VisitorKind.Anonymous) await sessions.CloseAsync(HttpContext, visitor.SessionId);
        return LocalRedirect(Say.Href("/"));
    }
}
