using System.Security.Cryptography;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Platform.Access;

/// <summary>A session kept on the server, in the Comune's own database. The cookie holds its protected id and nothing else.</summary>
public sealed class Session
{
    public required Guid Id { get; init; }
    public required VisitorKind Kind { get; init; }
    public string TaxCode { get; init; } = "";
    public Guid? StaffId { get; init; }
    /// <summary>The office a member of the staff chose to act for.</summary>
    public Guid? OfficeId { get; set; }
    public required string FullName { get; init; }
    /// <summary>Of the identity it was opened with, 1 to 3.</summary>
    public int Level { get; init; }
    /// <summary>Of the access it came from, as the access point knows it; none for staff.</summary>
    public Guid? AccessId { get; init; }
    /// <summary>Key of the mandate a citizen acts by; none where they act for themselves.</summary>
    public string? Mandate { get; set; }
    public DateTime CreatedAt { get; init; }
    public DateTime LastSeenAt { get; set; }
    public DateTime ExpiresAt { get; init; }
}

/// <summary>Opens, recognises and closes sessions. The Comune is part of the cookie's protection, so another Comune's cookie is anonymous.</summary>
public sealed class Sessions(AppDb db, Tenant tenant, IDataProtectionProvider protection, TimeProvider clock, OrganizationChart chart, Mandates mandates)
{
    public const string CookieName = "__Host-liburia";
    /// <summary>The longest a session lasts.</summary>
    public static readonly TimeSpan Absolute = TimeSpan.FromHours(8);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    private IDataProtector Protector => protection.CreateProtector("session", tenant.Municipality.Slug);

    /// <summary>
    /// Opens a new session (never reusing an id: no fixation) and gives the browser its cookie; the one that this browser had, whoever's it was, ends. The
    /// caller's transaction stores both.
    /// </summary>
    public async Task<Session> OpenAsync(HttpContext http, VisitorKind kind, string fullName, string taxCode = "", Guid? staffId = null, int level = 1, Guid? accessId = null)
    {
        if (http.Request.Cookies.TryGetValue(CookieName, out var former) && TryRead(former, out var had)) await db.Set<Session>().Where(s => s.Id == had).ExecuteDeleteAsync();
        var now = clock.UtcNow();
        var session = new Session
        {
            Id = new Guid(RandomNumberGenerator.GetBytes(16)),
            Kind = kind,
            FullName = fullName,
            TaxCode = taxCode,
            StaffId = staffId,
            Level = level,
            AccessId = accessId,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + Absolute,
        };
        db.Add(session);
        http.Response.Cookies.Append(CookieName, Protector.Protect(session.Id.ToString("n")),
            new CookieOptions { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true });
        return session;
    }

    /// <summary>Ends every session of a member of the staff, on whatever device.</summary>
    public Task<int> CloseAllOfAsync(Guid staffId) => db.Set<Session>().Where(s => s.StaffId == staffId).ExecuteDeleteAsync();

    /// <summary>From now on the citizen acts by this mandate in this session, or for themselves; the caller's transaction stores it.</summary>
    public Task ChooseAsync(Guid sessionId, Mandate? mandate) =>
        db.Set<Session>().Where(s => s.Id == sessionId).ExecuteUpdateAsync(set => set.SetProperty(s => s.Mandate, mandate == null ? null : mandate.Key));

    public async Task CloseAsync(HttpContext http, Guid sessionId)
    {
        await db.Set<Session>().Where(s => s.Id == sessionId).ExecuteDeleteAsync();
        http.Response.Cookies.Delete(CookieName, new CookieOptions { Secure = true, Path = "/" });
    }

    /// <summary>Fills <paramref name="visitor"/> from the cookie; any doubt leaves it anonymous.</summary>
    public async Task RecognizeAsync(HttpContext http, Visitor visitor)
    {
        if (!http.Request.Cookies.TryGetValue(CookieName, out var cookie) || !TryRead(cookie, out var id)) return;
        var now = clock.UtcNow();
        var session = await db.Set<Session>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id);
        if (session is null) return;
        if (session.ExpiresAt <= now || session.LastSeenAt + Idle <= now)
        {
            visitor.Expired(session.Kind == VisitorKind.Citizen ? session.TaxCode : $"{session.StaffId:n}");
            return;
        }
        if (now - session.LastSeenAt > TimeSpan.FromMinutes(1))
            await db.Set<Session>().Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now));
        if (session.Kind == VisitorKind.Citizen)
        {
            visitor.EnterCitizen(id, session.TaxCode, session.FullName, session.Level);
            // Read anew at every request: whose mandate ended at noon acts by it no more at noon.
            if (session.Mandate is { } key) visitor.ActBy(await mandates.FindAsync(session.TaxCode, key, LegalTime.DayOf(now)));
        }
        else if (await chart.StandingOfAsync(session.StaffId ?? Guid.Empty, session.OfficeId) is { } standing)
            visitor.EnterStaff(id, standing, chart.PermissionsOf(standing.Positions.Select(position => position.Role)));
    }

    private bool TryRead(string cookie, out Guid id)
    {
        try
        {
            return Guid.TryParseExact(Protector.Unprotect(cookie), "n", out id);
        }
        catch (CryptographicException)
        {
            id = default;
            return false;
        }
    }
}

/// <summary>Forgets sessions a day after their end: until then somebody may come back to what they were writing.</summary>
internal sealed class SessionSweep(AppDb db, TimeProvider clock) : IRound
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var ended = clock.UtcNow().AddDays(-1);
        await db.Set<Session>().Where(s => s.ExpiresAt < ended).ExecuteDeleteAsync(cancel);
    }
}
