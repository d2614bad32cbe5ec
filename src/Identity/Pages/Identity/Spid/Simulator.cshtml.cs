using System.Text;
using Liburia.Identity.Saml;
using Liburia.Identity.Simulator;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Demonstrations;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>The simulated provider's page. It exists in demonstrations alone; it checks our request as a real provider would.</summary>
[Public, HostedAt(HostKind.AccessPoint), IgnoreAntiforgeryToken]
internal sealed class SimulatorModel(SpidProviders providers, SpidKeys keys, MunicipalityDirectory directory, AppDbFactory databases, IDataProtectionProvider protection, TimeProvider clock) : PageModel
{
    public static readonly IReadOnlyList<(int Code, Texts Label)> Failures = [(25, new("Annulla", "Cancel")), (22, new("Nega il consenso", "Refuse consent")), (21, new("Lascia scadere", "Let it time out")), (23, new("Identità sospesa", "Suspended identity")), (19, new("Troppi tentativi", "Too many attempts")), (20, new("Livello mancante", "Level missing"))];

    public IReadOnlyList<InventedPerson> People { get; private set; } = [];
    public int Level { get; private set; }
    /// <summary>The request, where it came by a form: the next form carries it on.</summary>
    public string? Posted { get; private set; }
    /// <summary>The signed response, and where it goes.</summary>
    public (string Address, string Response)? Answer { get; private set; }
    private string requestId = "";

    private async Task<bool> LoadAsync()
    {
        if (providers.Simulated is null || Read() is not { } request) return false;
        (requestId, Level) = request;
        var people = new List<InventedPerson>();
        foreach (var municipality in directory.Online)
        {
            await using var db = databases.Open(municipality.Slug);
            people.AddRange(await DemonstrationCitizens.ReadAsync(db));
        }
        People = [.. people.DistinctBy(p => p.TaxCode)];
        return true;
    }

    /// <summary>Our own request, in the address or in a form: its signature is checked before anything is believed.</summary>
    private (string Id, int Level)? Read()
    {
        try
        {
            var message = Request.Query.ContainsKey(SamlBinding.Question) ? SamlArrival.ByRedirect(Request.QueryString.Value!, SamlBinding.Question) : SamlArrival.ByPost(Posted = Request.HasFormContentType ? Request.Form[SamlBinding.Question].ToString() : "");
            message.Verify([keys.Self.Certificate]);
            var request = message.Document.DocumentElement!;
            var context = SamlXml.Only(SamlXml.Only(request, "RequestedAuthnContext", SamlNames.Protocol, "request.form"), "AuthnContextClassRef", SamlNames.Assertion, "request.form");
            return (request.GetAttribute("ID"), SamlNames.LevelOf(context.InnerText));
        }
        catch (SamlRefused)
        {
            return null;
        }
    }

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string? person, int level, int? failure)
    {
        if (!await LoadAsync()) return NotFound();
        if (person is null && level == 0 && failure is null) return Page();
        var (self, now, simulated) = (keys.Self, clock.UtcNow(), providers.Simulated!);
        System.Xml.XmlDocument message;
        if (failure is { } code) message = simulated.Refuse(self.ConsumerUrl, requestId, code, now);
        else if (People.FirstOrDefault(p => p.TaxCode == person) is { } chosen && level is >= 1 and <= 3)
        {
            var names = chosen.FullName.Split(' ', 2);
            var session = level == 1 && SimulatedSession.Of(HttpContext, protection) is { } open && open.TaxCode == chosen.TaxCode ? open : new SimulatedSession(chosen.TaxCode, simulated.NewSubject());
            if (level == 1) session.Keep(HttpContext, protection);
            message = simulated.Admit(self.ConsumerUrl, self.EntityId, requestId, level, new SimulatedPerson(chosen.TaxCode, names[0], names[^1], $"{chosen.TaxCode.ToLowerInvariant()}@posta.example"), now, known: session.Subject);
        }
        else
        {
            ModelState.AddModelError("person", Say.T("Scegli una delle persone dell'elenco.", "Choose one of the people listed."));
            return Page();
        }
        Answer = (self.ConsumerUrl, Convert.ToBase64String(Encoding.UTF8.GetBytes(message.OuterXml)));
        return Page();
    }
}
