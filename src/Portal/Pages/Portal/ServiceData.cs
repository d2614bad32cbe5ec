using System.Text.Json;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Portal.Contracts;

namespace Liburia.Portal.Pages;

/// <summary>A service sheet as structured data. System.Text.Json escapes angle brackets, so it cannot leave its element.</summary>
internal static class ServiceData
{
    private const string Levels = "https://w3id.org/italia/controlled-vocabulary/classifications-for-public-services/interactivity-level/";

    /// <summary>For search engines, by schema.org (recommendation R.SI.1.1).</summary>
    /// <param name="site">Address of the Comune's site, without a slash at its end.</param>
    public static string SchemaOrg(ServiceSheet sheet, Municipality municipality, string site) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["@context"] = "https://schema.org",
        ["@type"] = "GovernmentService",
        ["name"] = sheet.Title.It,
        ["serviceType"] = sheet.Category,
        ["serviceOperator"] = new Dictionary<string, object> { ["@type"] = "GovernmentOrganization", ["name"] = municipality.FullName },
        ["areaServed"] = new Dictionary<string, object> { ["@type"] = "AdministrativeArea", ["name"] = municipality.Name },
        ["audience"] = new Dictionary<string, object> { ["@type"] = "Audience", ["audienceType"] = sheet.AddressedTo.Text.It },
        ["availableChannel"] = new Dictionary<string, object>
        {
            ["@type"] = "ServiceChannel",
            ["serviceUrl"] = site + (sheet.IsOnline ? sheet.StartPath : $"/servizi/{sheet.Slug}"),
            ["serviceLocation"] = new Dictionary<string, object>
            {
                ["@type"] = "Place",
                ["name"] = sheet.Office.Name,
                ["address"] = new Dictionary<string, object> { ["@type"] = "PostalAddress", ["streetAddress"] = sheet.Office.Seat, ["postalCode"] = municipality.PostCode, ["addressLocality"] = municipality.Name },
            },
        },
    });

    /// <summary>For other administrations, by the Italian profile of the Core Public Service Vocabulary (CPSV-AP_IT 1.1).</summary>
    public static string CpsvAp(ServiceSheet sheet, Municipality municipality, string site)
    {
        static object[] Both(Texts text) => [new Dictionary<string, string> { ["@language"] = "it", ["@value"] = text.It }, new Dictionary<string, string> { ["@language"] = "en", ["@value"] = text.En }];
        static Texts Whole(SheetText text) => text.Items is null ? text.Text : new Texts($"{text.Text.It} {string.Join(" ", text.Items.Select(i => i.It))}", $"{text.Text.En} {string.Join(" ", text.Items.Select(i => i.En))}");
        static Dictionary<string, object> Thing(string type, object description) => new() { ["@type"] = type, ["l0:description"] = description };
        var data = new Dictionary<string, object>
        {
            ["@context"] = new Dictionary<string, string> { ["cpsv"] = "https://w3id.org/italia/onto/CPSV/", ["l0"] = "https://w3id.org/italia/onto/l0/", ["clv"] = "https://w3id.org/italia/onto/CLV/", ["cov"] = "https://w3id.org/italia/onto/COV/", ["onto"] = "https://w3id.org/italia/onto/", ["dct"] = "http://purl.org/dc/terms/" },
            ["@id"] = $"{site}/servizi/{sheet.Slug}",
            ["@type"] = "cpsv:PublicService",
            ["l0:identifier"] = sheet.Slug,
            ["l0:name"] = Both(sheet.Title),
            ["l0:description"] = Both(sheet.Summary),
            ["dct:modified"] = sheet.UpdatedOn.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["dct:publisher"] = new Dictionary<string, object> { ["@type"] = "cov:PublicOrganization", ["l0:name"] = municipality.FullName },
            ["cpsv:serviceKeyword"] = sheet.Keywords,
            ["cpsv:hasiInteractivityLevel"] = new Dictionary<string, string> { ["@id"] = Levels + sheet.InteractivityLevel.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            ["cpsv:hasServiceStatus"] = new Dictionary<string, object> { ["@type"] = "cpsv:ServiceStatus", ["l0:name"] = sheet.Active ? "attivo" : "non attivo" },
            ["cpsv:hasInput"] = Thing("cpsv:Input", Both(Whole(sheet.Needed))),
            ["cpsv:producesOutput"] = Thing("cpsv:Output", Both(Whole(sheet.Achieved))),
            ["cpsv:hasCost"] = sheet.Costs.Select(cost => Thing("cpsv:Cost", $"{cost.What.It}: {cost.Amount} ({cost.When.It})")),
            ["cpsv:hasProcessingTime"] = sheet.Terms.Count > 0
                ? sheet.Terms.Select(term => Thing("cpsv:ServiceProcessingTime", $"{term.Amount} {(term.Unit == "working-days" ? "giorni lavorativi" : "giorni")} ({term.Norm})"))
                : sheet.Times.Select(time => Thing("cpsv:ServiceProcessingTime", $"{time.Milestone.It}: {time.Term.It}")),
            ["onto:isPartOfEvent"] = sheet.LifeEvents.Select(life => new Dictionary<string, object> { ["@type"] = "cpsv:LifeEvent", ["l0:name"] = life }),
            ["cpsv:isPhysicallyAvailableAt"] = new Dictionary<string, object> { ["@type"] = "clv:Feature", ["l0:name"] = sheet.Office.Name, ["l0:description"] = $"{sheet.Office.Seat}, {municipality.PostCode} {municipality.Name}" },
        };
        if (sheet.IsOnline) data["cpsv:hasWebSiteCh"] = new Dictionary<string, object> { ["@type"] = "cpsv:WebSiteChannel", ["@id"] = site + sheet.StartPath };
        if (sheet.Office.Mail.Length > 0) data["cpsv:hasEmailCh"] = new Dictionary<string, object> { ["@type"] = "cpsv:EmailChannel", ["@id"] = "mailto:" + sheet.Office.Mail };
        if (sheet.Office.Phone.Length > 0) data["cpsv:hasPhoneCh"] = Thing("cpsv:PhoneChannel", sheet.Office.Phone);
        return JsonSerializer.Serialize(data);
    }
}
