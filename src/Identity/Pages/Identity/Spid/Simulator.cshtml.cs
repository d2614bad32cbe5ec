using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Liburia.Identity.Contracts;
using Liburia.Identity.Saml;
using Liburia.Identity.Simulator;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Identity.Pages;

/// <summary>The simulated provider's page. It exists in demonstrations alone; it checks our request as a real provider would.</summary>
[Public, HostedAt(HostKind.AccessPoint)]
internal sealed class SimulatorModel(SpidProviders providers, SpidKeys keys, MunicipalityDirectory directory, AppDbFactory databases, TimeProvider clock) : PageModel
{
    public static readonly IReadOnlyList<(int Code, Texts Label)> Failures = [(25, new("Annulla", "Cancel")), (22, new("Nega il consenso", "Refuse consent")), (21, new("Lascia scadere", "Let it time out")), (23, new("Identità sospesa", "Suspended identity")), (19, new("Troppi tentativi", "Too many attempts")), (20, new("Livello mancante", "Level missing"))];

    public IReadOnlyList<DemonstrationCitizen> People { get; private set; } = [];
    public int Level { get; private set; }
    /// <summary>The signed response, and where it goes.</summary>
    public (string Address, string Response)? Answer { get; private set; }
    private string requestId = "";

    private async Task<bool> LoadAsync()
    {
        if (providers.Simulated is null || Read() is not { } request) return false;
        (requestId, Level) = request;
        var people = new List<DemonstrationCitizen>();
        foreach (var municipality in directory.Online)
        {
            await using var db = databases.Open(municipality.Slug);
            people.AddRange(await DemonstrationCitizens.ReadAsync(db));
        }
        People = [.. people.DistinctBy(p => p.TaxCode)];
        return true;
    }

    /// <summary>Our own request, as it stands in the address: its signature is checked before anything is believed.</summary>
    private (string Id, int Level)? Read()
    {
        var query = Request.QueryString.Value ?? "";
        var at = query.IndexOf("&Signature=", StringComparison.Ordinal);
        if (at < 0 || !Request.Query.TryGetValue("SAMLRequest", out var packed)) return null;
        var signature = new byte[1024];
        if (!Convert.TryFromBase64String(Request.Query["Signature"].ToString(), signature, out var length)) return null;
        if (!keys.Self.Certificate.GetRSAPublicKey()!.VerifyData(Encoding.ASCII.GetBytes(query[1..at]), signature.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) return null;
        try
        {
            var request = SamlXml.Parse(SamlRequests.Inflate(packed.ToString())).DocumentElement!;
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
        var (self, now, simulated) = (keys.Self, clock.UtcNow(), providers.Simulated!);
        System.Xml.XmlDocument message;
        if (failure is { } code) message = simulated.Refuse(self.ConsumerUrl, requestId, code, now);
        else if (People.FirstOrDefault(p => p.TaxCode == person) is { } chosen && level is >= 1 and <= 3)
        {
            var names = chosen.FullName.Split(' ', 2);
            message = simulated.Admit(self.ConsumerUrl, self.EntityId, requestId, level, new SimulatedPerson(chosen.TaxCode, names[0], names[^1], $"{chosen.TaxCode.ToLowerInvariant()}@posta.example"), now);
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
