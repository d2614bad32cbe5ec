using System.Text.Json.Nodes;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Liburia.Portal.Contracts;
using Microsoft.AspNetCore.Routing;

namespace Liburia.Procedures;

/// <summary><c>GET /api/v1/servizi</c>: what the Comune offers, for other programs.</summary>
internal static class ServicesApi
{
    public static readonly ApiOperation Operation = new("GET", "/api/v1/servizi", new("I servizi del Comune", "Services of the Comune"), "servizi", JsonNode.Parse("""
        { "type": "object", "required": ["items"], "properties": { "items": { "type": "array", "items": { "type": "object", "required": ["slug", "title", "category", "level", "fees", "terms", "url"], "properties": {
          "slug": { "type": "string" }, "title": { "type": "string" }, "category": { "type": "string" }, "level": { "type": "integer", "minimum": 1, "maximum": 5 },
          "fees": { "type": "array", "items": { "type": "object", "properties": { "what": { "type": "string" }, "amount": { "type": "string" }, "when": { "type": "string" } } } },
          "terms": { "type": "array", "items": { "type": "object", "properties": { "name": { "type": "string" }, "amount": { "type": "integer" }, "unit": { "type": "string" }, "silence": { "type": "string" }, "norm": { "type": "string" } } } },
          "url": { "type": "string", "format": "uri" } } } } } }
        """)!.AsObject());

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapApi("GET", "/api/v1/servizi", async (IServiceCatalogue catalogue, Tenant tenant, Installation installation) => Api.Json(new
    {
        items = (await catalogue.AllAsync(tenant.Municipality)).Select(sheet => new
        {
            slug = sheet.Slug,
            title = sheet.Title.ToString(),
            category = sheet.Category,
            level = sheet.InteractivityLevel,
            fees = sheet.Costs.Select(cost => new { what = cost.What.ToString(), amount = cost.Amount, when = cost.When.ToString() }),
            terms = sheet.Terms.Select(term => new { name = term.Name, amount = term.Amount, unit = term.Unit, silence = term.Silence, norm = term.Norm }),
            url = $"{installation.UrlOf(tenant.Municipality)}{Say.Href("/servizi/" + sheet.Slug)}",
        }),
    }), HostKind.Municipality);
}
