using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Liburia.Identity.Staff;

/// <summary>Codes that change every thirty seconds (RFC 6238: HMAC-SHA-1, six digits, as every authenticator app knows them).</summary>
internal static class TotpCode
{
    private const int StepSeconds = 30, Drift = 1;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(20);

    public static long StepAt(DateTime utc) => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeSeconds() / StepSeconds;

    public static string At(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238 and the apps: the strength of HMAC does not rest on SHA-1's collisions.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var at = hash[^1] & 0xf;
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(at)) & int.MaxValue) % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>The step of a right code, one before or after now at most; null where it is wrong, or not later than the last one used.</summary>
    public static long? Match(byte[] secret, string code, DateTime utc, long lastStep)
    {
        var now = StepAt(utc);
        long? found = null;
        for (var step = now - Drift; step <= now + Drift; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(At(secret, step)), Encoding.ASCII.GetBytes(code)) && step > lastStep) found = step;
        return found;
    }

    /// <summary>In base32 (RFC 4648), as one types it into an app.</summary>
    public static string InLetters(byte[] secret)
    {
        var text = new StringBuilder();
        int buffer = 0, bits = 0;
        foreach (var value in secret)
        {
            (buffer, bits) = ((buffer << 8) | value, bits + 8);
            while (bits >= 5) text.Append(Alphabet[(buffer >> (bits -= 5)) & 31]);
        }
        return text.ToString();
    }

    /// <summary>The address an app reads from a QR code.</summary>
    public static string Address(byte[] secret, string account, string issuer) =>
        $"otpauth://totp/{Uri.EscapeDataString($"{issuer}:{account}")}?secret={InLetters(secret)}&issuer={Uri.EscapeDataString(issuer)}&digits=6&period={StepSeconds}";
}
