using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Law;

namespace Liburia.Identity;

/// <summary>
/// Codes that carry somebody from one host of the installation to another: for one Comune, for the browser that asked, once, within sixty seconds. The store
/// has only their hash.
/// </summary>
internal sealed class CarriedCodes(OneTimeStore once, TimeProvider clock)
{
    public static readonly TimeSpan Last = TimeSpan.FromSeconds(60);

    private sealed record Carried<T>(string Slug, string Nonce, T What);

    public static string NewWord() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string word) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(word)));

    /// <param name="kind">What the code is good for.</param>
    /// <param name="nonce">Hash of a word that only the browser has, on the host the code is for.</param>
    public async Task<string> IssueAsync<T>(string kind, string slug, string nonce, T what)
    {
        var code = NewWord();
        await once.PutAsync(kind, HashOf(code), JsonSerializer.Serialize(new Carried<T>(slug, nonce, what)), clock.UtcNow() + Last);
        return code;
    }

    /// <summary>What the code carries; nothing where it is unknown, old, used, another Comune's or another browser's. It is gone in any case.</summary>
    /// <param name="nonce">The word the browser keeps.</param>
    public async Task<T?> RedeemAsync<T>(string kind, string? code, string slug, string? nonce) where T : class =>
        code is { Length: 64 } && await once.TakeAsync(kind, HashOf(code)) is { } kept && JsonSerializer.Deserialize<Carried<T>>(kept) is { } carried && carried.Slug == slug
        && IsOf(carried.Nonce, nonce) ? carried.What : null;

    /// <summary>The browser's word is the one whose hash was given when the way began.</summary>
    public static bool IsOf(string hash, string? word) => word is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(HashOf(word)));
}
