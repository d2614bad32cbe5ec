using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Liburia.Platform.Access;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Web;

/// <summary>
/// What was typed while the session ended. The form that comes too late is not lost: it is kept, encrypted, in the browser that sent it, and its page shows it
/// again when the same person is back. Files are not kept: they are chosen again.
/// </summary>
public static class HeldForm
{
    private const string CookieName = "__Host-liburia-held";
    /// <summary>Beyond this a proxy may refuse the request for its headers.</summary>
    private const int LargestCookie = 6000;
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(2);
    private static readonly object Restored = new();
    private static readonly ChunkingCookieManager Cookies = new() { ChunkSize = 3800 };

    private sealed record Held(string Path, string Owner, Dictionary<string, string> Fields);

    /// <summary>Something that was typed waits for its author to be back.</summary>
    public static bool IsWaiting(HttpContext http) => http.Request.Cookies.ContainsKey(CookieName);

    /// <summary>The page shows again what was typed before the session ended.</summary>
    public static bool IsRestored(HttpContext http) => http.Items.ContainsKey(Restored);

    /// <param name="owner">Whose session ended.</param>
    internal static async Task KeepAsync(HttpContext http, string owner)
    {
        if (!http.Request.HasFormContentType) return;
        var form = await http.Request.ReadFormAsync();
        var fields = form.Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal)).ToDictionary(field => field.Key, field => field.Value.ToString());
        using var packed = new MemoryStream();
        await using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true)) await JsonSerializer.SerializeAsync(brotli, new Held(http.Request.Path, owner, fields));
        var cookie = Convert.ToBase64String(Protector(http).Protect(packed.ToArray(), Lasts));
        if (cookie.Length <= LargestCookie) Cookies.AppendResponseCookie(http, CookieName, cookie, Options(Lasts));
    }

    /// <summary>Puts what waits for this visitor back into this page; once it is sent again it waits no more.</summary>
    internal static void Restore(HttpContext http, Visitor visitor, ModelStateDictionary state)
    {
        if (!IsWaiting(http) || Read(http) is not { } held || held.Owner != visitor.Key || held.Path != http.Request.Path) return;
        if (!HttpMethods.IsGet(http.Request.Method))
        {
            Cookies.DeleteCookie(http, CookieName, Options(null));
            return;
        }
        foreach (var (name, value) in held.Fields)
        {
            state.ShowAgain(name, value);
        }
        http.Items[Restored] = true;
    }

    private static Held? Read(HttpContext http)
    {
        try
        {
            using var packed = new MemoryStream(Protector(http).Unprotect(Convert.FromBase64String(Cookies.GetRequestCookie(http, CookieName) ?? "")));
            using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
            return JsonSerializer.Deserialize<Held>(brotli);
        }
        catch (Exception foreign) when (foreign is CryptographicException or FormatException or JsonException or InvalidDataException)
        {
            return null;
        }
    }

    private static ITimeLimitedDataProtector Protector(HttpContext http) =>
        http.RequestServices.GetRequiredService<IDataProtectionProvider>().CreateProtector("held-form", http.RequestServices.GetRequiredService<Tenant>().Municipality.Slug).ToTimeLimitedDataProtector();

    private static CookieOptions Options(TimeSpan? lasts) => new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = lasts };
}

/// <summary>Fields that a page shows as they were written, without judging them.</summary>
public static class WrittenBefore
{
    public static void ShowAgain(this ModelStateDictionary state, string name, string value)
    {
        state.SetModelValue(name, value, value);
        state.MarkFieldSkipped(name);
    }
}
