using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Documents;
using Liburia.Platform.Jobs;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Liburia.TestKit;

/// <summary>An installation of eight Comuni for one test class: a copy of a template made once, with its own server in memory.</summary>
public abstract class Town : IAsyncLifetime
{
    private WebApplication? app;
    private Installation? installation;

    public TestClock Clock { get; } = new();
    public FragileRenderer Renderer { get; } = new();

    /// <summary>Why this engine cannot be tested here; null when it can.</summary>
    protected abstract string? Missing { get; }

    protected abstract Task<Installation> CopyTemplateAsync();

    protected abstract Task DropCopyAsync(Installation copy);

    /// <summary>What a test's own module would add.</summary>
    protected virtual void AddServices(IServiceCollection services) { }

    public Installation Installation => installation ?? throw new InvalidOperationException("Call Require first.");
    public IServiceProvider Services => app!.Services;
    public HttpMessageHandler Handler => app!.GetTestServer().CreateHandler();

    /// <summary>Skips the test, visibly, where the engine is missing.</summary>
    public void Require()
    {
        if (Missing is { } reason) Assert.Skip(reason);
    }

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        installation = await CopyTemplateAsync();
        app = LiburiaHost.Build(installation, Closure.Modules, Liburia.Design.UnknownHostPage.Html, Liburia.Design.UnknownHostPage.Resting, Clock, builder =>
        {
            builder.WebHost.UseTestServer();
            // The server in memory has no limits of its own, and says so at every page that has one.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Routing.EndpointRoutingMiddleware", Microsoft.Extensions.Logging.LogLevel.Error).AddFilter("Microsoft.AspNetCore.Mvc.Filters", Microsoft.Extensions.Logging.LogLevel.Error);
            builder.Services.RemoveAll<IPdfRenderer>();
            builder.Services.AddSingleton<IPdfRenderer>(Renderer);
            builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.IStartupFilter>(new ManyAddresses());
            AddServices(builder.Services);
        });
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        await Renderer.DisposeAsync();
        if (installation is not null) await DropCopyAsync(installation);
    }

    public Municipality Municipality(string slug) => Services.GetRequiredService<MunicipalityDirectory>().Find(slug)!;

    /// <summary>A browser at a Comune's host: own cookies, forms with their tokens.</summary>
    public Browser Browser(string slug = "cesa") => new(Handler, $"{slug}.localhost");

    public Browser BrowserAt(string host) => new(Handler, host);

    /// <summary>Runs against a Comune's services, as the system.</summary>
    public async Task<T> InAsync<T>(string slug, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(Municipality(slug));
        scope.ServiceProvider.GetRequiredService<Visitor>().EnterSystem("prova");
        return await work(scope.ServiceProvider);
    }

    public Task<T> ReadAsync<T>(string slug, Func<AppDb, Task<T>> read) => InAsync(slug, services => read(services.GetRequiredService<AppDb>()));

    /// <summary>Waits until no job of the Comune is waiting or running.</summary>
    public async Task JobsDoneAsync(string slug = "cesa", int seconds = 90)
    {
        for (var i = 0; i < seconds * 20; i++)
        {
            var left = await ReadAsync(slug, async db => await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.CountAsync(
                System.Linq.Queryable.Where(db.Set<Job>(), j => j.State == JobState.Waiting || j.State == JobState.Running)));
            if (left == 0) return;
            await Task.Delay(50);
        }
        throw new TimeoutException($"Jobs of {slug} are still waiting after {seconds} s.");
    }
}

/// <summary>A clock the test moves.</summary>
public sealed class TestClock : TimeProvider
{
    private TimeSpan moved = TimeSpan.Zero;

    public void Move(TimeSpan by) => moved += by;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + moved;
}

/// <summary>
/// A renderer that a test can take away. Its papers are one real paper, each with the hash of its own words for a title: what bytes matter for asks for the
/// real one (<see cref="IsReal"/>).
/// </summary>
public sealed class FragileRenderer : IPdfRenderer, IAsyncDisposable
{
    /// <summary>The title of the paper that is nobody's yet.</summary>
    public static readonly string Blank = new('0', 64);
    private readonly WeasyPrintRenderer real = new(Microsoft.Extensions.Logging.Abstractions.NullLogger<WeasyPrintRenderer>.Instance, "/usr/bin/python3");

    public bool Gone { get; set; }

    /// <summary>The papers are made by the program's own renderer.</summary>
    public bool IsReal { get; set; }

    public Task<RendererState> StateAsync(CancellationToken cancel = default) => Task.FromResult(new RendererState(!Gone, Gone ? "Il compositore dei PDF non risponde." : "Pronto."));

    public async Task<byte[]> RenderAsync(string html, CancellationToken cancel = default)
    {
        if (Gone) throw new RendererUnavailable("Il compositore dei PDF non risponde.");
        if (IsReal) return await real.RenderAsync(html, cancel);
        return Titled(await PaperAsync(real), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(html))));
    }

    /// <summary>That paper.</summary>
    public static async Task<byte[]> BlankAsync()
    {
        await using var printer = new FragileRenderer();
        return await PaperAsync(printer.real);
    }

    private static Task<byte[]> PaperAsync(WeasyPrintRenderer real) =>
        Templates.PaperAsync(() => real.RenderAsync($"<html lang='it'><head><title>{Blank}</title></head><body><p>Foglio di prova</p></body></html>"));

    private static byte[] Titled(byte[] paper, string title)
    {
        var (own, blank, written) = (paper.ToArray(), System.Text.Encoding.ASCII.GetBytes(Blank), System.Text.Encoding.ASCII.GetBytes(title));
        var found = 0;
        for (int at = 0, next; (next = own.AsSpan(at).IndexOf(blank)) >= 0; at += next + blank.Length, found++) written.CopyTo(own, at + next);
        return found > 0 ? own : throw new InvalidOperationException("The blank paper has no place for a title.");
    }

    public ValueTask DisposeAsync() => real.DisposeAsync();
}
