using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Liburia.Demonstration;
using Liburia.Identity.Simulator;
using Liburia.Identity.Spid;
using Liburia.Identity.Staff;
using Liburia.Platform;
using Liburia.Platform.Database;
using Liburia.Platform.Organization;
using Liburia.Platform.Portability;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Liburia.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Liburia.Bench;

/// <summary>
/// (l) Logins with SPID, over HTTP to the program in a process of its own: the Comune's door, the request, the provider's answer, the code. What the provider does
/// is done here, on this side: it is not the server's work, though on one machine it takes the same processors.
/// </summary>
internal static partial class LoginsBench
{
    private const int Port = 5093;

    public static async Task RunAsync()
    {
        var (alone, perSecond, seconds) = Measure.IsSmall ? (20, 10, 2) : (400, 200, 60);
        var folder = Directory.CreateTempSubdirectory("liburia-bench-logins-").FullName;
        var installation = new Installation { DataFolder = folder, PublicUrl = $"http://{{comune}}.localhost:{Port}" };
        await DemonstrationSetup.PrepareAsync(Modules.All, installation, 2_000, TimeProvider.System, TextWriter.Null);
        // The provider's key is made here first; the program finds it in the folder.
        var (certificate, key) = new SpidKeys(installation, new SpidProfile(null, null), TimeProvider.System).Simulated;
        var provider = new SimulatedProvider($"{installation.AccessPointUrl}{SpidProviders.Simulator}", $"{installation.AccessPointUrl}{SpidProviders.Simulator}", certificate, key);
        await NamesAsync(installation);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        using var process = await Measure.ServeAsync(Port, folder, null);
        try
        {
            using var client = new HttpMessageInvoker(Measure.Handler(Port));
            for (var i = 0; i < 20; i++) await LogInAsync(client, provider, installation.AccessPointUrl, i);
            var taken = new List<double>();
            double Spent()
            {
                process.Refresh();
                return process.TotalProcessorTime.TotalMilliseconds;
            }
            var spent = Spent();
            for (var i = 0; i < alone; i++) taken.Add(await LogInAsync(client, provider, installation.AccessPointUrl, 100 + i));
            Measure.Tell("(l) the server's own work of a login, one after another", taken, "p95 ≤ 50 ms");

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    of the server's processors: {(Spent() - spent) / alone:0.0} ms each"));

            spent = Spent();
            var (times, faults, watch) = (new ConcurrentBag<double>(), new ConcurrentBag<string>(), Stopwatch.StartNew());
            await Task.WhenAll(Enumerable.Range(0, perSecond * seconds).Select(async i =>
            {
                await Task.Delay(TimeSpan.FromSeconds((double)i / perSecond));
                try
                {
                    times.Add(await LogInAsync(client, provider, installation.AccessPointUrl, 10_000 + i));
                }
                catch (Exception fault) when (fault is HttpRequestException or InvalidOperationException or IOException or TaskCanceledException)
                {
                    faults.Add(fault.Message);
                }
            }));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {perSecond} logins a second asked for {seconds} s: {times.Count / watch.Elapsed.TotalSeconds:0} a second done, {faults.Count} errors (aim 200 a second, none); of the server's processors {(Spent() - spent) / Math.Max(1, times.Count):0.0} ms each{(faults.IsEmpty ? "" : $"; the first: {faults.First()}")}"));
            if (!times.IsEmpty) Measure.Tell("    each of them", times, "none");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whether who guesses learns from the clock that a name of the staff exists: the same wrong password for one that does and one that does not.</summary>
    private static async Task NamesAsync(Installation installation)
    {
        await using var services = LiburiaHost.BuildCore(installation, Modules.All, TimeProvider.System);
        await using var scope = services.GetRequiredService<Portable>().In(services.GetRequiredService<MunicipalityDirectory>().Find("cesa")!);
        var (db, secrets) = (scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<StaffSecrets>());
        await secrets.SetAsync(await db.Set<StaffMember>().FirstAsync(s => s.UserName == "gino"), "una password di prova", new byte[20], 0);
        await db.SaveChangesAsync();
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = 0; i < (Measure.IsSmall ? 3 : 50); i++)
            foreach (var (name, times) in new[] { ("gino", known), ("nessuno", unknown) })
            {
                // Each is the first guess with that name: later ones wait.
                await db.Set<StaffGuess>().ExecuteDeleteAsync();
                db.ChangeTracker.Clear();
                db.ChangeTracker.Clear();
                var began = Stopwatch.GetTimestamp();
                await secrets.CheckAsync(name, "una password sbagliata", "000000");
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        double Middle(List<double> times) => times.Order().ElementAt(times.Count / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    a wrong password: {Middle(known):0.0} ms for a name that exists, {Middle(unknown):0.0} ms for one that does not, ratio {Middle(known) / Middle(unknown):0.00} (aim 0.8 to 1.2)"));
    }

    /// <summary>One whole login of a person of their own; answers the milliseconds the server took.</summary>
    private static async Task<double> LogInAsync(HttpMessageInvoker client, SimulatedProvider provider, string accessPoint, int who)
    {
        var (server, cookies) = (0.0, new Dictionary<string, string>());
        async Task<(HttpResponseMessage Answer, string Page)> SendAsync(string url, HttpStatusCode wanted, Dictionary<string, string>? fields = null)
        {
            using var request = new HttpRequestMessage(fields is null ? HttpMethod.Get : HttpMethod.Post, url);
            if (fields is not null) request.Content = new FormUrlEncodedContent(fields);
            if (cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            var began = Stopwatch.GetTimestamp();
            var answer = await client.SendAsync(request, CancellationToken.None);
            var page = await answer.Content.ReadAsStringAsync();
            server += Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (answer.StatusCode != wanted) throw new InvalidOperationException($"{new Uri(url).AbsolutePath}: {(int)answer.StatusCode}");
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
                foreach (var pair in set.Select(cookie => cookie.Split(';')[0].Split('=', 2))) cookies[pair[0]] = pair[1];
            return (answer, page);
        }
        var door = await SendAsync($"http://cesa.localhost:{Port}/accedi?ritorno=/area-personale", HttpStatusCode.OK);
        var sent = await SendAsync(WebUtility.HtmlDecode(Start().Match(door.Page).Groups[1].Value), HttpStatusCode.Found);
        var request = Uri.UnescapeDataString(State().Match(sent.Answer.Headers.Location!.OriginalString).Groups[1].Value);
        var person = new SimulatedPerson($"RSSMRA{who / 1000 % 100:00}A01A{who % 1000:000}X", "Maria", "Rossi", "maria@posta.example");
        var response = provider.Admit($"{accessPoint}/spid/acs", accessPoint, request, 2, person, DateTime.UtcNow).OuterXml;
        var ended = await SendAsync($"{accessPoint}/spid/acs", HttpStatusCode.OK, new() { ["SAMLResponse"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(response)) });
        await SendAsync(WebUtility.HtmlDecode(Code().Match(ended.Page).Groups[1].Value), HttpStatusCode.Found);
        return server;
    }

    [GeneratedRegex("href=\"([^\"]+/spid/accesso[^\"]+)\"")]
    private static partial Regex Start();

    [GeneratedRegex("[?&]RelayState=([^&]+)")]
    private static partial Regex State();

    [GeneratedRegex("href=\"([^\"]+/accedi/codice[^\"]+)\"")]
    private static partial Regex Code();
}
