using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Liburia.Platform.Portability;
using Liburia.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>Backups in a bucket: a store of its own process, and between it and us one that can lie, break, tire and be down.</summary>
[Slow("Eight Comuni are copied to a bucket and back.")]
public sealed class BucketTests : IAsyncLifetime
{
    private readonly ServerProcess server = new();
    private readonly string folder = Directory.CreateTempSubdirectory("liburia-s3-").FullName;
    private readonly HttpClient through = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private Process? bucket;
    private WebApplication? between;
    private Mood mood;

    private enum Mood { Honest, Losing, Changing, Slow, Down }

    public async ValueTask InitializeAsync()
    {
        var (store, door) = (Ports.Free(), Ports.Free());
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])[Path.Combine(ServerProcess.Root, "tests", "EndToEnd.Tests", "node_modules", "s3rver", "bin", "s3rver.js"), "-d", folder, "-a", "127.0.0.1", "-p", $"{store}", "--silent", "--configure-bucket", "liburia"]) start.ArgumentList.Add(word);
        bucket = Process.Start(start)!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{door}");
        builder.Logging.ClearProviders();
        between = builder.Build();
        between.Run(http => PassAsync(http, store));
        await between.StartAsync();
        foreach (var (name, value) in ((string, string)[])[("ENDPOINT", $"http://127.0.0.1:{door}"), ("KEY", "S3RVER"), ("SECRET", "S3RVER")]) Environment.SetEnvironmentVariable("LIBURIA_S3_" + name, value);
        for (var i = 0; i < 600; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, store);
                break;
            }
            catch (SocketException) when (i < 599)
            {
                await Task.Delay(100);
            }
        }
        await server.TakeTemplateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await between!.DisposeAsync();
        bucket!.Kill();
        await bucket.WaitForExitAsync();
        bucket.Dispose();
        through.Dispose();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task CV43_Bucket_BackupAndRestore_AndNoBackupIsCalledDoneThatCannotBeReadBack()
    {
        (await server.CommandAsync("backup", "cesa", "--to", "s3://liburia/notte")).Code.ShouldBe(0);
        var kept = await KeysAsync();
        kept.ShouldContain(key => key.EndsWith(".json", StringComparison.Ordinal));

        foreach (var bad in (Mood[])[Mood.Losing, Mood.Changing, Mood.Down])
        {
            mood = bad;
            var (code, words) = await server.CommandAsync("backup", "succivo", "--to", "s3://liburia/notte");
            code.ShouldBe(1, $"{bad}: {words}");
            words.ShouldContain(bad == Mood.Losing ? "non è quello che fu scritto" : "non risponde come deve", customMessage: $"{bad}");
            words.ShouldNotContain("   at ");
            mood = Mood.Honest;
            (await server.CommandAsync("restore", "succivo", "--from", "s3://liburia/notte")).Code.ShouldBe(1, "a backup that failed is no backup");
        }

        mood = Mood.Slow;
        (await server.CommandAsync("backup", "succivo", "--to", "s3://liburia/notte")).Code.ShouldBe(0, "slow is not broken");
        mood = Mood.Honest;
        (await server.CommandAsync("restore", "succivo", "--from", "s3://liburia/notte")).Code.ShouldBe(0);
        var (restored, said) = await server.CommandAsync("restore", "cesa", "--from", "s3://liburia/notte");
        restored.ShouldBe(0, said);
        (await server.CommandAsync("verify")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Bucket_KeysWithAccentsAndBlanks_ComeBackByteByByte()
    {
        using var store = BackupStores.Open("s3://liburia/nomi");
        var bytes = new byte[50_000];
        Random.Shared.NextBytes(bytes);
        await store.PutAsync("città/atto n. 1.pdf", bytes, TestContext.Current.CancellationToken);
        (await store.GetAsync("città/atto n. 1.pdf", TestContext.Current.CancellationToken)).ShouldBe(bytes);
        (await store.GetAsync("città/altro", TestContext.Current.CancellationToken)).ShouldBeNull();
        await store.DeleteAsync("città/atto n. 1.pdf", TestContext.Current.CancellationToken);
        (await store.GetAsync("città/atto n. 1.pdf", TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    private static async Task<List<string>> KeysAsync()
    {
        using var store = BackupStores.Open("s3://liburia/notte");
        var keys = new List<string>();
        await foreach (var key in store.KeysAsync("cesa")) keys.Add(key);
        return keys;
    }

    /// <summary>Hands the request on as it is, unless the mood is bad.</summary>
    private async Task PassAsync(HttpContext http, int store)
    {
        var writes = http.Request.Method == "PUT";
        if (mood == Mood.Down)
        {
            http.Response.StatusCode = 503;
            return;
        }
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        if (mood == Mood.Losing && writes)
        {
#pragma warning disable CA5351 // what a bucket answers
            http.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(bytes))}\"";
#pragma warning restore CA5351
            return;
        }
        if (mood == Mood.Slow && writes) await Task.Delay(40);
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), $"http://127.0.0.1:{store}{http.Request.Path.ToUriComponent()}{http.Request.QueryString}") { Content = bytes.Length > 0 || writes ? new ByteArrayContent(bytes) : null };
        foreach (var (name, values) in http.Request.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray())) request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        using var answer = await through.SendAsync(request);
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Content.Headers.Concat(answer.Headers))
            if (name is not ("Transfer-Encoding" or "Connection" or "Keep-Alive")) http.Response.Headers[name] = values.ToArray();
        var read = await answer.Content.ReadAsByteArrayAsync();
        if (mood == Mood.Changing && http.Request.Method == "GET" && read.Length > 20 && answer.IsSuccessStatusCode && !http.Request.QueryString.HasValue) read[10] ^= 1;
        if (http.Request.Method != "HEAD" && read.Length > 0) await http.Response.Body.WriteAsync(read);
    }
}
