using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Liburia.Platform.Web;

/// <summary>The mark of what a page showed when it was opened, carried by its form: when it is another one at saving, somebody changed the same thing meanwhile.</summary>
public static class SeenMark
{
    /// <summary>Hexadecimal, 16 characters; the same for the same values.</summary>
    public static string Of(params object?[] values) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(values))).AsSpan(0, 8));
}
