using System.Net.Mail;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
using Liburia.Portal.Reports;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Portal.Pages;

/// <summary>Anybody says what does not work in a page of the site.</summary>
[Public]
internal sealed class ProblemModel(AppDb db, IServiceCatalogue services, Tenant tenant, TimeProvider clock) : PageModel, Platform.Web.IRestorable
{
    [BindProperty(SupportsGet = true, Name = "pagina")]
    public string? At { get; set; }

    [BindProperty(SupportsGet = true, Name = "inviato")]
    public bool IsSent { get; set; }

    [BindProperty] public string? Text { get; set; }
    [BindProperty] public string? Mail { get; set; }

    /// <summary>The service by which one says what is broken in the street, where the Comune offers one.</summary>
    public ServiceSheet? Reports { get; private set; }

    public Task OnGetAsync() => RestoreAsync();

    public async Task RestoreAsync()
    {
        At = Local(At);
        if (!IsSent) Reports = (await services.AllAsync(tenant.Municipality)).FirstOrDefault(sheet => sheet.TakesReports);
    }

    public IActionResult OnPost()
    {
        var mail = Mail?.Trim() is { Length: > 0 } typed ? typed : null;
        if (Text?.Trim() is not { Length: >= 10 and <= PageReport.TextLength } text) throw new RuleBroken("Text", new("Scrivi che cosa non va, da 10 a 2.000 caratteri.", "Write what is wrong, 10 to 2,000 characters."));
        if (mail is { Length: > 200 } || (mail is not null && (!MailAddress.TryCreate(mail, out var address) || address.Address != mail))) throw new RuleBroken("Mail", new("L'indirizzo di posta non è scritto bene, per esempio: maria.rossi@posta.example", "The e-mail address is not well formed, for example: maria.rossi@posta.example"));
        db.Add(new PageReport { Id = Guid.CreateVersion7(), Page = Local(At), Text = text, Mail = mail, SentAt = clock.UtcNow() });
        return LocalRedirect(Say.Href("/problema") + "?inviato=true");
    }

    /// <summary>The path alone, and only of this site.</summary>
    private static string Local(string? path) => path is { Length: > 1 and <= 300 } && path[0] == '/' && path[1] != '/' ? path.Split('?')[0] : "";
}
