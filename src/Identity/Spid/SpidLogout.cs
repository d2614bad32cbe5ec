using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Liburia.Identity.Saml;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Law;
using Liburia.Platform.Portability;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Liburia.Identity.Spid;

/// <summary>Somebody who left a Comune, and what is still to be done at the access point.</summary>
/// <param name="Access">Theirs; its session of the Comune is closed already.</param>
/// <param name="Person">Keyed hash, where they leave all Comuni; else none.</param>
internal sealed record Farewell(Access Access, byte[]? Person, bool IsEnglish);

/// <summary>How a logout ended.</summary>
/// <param name="Address">The Comune's page that says so.</param>
/// <param name="Closed">Slugs of the Comuni left.</param>
/// <param name="Failed">Of those that did not answer.</param>
/// <param name="Provider">What the provider said: all closed, or not all; none where it was not asked.</param>
internal sealed record Left(string Address, IReadOnlyList<string> Closed, IReadOnlyList<string> Failed, bool? Provider, bool IsEnglish);

/// <summary>
/// The way out. Sessions live in each Comune; the access point remembers which login opened which, and so ends them when the provider says so, or when the
/// person leaves everywhere; and it tells the provider when they leave a Comune (single logout, AgID's technical rules).
/// </summary>
internal sealed partial class SpidLogout(Installation installation, MunicipalityDirectory directory, AccessLedger ledger, OneTimeStore once, SpidProviders providers, SpidKeys keys, SpidLog log,
    Portable portable, CitizenIndex people, IDataProtectionProvider protection, TimeProvider clock, ILogger<SpidLogout> logger)
{
    private static readonly TimeSpan Waits = TimeSpan.FromMinutes(10), CodeLasts = TimeSpan.FromSeconds(60);

    private sealed record Told(string Provider, string Slug, IReadOnlyList<string> Closed, IReadOnlyList<string> Failed, bool IsEnglish);

    private IDataProtector Protector => protection.CreateProtector("spid-access");

    /// <summary>Remembers a login before its session opens.</summary>
    /// <param name="provider">Empty where nobody outside was asked, as in a demonstration.</param>
    /// <returns>What the session must know of it.</returns>
    public async Task<Guid> RememberAsync(string slug, string taxCode, string provider = "", SamlSubject? subject = null)
    {
        var id = new Guid(RandomNumberGenerator.GetBytes(16));
        var access = new Access(id, slug, provider, subject is null ? [] : Protector.Protect(JsonSerializer.SerializeToUtf8Bytes(subject)));
        await ledger.KeepAsync(access, people.Hash(taxCode), subject is null ? [] : HashOf(subject.NameId), subject is null or { SessionIndex: "" } ? [] : HashOf(subject.SessionIndex), clock.UtcNow() + Sessions.Absolute);
        return id;
    }

    /// <summary>The Comuni where a person is logged in, as far as the access point knows.</summary>
    public async Task<IReadOnlyList<string>> OpenAsync(string taxCode, CancellationToken cancel = default) =>
        [.. (await ledger.OfPersonAsync(people.Hash(taxCode), cancel)).Select(access => access.Slug).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What is left to do for somebody who is leaving a Comune, whose session there is closed by the caller.</summary>
    /// <returns>A code that does it at the access point, once; none where nothing is left.</returns>
    public async Task<string?> LeaveAsync(Guid? accessId, string taxCode, bool everywhere, bool english, CancellationToken cancel = default)
    {
        if (accessId is not { } id || await ledger.FindAsync(id, cancel) is not { } access) return null;
        if (!everywhere && !MayTell(access))
        {
            await ledger.ForgetAsync(id);
            return null;
        }
        var code = CarriedCodes.NewWord();
        await once.PutAsync("farewell", CarriedCodes.HashOf(code), Protector.CreateProtector("farewell").Protect(JsonSerializer.Serialize(new Farewell(access, everywhere ? people.Hash(taxCode) : null, english))), clock.UtcNow() + CodeLasts);
        return code;
    }

    /// <summary>Where a code of <see cref="LeaveAsync"/> is brought.</summary>
    public string AddressOf(string code, bool english) => $"{installation.AccessPointUrl.TrimEnd('/')}{(english ? "/en" : "")}/spid/esci?c={code}";

    /// <summary>At the access point: ends what is to be ended, and tells the provider.</summary>
    /// <returns>The message to the provider, or how it ended where there is nobody to tell; neither where the code is not good.</returns>
    public async Task<(SamlSending? Telling, Left? Left)> GoOnAsync(string code, CancellationToken cancel = default)
    {
        if (await once.TakeAsync("farewell", CarriedCodes.HashOf(code)) is not { } kept || JsonSerializer.Deserialize<Farewell>(Protector.CreateProtector("farewell").Unprotect(kept)) is not { } farewell) return (null, null);
        var (access, english) = (farewell.Access, farewell.IsEnglish);
        // One session of the provider may have opened several of ours: to leave it is to leave all of them.
        var subject = MayTell(access) ? JsonSerializer.Deserialize<SamlSubject>(Protector.Unprotect(access.Sealed)) : null;
        IReadOnlyList<Access> leaving = farewell.Person is { } person ? await ledger.OfPersonAsync(person, cancel) : subject is null ? [access]
            : await ledger.OfNameAsync(access.Provider, HashOf(subject.NameId), subject.SessionIndex.Length > 0 ? [HashOf(subject.SessionIndex)] : [], cancel);
        var (closed, failed) = await CloseAsync(leaving, cancel);
        if (subject is null || providers.Find(access.Provider) is not { Logout: { } place } provider) return (null, new Left(BackTo(access.Slug, english, farewell.Person is null ? "" : failed.Count == 0 ? "ovunque" : "parziale"), closed, failed, null, english));
        var (id, now, self) = (SamlXml.NewId(), clock.UtcNow(), keys.Self);
        var request = SamlLogout.Request(self.EntityId, place.Address, id, subject, now);
        var sending = SamlBinding.Send(self.Certificate, self.Key, request, place.Binding, place.Address, SamlBinding.Question, id);
        await once.PutAsync("spid-logout", id, JsonSerializer.Serialize(new Told(provider.EntityId, access.Slug, closed, failed, english)), now + Waits);
        await log.KeepAsync(request, provider.EntityId, carrier: sending.IsForm ? "" : sending.Address);
        return (sending, null);
    }

    /// <summary>Reads the provider's answer to a logout of ours, once.</summary>
    /// <exception cref="SamlRefused">Any rule that does not hold.</exception>
    public async Task<Left> EndAsync(SamlArrival message, string carrier, CancellationToken cancel = default)
    {
        var id = SamlLogout.InResponseTo(message);
        if (id.Length == 0 || await once.PeekAsync("spid-logout", id, cancel) is not { } kept) throw new SamlRefused("request.unknown", "nobody here asked for it, or it was answered already");
        var told = JsonSerializer.Deserialize<Told>(kept)!;
        var provider = providers.Find(told.Provider) ?? throw new SamlRefused("provider.closed", "the provider is no longer known");
        var all = await KeptAsync(message, provider.EntityId, carrier, () => SamlLogout.ReadResponse(message, provider, keys.Self.LogoutUrl, id, clock.UtcNow()));
        if (await once.TakeAsync("spid-logout", id) is null) throw new SamlRefused("request.unknown", "it was answered already");
        return new Left(BackTo(told.Slug, told.IsEnglish, !all || told.Failed.Count > 0 ? "parziale" : told.Closed.Count > 1 ? "ovunque" : "spid"), told.Closed, told.Failed, all, told.IsEnglish);
    }

    /// <summary>The provider says that somebody leaves: ends the sessions of that login in every Comune, and answers. Sessions that ended before, or never were, count as ended.</summary>
    /// <exception cref="SamlRefused">Any rule that does not hold; nothing is ended.</exception>
    public async Task<SamlSending> AnswerAsync(SamlArrival message, string carrier, string state, CancellationToken cancel = default)
    {
        var provider = providers.Find(SamlLogout.IssuerOf(message)) ?? throw new SamlRefused("provider.unknown", "the sender is no provider of ours");
        var place = provider.Logout ?? throw new SamlRefused("provider.logout", "the provider offers no place to answer");
        var now = clock.UtcNow();
        var leaving = await KeptAsync(message, provider.EntityId, carrier, () => SamlLogout.ReadRequest(message, provider, keys.Self.LogoutUrl, now));
        if (!await once.PutAsync("spid-logout-taken", leaving.RequestId, "", leaving.UsableUntil)) throw new SamlRefused("logout.replay", "the request was taken before");
        var (_, failed) = await CloseAsync(await ledger.OfNameAsync(provider.EntityId, HashOf(leaving.NameId), [.. leaving.Sessions.Select(HashOf)], cancel), cancel);
        var (self, address) = (keys.Self, place.AnswerAddress ?? place.Address);
        var response = SamlLogout.Response(self.EntityId, address, leaving.RequestId, failed.Count == 0, now);
        var sending = SamlBinding.Send(self.Certificate, self.Key, response, place.Binding, address, SamlBinding.Answer, state);
        await log.KeepAsync(response, provider.EntityId, carrier: sending.IsForm ? "" : sending.Address);
        return sending;
    }

    /// <summary>Ends sessions Comune by Comune; one that does not answer keeps its place in the ledger, and is named.</summary>
    private async Task<(IReadOnlyList<string> Closed, IReadOnlyList<string> Failed)> CloseAsync(IReadOnlyList<Access> accesses, CancellationToken cancel)
    {
        var (closed, failed) = (new List<string>(), new List<string>());
        foreach (var group in accesses.GroupBy(access => access.Slug))
        {
            if (directory.Find(group.Key) is { } municipality && !await CloseInAsync(municipality, [.. group.Select(access => (Guid?)access.Id)], cancel))
            {
                failed.Add(group.Key);
                continue;
            }
            foreach (var access in group) await ledger.ForgetAsync(access.Id);
            closed.Add(group.Key);
        }
        return (closed, failed);
    }

    private async Task<bool> CloseInAsync(Municipality municipality, IReadOnlyList<Guid?> ids, CancellationToken cancel)
    {
        try
        {
            await using var scope = portable.In(municipality);
            var (db, audit) = (scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<AuditTrail>());
            await scope.ServiceProvider.GetRequiredService<Writing>().RunAsync(async () =>
            {
                var ended = await db.Set<Session>().Where(session => session.AccessId != null && ids.Contains(session.AccessId)).ExecuteDeleteAsync(cancel);
                if (ended > 0) audit.Note("session.close", "citizen", new { ended, by = "access-point" });
                return ended > 0;
            }, cancel);
            return true;
        }
        catch (Exception fault) when (fault is IOException or System.Data.Common.DbException or InvalidOperationException)
        {
            NotClosed(municipality.Slug, fault.GetType().Name);
            return false;
        }
    }

    /// <summary>Reads a message of a provider, and keeps it with what came of it.</summary>
    private async Task<T> KeptAsync<T>(SamlArrival message, string provider, string carrier, Func<T> read)
    {
        T taken;
        try
        {
            taken = read();
        }
        catch (SamlRefused refused) when (!refused.Rule.StartsWith("signature.", StringComparison.Ordinal))
        {
            // Signed by the provider, and yet wrong. What is not even signed by it is no message of its own: strangers would fill the log.
            await log.KeepAsync(message.Document, provider, refused.Rule, carrier);
            throw;
        }
        await log.KeepAsync(message.Document, provider, carrier: carrier);
        return taken;
    }

    /// <summary>The provider was asked who it is, and can be told that they leave.</summary>
    private bool MayTell(Access access) => access.Sealed.Length > 0 && providers.Find(access.Provider)?.Logout is not null;

    private string BackTo(string slug, bool english, string how) => directory.Find(slug) is { } municipality ? $"{installation.UrlOf(municipality)}{(english ? "/en" : "")}/esci{(how.Length > 0 ? "?come=" + how : "")}" : installation.AccessPointUrl;

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [LoggerMessage(Level = LogLevel.Error, Message = "Sessions of {Comune} could not be ended: {Fault}")]
    private partial void NotClosed(string comune, string fault);
}
