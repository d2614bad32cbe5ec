using System.Text.Json;
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

    /// <summary>The sheet as structured data (recommendation R.SI.1.1). System.Text.Json escapes angle brackets, so it cannot leave its element.</summary>
    public IHtmlContent JsonLd()
    {
        var municipality = tenant.Municipality;
        var data = new Dictionary<string, object>
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "GovernmentService",
            ["name"] = Sheet.Title.It,
            ["serviceType"] = Sheet.Category,
            ["serviceOperator"] = new Dictionary<string, object> { ["@type"] = "GovernmentOrganization", ["name"] = municipality.FullName },
            ["areaServed"] = new Dictionary<string, object> { ["@type"] = "AdministrativeArea", ["name"] = municipality.Name },
            ["audience"] = new Dictionary<string, object> { ["@type"] = "Audience", ["audienceType"] = Sheet.AddressedTo.Text.It },
            ["availableChannel"] = new Dictionary<string, object>
            {
                ["@type"] = "ServiceChannel",
                ["serviceUrl"] = installation.UrlOf(municipality) + Sheet.StartPath,
                ["serviceLocation"] = new Dictionary<string, object>
                {
                    ["@type"] = "Place",
                    ["name"] = Sheet.Office.Name,
                    ["address"] = new Dictionary<string, object>
                    {
                        ["@type"] = "PostalAddress",
                        ["streetAddress"] = "Piazza Municipio 1",
                        ["postalCode"] = municipality.PostCode,
                        ["addressLocality"] = municipality.Name,
                    },
                },
            },
        };
        return new HtmlContentBuilder().AppendHtml(JsonSerializer.Serialize(data));
    }
}
