using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>What comes over the wire before any page sees it: sizes, and requests that two programs would read differently.</summary>
public sealed class WireTests(ServerProcess server) : IClassFixture<ServerProcess>
{
    private async Task<string> SayAsync(string request, int seconds = 10)
    {
        using var client = new TcpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(seconds));
        await client.ConnectAsync(IPAddress.Loopback, server.Port, patience.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
        var (answer, buffer) = (new StringBuilder(), new byte[65536]);
        while (!answer.ToString().Contains("</html>", StringComparison.Ordinal) && await stream.ReadAsync(buffer, patience.Token) is var read and > 0) answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        return answer.ToString();
    }

    private string Head(string path = "/verifica") => $"POST {path} HTTP/1.1\r\nHost: cesa.localhost:{server.Port}\r\nConnection: close\r\n";

    [Fact]
    public async Task S69_BodyThatIsTooLarge_IsRefused_BeforeItIsSent()
    {
        var answer = await SayAsync(Head() + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000000\r\n\r\nCode=");
        answer.ShouldStartWith("HTTP/1.1 413");
        answer.ShouldContain("troppo grande");
        (await SayAsync(Head() + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\nCode=")).ShouldStartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task S69_BodyWithoutALength_EndsAtTheLimit()
    {
        var pieces = string.Concat(Enumerable.Repeat($"10000\r\n{new string('x', 0x10000)}\r\n", 20));
        var answer = await SayAsync(Head() + "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n" + pieces + "0\r\n\r\n");
        answer.Split(' ')[1].ShouldBeOneOf("400", "413");
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\nCode=1")]
    [InlineData("Content-Length: 5, 6\r\n\r\nCode=1")]
    [InlineData("Content-Length: -5\r\n\r\nCode=")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("X-Test: a\nContent-Length: 5\r\n\r\nCode=")]
    [InlineData("Content-Length: 5\r\n folded: x\r\n\r\nCode=")]
    public async Task S51_RequestsThatTwoReadDifferently_AreRefused(string rest) => (await SayAsync(Head() + rest)).ShouldStartWith("HTTP/1.1 400");

    [Fact]
    public async Task S51_LengthAndChunks_AtOnce_AreNeverTwoRequests()
    {
        var answer = await SayAsync($"POST /verifica HTTP/1.1\r\nHost: cesa.localhost:{server.Port}\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /contatti HTTP/1.1\r\nHost: cesa.localhost:{server.Port}\r\nConnection: close\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task S71_AThousandWhoDawdle_KeepNobodyWaiting_AndAreLetGo()
    {
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 1000; i++)
            {
                // From many addresses: what one address may post in a minute would let most of them go at once.
                var client = new TcpClient(new IPEndPoint(new IPAddress([127, 0, 1, (byte)(1 + i % 250)]), 0));
                await client.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
                slow.Add(client);
                // A third begin a line and do not end it, a third announce a body and send nothing, a third ask and do not read.
                var words = (i % 3) switch { 0 => "GET / HTTP/1.1\r\nHost: cesa", 1 => Head() + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nCode=", _ => $"GET /servizi HTTP/1.1\r\nHost: cesa.localhost:{server.Port}\r\n\r\n" };
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(words), TestContext.Current.CancellationToken);
            }
            for (var i = 0; i < 20; i++) (await SayAsync($"GET /contatti HTTP/1.1\r\nHost: cesa.localhost:{server.Port}\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 200");
            // Who did not end the first lines is let go: the other end closes.
            var dawdler = slow[0].GetStream();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(40));
            var buffer = new byte[4096];
            while (await dawdler.ReadAsync(buffer, patience.Token) > 0) { }
        }
        finally
        {
            foreach (var client in slow) client.Dispose();
        }
    }

    [Fact]
    public async Task S72_Http2_HasNoDoorHere_SoItsFloodsHaveNone()
    {
        // The preface, then a flood of requests begun and taken back: one frame comes, «HTTP/1.1 is required» (RFC 9113, 7), and the end.
        var flood = string.Concat(Enumerable.Range(0, 1000).Select(i => $"\0\0\u0004\u0003\0\0\0{(char)(i / 128 % 128)}{(char)(i % 128)}\0\0\0\u0008"));
        var answer = Convert.ToHexString(Encoding.Latin1.GetBytes(await SayAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + flood)));
        answer.Length.ShouldBeLessThan(2 * 64);
        answer.ShouldEndWith("0000000D");
        (await SayAsync($"GET /contatti HTTP/1.1\r\nHost: cesa.localhost:{server.Port}\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")).ShouldStartWith("HTTP/1.1 200");
    }

    [Fact]
    public async Task S70_HeadersBeyondMeasure_AreRefused()
    {
        (await SayAsync(Head() + string.Concat(Enumerable.Range(0, 300).Select(i => $"X-{i}: x\r\n")) + "\r\n")).ShouldStartWith("HTTP/1.1 431");
        (await SayAsync(Head() + $"X-Long: {new string('x', 100_000)}\r\n\r\n")).ShouldStartWith("HTTP/1.1 431");
        (await SayAsync($"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: cesa.localhost\r\n\r\n")).ShouldStartWith("HTTP/1.1 414");
    }
}
