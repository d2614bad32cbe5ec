using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Liburia.Identity.Tests;

/// <summary>A security key in memory (WebAuthn level 2, ES256, attestation «none»), with the ways in which one may lie.</summary>
internal sealed class SoftAuthenticator(string origin, string rpId)
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] credential = RandomNumberGenerator.GetBytes(32);
    private uint count;

    public string Origin { get; set; } = origin;
    public string RpId { get; set; } = rpId;
    public bool Verifies { get; set; } = true;
    private string userHandle = "";

    /// <summary>What the browser sends for <c>navigator.credentials.create</c>.</summary>
    public string Create(string options)
    {
        using var asked = JsonDocument.Parse(options);
        userHandle = asked.RootElement.GetProperty("user").GetProperty("id").GetString()!;
        var point = key.ExportParameters(false).Q;
        byte[] cose = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data = [.. Head(0x40), .. new byte[16], 0, (byte)credential.Length, .. credential, .. cose];
        byte[] attestation = [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Answer(new { clientDataJSON = Url(Client("webauthn.create", asked)), attestationObject = Url(attestation), transports = new[] { "usb" } });
    }

    /// <summary>What the browser sends for <c>navigator.credentials.get</c>.</summary>
    public string Get(string options)
    {
        using var asked = JsonDocument.Parse(options);
        var client = Client("webauthn.get", asked);
        count++;
        var data = Head(0);
        var signature = key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Answer(new { clientDataJSON = Url(client), authenticatorData = Url(data), signature = Url(signature), userHandle });
    }

    private byte[] Head(byte flags)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, count);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(RpId)), (byte)(flags | 0x01 | (Verifies ? 0x04 : 0)), .. counter];
    }

    private byte[] Client(string type, JsonDocument asked) => JsonSerializer.SerializeToUtf8Bytes(new { type, challenge = asked.RootElement.GetProperty("challenge").GetString(), origin = Origin, crossOrigin = false });

    private string Answer(object response) => JsonSerializer.Serialize(new { id = Url(credential), rawId = Url(credential), type = "public-key", response, clientExtensionResults = new { }, authenticatorAttachment = "cross-platform" });

    private static string Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
