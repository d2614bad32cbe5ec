using System.Text.Json;
using System.Xml;
using Liburia.Identity.Saml;
using Liburia.Platform;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Law;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.DataProtection;

namespace Liburia.Identity.Spid;

/// <summary>Somebody who wants to enter a Comune.</summary>
/// <param name="Nonce">Hash of a word that only their browser has, on the Comune's host.</param>
/// <param name="Path">Where they go once inside; local.</param>
internal sealed record Wish(string Slug, string Path, string Nonce, int Level);

/// <summary>Who may enter which Comune, carried there by a code that counts once, for a minute.</summary>
internal sealed record Pass(Wish Wish, string TaxCode, string FullName, int Level, string Provider, SamlSubject Subject);

/// <summary>How a log-in ended at the access point.</summary>
/// <param name="Address">Of the Comune, with its code; none where nobody got in.</param>
/// <param name="Anomaly">SPID's number where the provider let nobody in.</param>
/// <param name="Back">Where one may try again; none where nobody knows.</param>
/// <param name="IsEnglish">They came from an English page.</param>
internal sealed record Ending(string? Address, int? Anomaly, string? Back, bool IsEnglish = false);

/// <summary>The way in through SPID: from a Comune to the access point, to a provider, and back to the Comune with a code.</summary>
internal sealed class SpidDoor(Installation installation, MunicipalityDirectory directory, OneTimeStore once, SpidProviders providers, SpidKeys keys, SpidProfile profile, SpidLog log, IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly TimeSpan Waits = TimeSpan.FromMinutes(10);

    private sealed record Asked(string Provider, Wish Wish, DateTime IssuedAt);

    /// <summary>Their places in the list are their indexes in the metadata. What a login needs, and what services may ask that also need where to reach somebody.</summary>
    public static readonly IReadOnlyList<AttributeSet> Sets =
    [
        new("Accesso ai servizi online dei Comuni", ["spidCode", "name", "familyName", "fiscalNumber"]),
        new("Servizi online dei Comuni che usano i recapiti", ["spidCode", "name", "familyName", "fiscalNumber", "dateOfBirth", "placeOfBirth", "email", "mobilePhone", "digitalAddress", "address", "domicileStreetAddress", "domicilePostalCode", "domicileMunicipality", "domicileProvince", "domicileNation"]),
    ];

    /// <summary>A pass names a person: it lies sealed while it waits.</summary>
    private IDataProtector Sealed => protection.CreateProtector("spid-pass");

    /// <summary>A wish that can be fulfilled: a live Comune, a local path, a level.</summary>
    public bool Knows(Wish wish) => directory.Find(wish.Slug) is { State: MunicipalityState.Live } && IsLocal(wish.Path) && wish.Level is >= 1 and <= 3 && wish.Nonce.Length == 64;

    public static bool IsLocal(string path) => path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal) && !path.Contains("//", StringComparison.Ordinal);

    /// <summary>Sends somebody to a provider.</summary>
    /// <returns>How, and the id of the request, which their browser keeps; none when the provider is not known.</returns>
    public async Task<(SamlSending Sending, string RequestId)?> BeginAsync(Wish wish, string providerId)
    {
        if (providers.Find(providerId) is not { } provider) return null;
        var (id, now, self) = (SamlXml.NewId(), clock.UtcNow(), keys.Self);
        var request = SamlRequests.Authn(self, provider, id, wish.Level, 0, now);
        var sending = SamlBinding.Send(self.Certificate, self.Key, request, provider.SignOn.Binding, provider.SignOn.Address, SamlBinding.Question, id);
        await Task.WhenAll(once.PutAsync("spid-request", id, JsonSerializer.Serialize(new Asked(providerId, wish, now)), now + Waits), log.KeepAsync(request, provider.EntityId, carrier: sending.IsForm ? "" : sending.Address));
        return (sending, id);
    }

    /// <summary>Reads what a provider answered, once.</summary>
    /// <param name="requestOfBrowser">The request this browser waits for: another's answer is not its own (login CSRF).</param>
    /// <exception cref="SamlRefused">Any rule that does not hold.</exception>
    public async Task<Ending> EndAsync(XmlDocument response, string? requestOfBrowser, CancellationToken cancel = default)
    {
        var id = SamlResponse.InResponseTo(response);
        // What nobody asked for is no message of a login, and is not kept: strangers would fill the log.
        var party = id.Length > 0 && await once.PeekAsync("spid-request", id, cancel) is { } open ? JsonSerializer.Deserialize<Asked>(open)!.Provider : null;
        try
        {
            var ending = await TakeAsync(response, id, requestOfBrowser, cancel);
            await log.KeepAsync(response, party!);
            return ending;
        }
        catch (SamlRefused refused) when (party is not null)
        {
            // One for each request: whoever sends more of them is no provider, and must not fill the log.
            if (await once.PutAsync("spid-refused", id, "", clock.UtcNow() + Waits)) await log.KeepAsync(response, party, refused.Rule);
            throw;
        }
    }

    /// <summary>In which language they came, where the request is still open.</summary>
    public async Task<bool> IsEnglishAsync(string? requestOfBrowser, CancellationToken cancel = default) =>
        requestOfBrowser is { Length: > 0 } id && await once.PeekAsync("spid-request", id, cancel) is { } kept && IsEnglish(JsonSerializer.Deserialize<Asked>(kept)!.Wish);

    private static bool IsEnglish(Wish wish) => wish.Path == "/en" || wish.Path.StartsWith("/en/", StringComparison.Ordinal);

    private async Task<Ending> TakeAsync(XmlDocument response, string id, string? requestOfBrowser, CancellationToken cancel)
    {
        if (id.Length == 0 || await once.PeekAsync("spid-request", id, cancel) is not { } kept) throw new SamlRefused("request.unknown", "nobody here asked for it, or it was answered already");
        if (requestOfBrowser != id) throw new SamlRefused("request.browser", "another browser asked for it");
        var asked = JsonSerializer.Deserialize<Asked>(kept)!;
        var provider = providers.Find(asked.Provider) ?? throw new SamlRefused("provider.closed", "the provider is no longer known");
        var now = clock.UtcNow();
        var self = keys.Self;
        var (login, failure) = SamlResponse.Read(response, new Expectation(self.EntityId, self.ConsumerUrl, new OpenRequest(id, asked.Provider, asked.Wish.Level, asked.IssuedAt), provider, now));
        var municipality = directory.Find(asked.Wish.Slug) ?? throw new SamlRefused("request.comune", "the Comune is no longer here");
        var english = IsEnglish(asked.Wish);
        var here = installation.UrlOf(municipality) + (english ? "/en" : "");
        var back = $"{here}/accedi?ritorno={Uri.EscapeDataString(asked.Wish.Path)}{(asked.Wish.Level == 2 ? "" : $"&livello={asked.Wish.Level}")}";
        if (login is null) return await once.TakeAsync("spid-request", id) is null ? throw new SamlRefused("request.unknown", "it was answered already") : new Ending(null, failure!.Code, back, english);
        var code = CarriedCodes.NewWord();
        var pass = Sealed.Protect(JsonSerializer.Serialize(new Pass(asked.Wish, login.TaxCode, $"{login.GivenName} {login.FamilyName}", login.Level, asked.Provider, login.Subject)));
        var (taken, unused) = await once.ExchangeAsync(("spid-request", id), ("spid-assertion", login.AssertionId, login.UsableUntil), ("pass", CarriedCodes.HashOf(code), pass, now + CarriedCodes.Last));
        if (!taken) throw new SamlRefused("request.unknown", "it was answered already");
        if (!unused) throw new SamlRefused("assertion.replay", "the assertion was used before");
        return new Ending($"{here}/accedi/codice?c={code}", null, back, english);
    }

    /// <summary>Redeems a code at the Comune it is for, in the browser it is for; it is gone in any case.</summary>
    /// <param name="nonce">The word the browser keeps on the Comune's host.</param>
    public async Task<Pass?> RedeemAsync(string code, string slug, string? nonce) =>
        await once.TakeAsync("pass", CarriedCodes.HashOf(code)) is { } kept && JsonSerializer.Deserialize<Pass>(Sealed.Unprotect(kept)) is { } pass && pass.Wish.Slug == slug
        && CarriedCodes.IsOf(pass.Wish.Nonce, nonce) ? pass : null;

    public XmlDocument Metadata() => SamlMetadata.Write(keys.Self, Sets, installation.Consortium, profile.Contact);
}
