using System.Text.Json;
using Liburia.Identity.Spid;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Identity.Staff;

/// <summary>A member of the staff who wants to enter their Comune's desk.</summary>
/// <param name="Nonce">Hash of a word that only their browser has, on the Comune's host.</param>
internal sealed record StaffWish(string Slug, string Path, string Nonce);

/// <summary>Who may enter, and how they showed who they are.</summary>
internal sealed record StaffPass(Guid StaffId, string Method, string Path);

/// <summary>Who may add a way in of their own, at the access point.</summary>
internal sealed record Enrolment(string Slug, Guid StaffId, string UserName, string FullName)
{
    public StaffMember ToStaff() => new() { Id = StaffId, UserName = UserName, FullName = FullName };
}

/// <summary>
/// The way in of the staff: from the Comune's desk to the access point, whose domain the passkeys belong to, and back with a code. Accounts and credentials
/// are in the Comune's own database and are looked up there.
/// </summary>
internal sealed class StaffDoor(IServiceScopeFactory scopes, MunicipalityDirectory directory, Installation installation, OneTimeStore once, CarriedCodes codes, TimeProvider clock)
{
    public const string PassKind = "staff-pass";
    /// <summary>A word of the browser on the Comune's host: the code that comes back counts here alone.</summary>
    public const string NonceCookie = "__Host-liburia-desk";
    private const string ChallengeKind = "passkey-challenge", TicketKind = "enrol-ticket", EnrolKind = "enrol";
    private static readonly TimeSpan ChallengeLasts = TimeSpan.FromMinutes(10), EnrolLasts = TimeSpan.FromMinutes(15);

    private string AccessPoint => installation.AccessPointUrl.TrimEnd('/');

    public Municipality? Find(string slug) => directory.Find(slug) is { State: MunicipalityState.Live or MunicipalityState.Preparing } found ? found : null;

    public bool Knows(StaffWish wish) => Find(wish.Slug) is not null && SpidDoor.IsLocal(wish.Path) && wish.Nonce.Length == 64;

    public string EntryOf(StaffWish wish) => $"{AccessPoint}/personale/accesso?comune={wish.Slug}&ritorno={Uri.EscapeDataString(wish.Path)}&n={wish.Nonce}";

    private async Task<T> InAsync<T>(string slug, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(directory.Find(slug));
        scope.ServiceProvider.GetRequiredService<Visitor>().EnterSystem("Liburia");
        return await work(scope.ServiceProvider);
    }

    /// <summary>What a browser needs to ask its authenticator for a passkey of this Comune.</summary>
    /// <returns>WebAuthn's options as JSON, and the name of the challenge.</returns>
    public Task<(string Options, string Challenge)> ChallengeAsync(string slug, HttpContext http) => InAsync(slug, async services =>
    {
        var made = await services.GetRequiredService<IPasskeyHandler<StaffMember>>().MakeRequestOptionsAsync(null, http);
        return (made.RequestOptionsJson, await KeepChallengeAsync(slug, made.AssertionState ?? ""));
    });

    private async Task<string> KeepChallengeAsync(string slug, string state)
    {
        var name = CarriedCodes.NewWord();
        await once.PutAsync(ChallengeKind, CarriedCodes.HashOf($"{slug}|{name}"), state, clock.UtcNow() + ChallengeLasts);
        return name;
    }

    private Task<string?> TakeChallengeAsync(string slug, string challenge) => once.TakeAsync(ChallengeKind, CarriedCodes.HashOf($"{slug}|{challenge}"));

    /// <summary>Judges the answer of an authenticator, once for each challenge.</summary>
    /// <returns>Whose passkey it is, with rights here today; null otherwise, which the audit trail keeps with its reason.</returns>
    public async Task<StaffMember?> ByPasskeyAsync(string slug, string credential, string challenge, HttpContext http)
    {
        var state = await TakeChallengeAsync(slug, challenge);
        return await InAsync(slug, async services =>
        {
            var result = state is null ? null : await services.GetRequiredService<IPasskeyHandler<StaffMember>>().PerformAssertionAsync(new PasskeyAssertionContext { CredentialJson = credential, AssertionState = state, HttpContext = http });
            var staff = result is { Succeeded: true } && await services.GetRequiredService<OrganizationChart>().StandingOfAsync(result.User.Id) is { } standing ? standing.Staff : null;
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                if (result is { Succeeded: true }) await services.GetRequiredService<StaffPasskeyStore>().AddOrUpdatePasskeyAsync(result.User, result.Passkey, default);
                Note(services, staff, "passkey", staff is not null ? "" : state is null ? "challenge" : result is { Succeeded: true } ? "no position" : result!.Failure!.Message);
                return true;
            });
            return staff;
        });
    }

    /// <summary>Judges a user name, a password and a code.</summary>
    /// <returns>Who it is, with rights here today; whether the guess was not even looked at, because there were too many.</returns>
    public Task<(StaffMember? Staff, bool Waits)> BySecretAsync(string slug, string userName, string password, string code) => InAsync(slug, async services =>
    {
        var (found, waits) = await services.GetRequiredService<StaffSecrets>().CheckAsync(userName, password, code);
        var staff = found is not null && await services.GetRequiredService<OrganizationChart>().StandingOfAsync(found.Id) is { } standing ? standing.Staff : null;
        await services.GetRequiredService<Writing>().RunAsync(() =>
        {
            Note(services, staff, "password", staff is not null ? "" : waits ? "too many" : found is null ? "wrong" : "no position");
            return Task.FromResult(true);
        });
        return (staff, waits);
    });

    private static void Note(IServiceProvider services, StaffMember? staff, string method, string refused) =>
        services.GetRequiredService<AuditTrail>().Note(refused.Length == 0 ? "session.granted" : "session.refused", staff is null ? "staff" : $"staff:{staff.Id:n}", new { method, refused });

    /// <summary>Where somebody who has shown who they are goes on: their Comune, with a code.</summary>
    public async Task<string> PassAsync(StaffWish wish, Guid staffId, string method) =>
        $"{installation.UrlOf(directory.Find(wish.Slug)!)}/desk/codice?c={await codes.IssueAsync(PassKind, wish.Slug, wish.Nonce, new StaffPass(staffId, method, wish.Path))}";

    public Task<StaffPass?> RedeemAsync(string? code, string slug, string? nonce) => codes.RedeemAsync<StaffPass>(PassKind, code, slug, nonce);

    /// <summary>Sends somebody who is inside to the access point, to add a way in of their own.</summary>
    public async Task<string> BeginEnrolmentAsync(Enrolment enrolment)
    {
        var ticket = CarriedCodes.NewWord();
        await once.PutAsync(TicketKind, CarriedCodes.HashOf(ticket), JsonSerializer.Serialize(enrolment), clock.UtcNow() + CarriedCodes.Last);
        return $"{AccessPoint}/personale/chiave?t={ticket}";
    }

    /// <summary>The ticket becomes a word of the browser that brings it.</summary>
    public async Task<string?> OpenEnrolmentAsync(string ticket)
    {
        if (await once.TakeAsync(TicketKind, CarriedCodes.HashOf(ticket)) is not { } kept) return null;
        var word = CarriedCodes.NewWord();
        await once.PutAsync(EnrolKind, CarriedCodes.HashOf(word), kept, clock.UtcNow() + EnrolLasts);
        // The app's secret stays the same while its page is shown again.
        await once.PutAsync(EnrolKind + "-totp", CarriedCodes.HashOf(word), Convert.ToBase64String(TotpCode.NewSecret()), clock.UtcNow() + EnrolLasts);
        return word;
    }

    public async Task<(Enrolment Who, byte[] Totp)?> EnrolmentAsync(string? word) => word is { Length: 64 } && await once.PeekAsync(EnrolKind, CarriedCodes.HashOf(word)) is { } kept && await once.PeekAsync(EnrolKind + "-totp", CarriedCodes.HashOf(word)) is { } totp
        ? (JsonSerializer.Deserialize<Enrolment>(kept)!, Convert.FromBase64String(totp)) : null;

    public string DeskOf(Enrolment enrolment) => $"{installation.UrlOf(directory.Find(enrolment.Slug)!)}/desk/il-mio-accesso";

    public string NameOf(Enrolment enrolment) => directory.Find(enrolment.Slug)!.FullName;

    public Task<(string Options, string Challenge)> CreationAsync(Enrolment who, HttpContext http) => InAsync(who.Slug, async services =>
    {
        var entity = new PasskeyUserEntity { Id = who.StaffId.ToString("n"), Name = $"{who.UserName} · {NameOf(who)}", DisplayName = $"{who.FullName} · {NameOf(who)}" };
        var made = await services.GetRequiredService<IPasskeyHandler<StaffMember>>().MakeCreationOptionsAsync(entity, http);
        return (made.CreationOptionsJson, await KeepChallengeAsync(who.Slug, made.AttestationState ?? ""));
    });

    /// <summary>Keeps a new passkey; false where it is not what was asked for.</summary>
    public async Task<bool> AddPasskeyAsync(Enrolment who, string credential, string challenge, string name, HttpContext http)
    {
        var state = await TakeChallengeAsync(who.Slug, challenge);
        return state is not null && await InAsync(who.Slug, async services =>
        {
            var result = await services.GetRequiredService<IPasskeyHandler<StaffMember>>().PerformAttestationAsync(new PasskeyAttestationContext { CredentialJson = credential, AttestationState = state, HttpContext = http });
            if (!result.Succeeded || result.UserEntity.Id != who.StaffId.ToString("n")) return false;
            result.Passkey.Name = name;
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                await services.GetRequiredService<StaffPasskeyStore>().AddOrUpdatePasskeyAsync(who.ToStaff(), result.Passkey, default);
                services.GetRequiredService<AuditTrail>().Note("credential.passkey", $"staff:{who.StaffId:n}", new { name });
                return true;
            });
            return true;
        });
    }

    /// <summary>Sets password and app together.</summary>
    public Task SetSecretAsync(Enrolment who, string password, byte[] totp, long usedStep) => InAsync(who.Slug, async services =>
    {
        await services.GetRequiredService<Writing>().RunAsync(async () =>
        {
            await services.GetRequiredService<StaffSecrets>().SetAsync(who.ToStaff(), password, totp, usedStep);
            services.GetRequiredService<AuditTrail>().Note("credential.password", $"staff:{who.StaffId:n}", new { });
            return true;
        });
        return true;
    });
}
