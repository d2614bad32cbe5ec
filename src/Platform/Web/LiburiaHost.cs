using System.Threading.RateLimiting;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Database.Postgres;
using Liburia.Platform.Database.Sqlite;
using Liburia.Platform.Documents;
using Liburia.Platform.Events;
using Liburia.Platform.Files;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Platform.Mail;
using Liburia.Platform.Organization;
using Liburia.Platform.Portability;
using Liburia.Platform.Seals;
using Liburia.Platform.Search;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform.Web;

/// <summary>Builds the program from its modules. The command line and the tests use the same one.</summary>
public static class LiburiaHost
{
    /// <param name="unknownHost">Page shown to a host that is no Comune.</param>
    /// <param name="resting">Page of a Comune that is not online.</param>
    /// <param name="tweak">For tests: another server, clock or renderer.</param>
    public static WebApplication Build(Installation installation, IReadOnlyList<IModule> modules, Func<string, Installation, string> unknownHost, Func<Municipality, Installation, string> resting, TimeProvider clock,
        Action<WebApplicationBuilder>? tweak = null)
    {
        // Where the assets of the build are listed: in the program's own list, or in that of a module's tests, which run without the program.
        var name = File.Exists(Path.Combine(AppContext.BaseDirectory, "liburia.dll")) ? "liburia" : System.Reflection.Assembly.GetEntryAssembly()!.GetName().Name;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = name, EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory });
        // The static assets of a run from source are found through the build's manifest.
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ReloadStaticAssetsAtRuntime"] = "false" });
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(options => options.IncludeScopes = false);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // Said once, with its code, by FailureLog.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Pages that take files say how much they take.
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            // Who dawdles over the first lines is let go: a connection is kept for those who ask something.
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // HTTP/2 and TLS end at the proxy: here their floods have no door.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1);
        });
        AddServices(builder.Services, installation, modules, clock);
        tweak?.Invoke(builder);
        // Also in production: a service that outlives what it holds (one Comune's database in everybody's hands), or that nobody can make, stops the start and not a request.
        builder.Host.UseDefaultServiceProvider(Validated);
        var app = builder.Build();
        // A Comune that comes, goes or rests changes pages that are being kept.
        app.Services.GetRequiredService<MunicipalityDirectory>().Changed += () => _ = app.Services.GetRequiredService<Microsoft.AspNetCore.OutputCaching.IOutputCacheStore>().EvictByTagAsync(PublicPageCache.Tag, default).AsTask();
        Walk(app, modules, unknownHost, resting);
        return app;
    }

    private static void Validated(ServiceProviderOptions options) => (options.ValidateOnBuild, options.ValidateScopes) = (true, true);

    /// <summary>The services a command needs, without a web server. No job is performed here: papers are made from pages, by the program that serves.</summary>
    public static ServiceProvider BuildCore(Installation installation, IReadOnlyList<IModule> modules, TimeProvider clock)
    {
        var (services, options) = (new ServiceCollection(), new ServiceProviderOptions());
        services.AddLogging();
        AddCore(services, installation, modules, clock);
        foreach (var handler in services.Where(service => service.ServiceType == typeof(IJobHandler)).ToList()) services.Remove(handler);
        Validated(options);
        return services.BuildServiceProvider(options);
    }

    /// <summary>Everything that needs no web server.</summary>
    private static void AddCore(IServiceCollection services, Installation installation, IReadOnlyList<IModule> modules, TimeProvider clock)
    {
        CoreServices.GatherLaw(modules);
        services.AddSingleton(installation);
        services.AddSingleton(modules);
        services.AddSingleton(clock);
        services.AddSingleton<MunicipalityDirectory>();
        services.AddSingleton<Cells>().AddSingleton<IEngine>(provider => provider.GetRequiredService<Cells>());
        services.AddSingleton<AppDbFactory>();
        services.AddSingleton<DatabaseMigrator>();
        services.AddSingleton<JobBell>();
        services.AddDataProtection().SetApplicationName("liburia").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(installation.DataFolder, "keys")));
        services.AddSingleton<CitizenIndex>();
        services.AddSingleton<SealKeys>().AddSingleton<ISealKeys>(provider => provider.GetRequiredService<SealKeys>()).AddSingleton<ITimeStamps, TimeStampService>();
        services.AddScoped<Tenant>();
        services.AddScoped<Visitor>();
        services.AddScoped(provider => provider.GetRequiredService<AppDbFactory>().Open(provider.GetRequiredService<Tenant>().Municipality.Slug));
        services.AddScoped<Writing>().AddScoped<Counters>().AddScoped<Idempotency>().AddScoped<AuditTrail>().AddScoped<AccessLog>().AddScoped<LookQuestions>().AddScoped<IRound, AccessRetention>().AddScoped<IRound, SessionSweep>().AddScoped<JobQueue>();
        services.AddScoped(provider => new FileStore(() => Path.Combine(installation.FolderOf(provider.GetRequiredService<Tenant>().Municipality.Slug), "files")));
        services.AddScoped<SearchIndex>().AddScoped<OrganizationChart>().AddScoped<EventTeller>().AddScoped<Sessions>().AddScoped<Mandates>().AddScoped<Sealer>();
        services.AddScoped<IProof, DatabaseProof>().AddScoped<IProof, AuditProof>().AddScoped<DigestDesk>().AddScoped<IProof>(provider => provider.GetRequiredService<DigestDesk>());
        services.AddSingleton<Help.HelpBook>().AddSingleton<Tables>().AddSingleton<Portable>().AddSingleton<Backups>().AddSingleton<Exports>();
        services.AddScoped<FixitySweep>().AddScoped<IFileOwner, DigestFiles>();
        services.AddSingleton<IVirusScanner>(installation.ClamAv is { } address ? new ClamAv(address) : new NoScanner()).AddScoped<IncomingFiles>()
            .AddScoped<Runs.LongRuns>().AddScoped<Runs.RunHand>().AddScoped<Imports.ImportDesk>().AddScoped<IRound, Imports.ImportSweep>().AddScoped<IFileOwner, Imports.ImportFiles>().AddJob<Runs.RunSlice>(Runs.RunSlice.AsJob).AddJob<SendMail>(SendMail.AsJob).AddSingleton(SendMail.DestinationOf(installation));
        services.AddSingleton<JobDestinations>().AddSingleton<IHealthSource>(provider => provider.GetRequiredService<JobDestinations>());
        services.AddSingleton<ICalculator, DueDateShift>();
        foreach (var module in modules) module.AddServices(services);
    }

    private static void AddServices(IServiceCollection services, Installation installation, IReadOnlyList<IModule> modules, TimeProvider clock)
    {
        AddCore(services, installation, modules, clock);
        services.AddSingleton<JobWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<JobWorker>());
        services.AddSingleton<Maintenance>();
        services.AddHostedService(provider => provider.GetRequiredService<Maintenance>());
        services.AddSingleton<HealthReport>().AddSingleton<RequestMeter>().AddSingleton<Refusals>().AddSingleton<Upkeep>().AddSingleton<ChainWatch>().AddSingleton<CostlyPages>().AddSingleton<PolicyBreaches>();
        services.AddExceptionHandler<FailureLog>();
        services.AddSingleton<IPdfRenderer>(provider => new WeasyPrintRenderer(provider.GetRequiredService<ILogger<WeasyPrintRenderer>>(), installation.Python,
            workers: Math.Max(2, installation.JobHands)));
        services.AddScoped<RazorText>();
        services.AddSingleton<IAntiforgeryAdditionalDataProvider, AntiforgeryTenancy>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "__Host-liburia-form";
            // The cookie policy below marks every cookie Secure; browsers accept that on localhost too, while this setting would refuse http there.
            options.Cookie.SecurePolicy = CookieSecurePolicy.None;
            // Strict would be left out by who arrives from another site, a link in a letter: a new one would come and the forms already open would be refused.
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddHttpContextAccessor();
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.AddSingleton<MatcherPolicy, HostKindPolicy>();
        var pages = services.AddRazorPages(options =>
        {
            options.Conventions.Add(new AccessConvention());
            options.Conventions.Add(new EnglishRouteConvention());
            options.Conventions.ConfigureFilter(new AccessFilter());
            options.Conventions.ConfigureFilter(new WriteFilter());
        });
        pages.AddMvcOptions(ItalianBinding.Speak).AddMvcOptions(options => options.ModelBinderProviders.Insert(0, new NamedChoices()));
        foreach (var assembly in modules.Select(module => module.Assembly).Distinct())
            pages.ConfigureApplicationPartManager(parts => AddParts(parts, assembly));
        services.Replace(ServiceDescriptor.Singleton<IActionResultExecutor<LocalRedirectResult>, AsciiRedirects.Local>());
        services.Replace(ServiceDescriptor.Singleton<IActionResultExecutor<RedirectResult>, AsciiRedirects.Anywhere>());
        services.AddRateLimiter(Limits);
        services.AddOutputCache(options =>
        {
            options.AddBasePolicy(policy => policy.AddPolicy<PublicPageCache>(), excludeDefaultPolicy: true);
            options.SizeLimit = 64 * 1024 * 1024;
            // «/EN/…» and «/en/…» must never share a page kept in one language.
            options.UseCaseSensitivePaths = true;
        });
    }

    private static void AddParts(ApplicationPartManager parts, System.Reflection.Assembly assembly)
    {
        foreach (var part in ApplicationPartFactory.GetApplicationPartFactory(assembly).GetApplicationParts(assembly))
            if (!parts.ApplicationParts.Any(known => known.Name == part.Name && known.GetType() == part.GetType())) parts.ApplicationParts.Add(part);
    }

    /// <summary>
    /// Addresses a stranger could guess through, verification codes and logins, take so many posts a minute from one address, each door by itself: who
    /// spoils one shuts nobody out of another. Calculations, on whatever host, a hundred and twenty.
    /// </summary>
    private static void Limits(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "60";
            return Api.IsApi(context.HttpContext.Request) ? new ValueTask(Api.RefuseAsync(context.HttpContext)) : ValueTask.CompletedTask;
        };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
        {
            if (Api.IsApi(http.Request)) return RateLimitPartition.GetFixedWindowLimiter($"api|{Whence(http)}", _ => new FixedWindowRateLimiterOptions { PermitLimit = Api.PostsPerMinute, Window = TimeSpan.FromMinutes(1) });
            var (door, most) = DoorOf(http) is { } one ? one : (PolicyReports.Path, Door.Few);
            return RateLimitPartition.GetFixedWindowLimiter($"{http.Request.Host.Host}|{door}|{Whence(http)}", _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = TimeSpan.FromMinutes(1) });
        });
    }

    /// <summary>The address, or the network of one subscriber where addresses are plenty (IPv6: 64 bits).</summary>
    internal static string Whence(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "",
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } wide => Convert.ToHexStringLower(wide.GetAddressBytes()[..8]),
        var address => address.MapToIPv4().ToString(),
    };

    /// <param name="Most">Posts a minute from one address. A whole town hall comes through the door of the staff at eight, behind one address; there each account has a measure of its own.</param>
    private sealed record Door(string Path, int Most)
    {
        public const int Few = 30, Building = 300;
    }

    private static readonly Door[] Doors =
    [
        new("/verifica", Door.Few), new("/accedi", Door.Few), new("/desk/accedi", Door.Few), new("/desk/primo-accesso", Door.Few), new("/personale", Door.Building), new("/problema", Door.Few),
    ];

    private static (string Path, int Most)? DoorOf(HttpContext http)
    {
        // In either language: an address is not another one for its translation.
        var path = http.Request.Path.StartsWithSegments("/en", out var rest) ? rest : http.Request.Path;
        return Doors.FirstOrDefault(door => path.StartsWithSegments(door.Path)) is { } found ? (found.Path, found.Most) : null;
    }

    private static bool IsCounted(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method)) return false;
        return Api.IsApi(http.Request) || http.Request.Path == PolicyReports.Path || DoorOf(http) is not null;
    }

    /// <summary>What a known proxy says of the client; from anyone else these headers mean nothing. The host is taken as it comes: the proxy passes it on.</summary>
    private static ForwardedHeadersOptions Forwarded(Installation installation)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = 1 };
        // Whoever speaks from this machine is no proxy by that: an address is believed from those that are named, and from nobody else.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in installation.Proxies)
        {
            if (System.Net.IPAddress.TryParse(proxy, out var address)) options.KnownProxies.Add(address);
            else options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }
        return options;
    }

    private static void Walk(WebApplication app, IReadOnlyList<IModule> modules, Func<string, Installation, string> unknownHost, Func<Municipality, Installation, string> resting)
    {
        // An empty list would be read as «everybody»: where no proxy is named nothing of theirs is read at all.
        if (app.Services.GetRequiredService<Installation>() is { Proxies.Count: > 0 } behind) app.UseForwardedHeaders(Forwarded(behind));
        app.UseSecurityHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/errore/500", StatusCodeSelector = Faults.StatusOf });
        app.UseResponseCompression();
        app.UseCookiePolicy(new CookiePolicyOptions { Secure = CookieSecurePolicy.Always });
        app.UseTenancy(unknownHost, resting);
        app.UseLanguage();
        app.UseStatusCodePagesWithReExecute("/errore/{0}");
        app.UseApi();
        app.UseRouting();
        app.UseLanguage();
        app.UseBodyLimit();
        app.UseCleanTexts();
        app.UseMeter();
        app.UseWhen(IsCounted, limited => limited.UseRateLimiter());
        app.UseOutputCache();
        app.UseVisitor();
        app.UseCostlyPages();
        app.UseAntiforgery();
        app.MapStaticAssets().WithMetadata(new PublicAttribute());
        Health.Map(app);
        CalculatorEndpoints.Map(app);
        PolicyReports.Map(app);
        foreach (var module in modules) module.MapEndpoints(app);
        app.MapRazorPages();
    }
}
