namespace Liburia.Bench;

/// <summary>(a) The service sheet against a bare Kestrel endpoint that sends the same bytes.</summary>
internal static class PageBench
{
    public static async Task RunAsync(Yard yard)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 16 });
        HttpRequestMessage Sheet() => new(HttpMethod.Get, "http://127.0.0.1:5095/servizi/certificato-di-residenza") { Headers = { Host = "cesa.localhost:5095" } };
        var bytes = await (await client.SendAsync(Sheet())).Content.ReadAsByteArrayAsync();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:5096");
        await using var bare = builder.Build();
        bare.Run(async http =>
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.ContentLength = bytes.Length;
            await http.Response.Body.WriteAsync(bytes);
        });
        await bare.StartAsync();
        async Task Get(Func<HttpRequestMessage> make)
        {
            using var request = make();
            using var response = await client.SendAsync(request);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
        }
        await Measure.CompareAsync($"(a) service sheet, {bytes.Length} bytes, 8 clients", 0.5,
            () => Measure.PerSecondAsync(8, 4, _ => Get(Sheet)), () => Measure.PerSecondAsync(8, 4, _ => Get(() => new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:5096/"))));
    }
}
