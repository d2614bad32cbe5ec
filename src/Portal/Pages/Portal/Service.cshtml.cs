using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Portal.Pages;

[Public, SameForAll]
internal sealed class ServiceModel(Tenant tenant, Installation installation, IServiceCatalogue catalogue) : PageModel
{
    public ServiceSheet Sheet { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string slug)
    {
        if (await catalogue.FindAsync(tenant.Municipality, slug) is not { } sheet) return NotFound();
        Sheet = sheet;
        return Page();
    }

    public IHtmlContent JsonLd() => new HtmlContentBuilder().AppendHtml(ServiceData.SchemaOrg(Sheet, tenant.Municipality, installation.UrlOf(tenant.Municipality)));

    public IHtmlContent CpsvAp() => new HtmlContentBuilder().AppendHtml(ServiceData.CpsvAp(Sheet, tenant.Municipality, installation.UrlOf(tenant.Municipality)));
}
