using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform.Tests;

/// <summary>A time-stamping authority on loopback: OpenSSL answers behind an HTTP server.</summary>
internal sealed class StampingAuthority : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("liburia-tsa-").FullName;
    private WebApplication? app;

    public string Address { get; private set; } = "";

    public static async Task<StampingAuthority> StartAsync()
    {
        var authority = new StampingAuthority();
        var folder = authority.folder;
        await File.WriteAllTextAsync(folder + "/tsa.cnf", $"""
            [req]
            distinguished_name = name
            x509_extensions = tsa
            prompt = no
            [name]
            CN = Marca temporale di prova
            [tsa]
            extendedKeyUsage = critical,timeStamping
            keyUsage = critical,digitalSignature
            [ts]
            default_tsa = config
            [config]
            serial = {folder}/serial
            signer_cert = {folder}/tsa.pem
            signer_key = {folder}/tsa.key
            signer_digest = sha256
            default_policy = 1.2.3.4.1
            digests = sha256
            ess_cert_id_alg = sha256
            ess_cert_id_chain = no
            ordering = no
            tsa_name = no
            """);
        SealTests.Run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config", folder + "/tsa.cnf", "-keyout", folder + "/tsa.key", "-out", folder + "/tsa.pem");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        authority.app = builder.Build();
        authority.app.MapPost("/", async (HttpRequest request) =>
        {
            var query = Path.Combine(folder, $"{Guid.CreateVersion7():n}.tsq");
            await using (var file = File.Create(query)) await request.Body.CopyToAsync(file);
            SealTests.Run("openssl", "ts", "-reply", "-config", folder + "/tsa.cnf", "-section", "config", "-queryfile", query, "-out", query + ".tsr");
            return Results.Bytes(await File.ReadAllBytesAsync(query + ".tsr"), "application/timestamp-reply");
        });
        await authority.app.StartAsync();
        authority.Address = authority.app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return authority;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is null) return;
        await app.DisposeAsync();
        app = null;
        Directory.Delete(folder, recursive: true);
    }
}
