using System.Net;
using System.Text;
using Liburia.Platform;
using Liburia.Platform.Jobs;
using Liburia.Platform.Law;
using Liburia.Platform.Mail;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>Notices leave after the commit, once, and are never a condition of it.</summary>
public sealed class MailTests(MailTests.MailTown town) : IClassFixture<MailTests.MailTown>
{
    public sealed class MailTown : SqliteTown
    {
        public PostOffice Office { get; } = new();

        protected override async Task<Installation> CopyTemplateAsync() => await base.CopyTemplateAsync() with { Smtp = $"smtp://127.0.0.1:{Office.Port}", MailFrom = "servizi@consorzio.example" };

        protected override async Task DropCopyAsync(Installation copy)
        {
            await Office.DisposeAsync();
            await base.DropCopyAsync(copy);
        }
    }

    [Fact]
    public async Task Notice_GoesToTheAddressGiven_SaysWhereToRead_NeverWhat()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-generalizzato", new() { ["oggetto"] = "Argomento riservato di prova" });
        await town.JobsDoneAsync();
        var letter = town.Office.Letters.Last();
        letter.ShouldContain("maria@posta.example");
        letter.ShouldContain("Auto-Submitted: auto-generated");
        var text = Decoded(letter);
        text.ShouldContain("/area-personale/pratiche/");
        text.ShouldNotContain("Argomento riservato");
        // The address is not asked again: the next form has it.
        await maria.GetAsync("/servizi/accesso-civico-semplice/domanda");
        (await ApplicationSample.ToCheckAsync(town, maria, "accesso-civico-semplice")).Main.ShouldContain("maria@posta.example");
    }

    [Fact]
    public async Task Notice_ToAnAddressWithAPlus_Arrives()
    {
        town.Require();
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        await ApplicationSample.SubmitAsync(town, amina, "accesso-civico-semplice", new() { ["email"] = "amina+comune@posta.example" });
        await town.JobsDoneAsync();
        town.Office.Letters.ShouldContain(letter => letter.Contains("amina+comune@posta.example", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_ThatRefuses_LosesNothing_TheConsoleShowsTheCause_AndAResendDeliversOnce()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var before = town.Office.Letters.Count;
        town.Office.Refuses = true;
        try
        {
            await ApplicationSample.SubmitAsync(town, luca, "accesso-agli-atti");
            for (var i = 0; i < 600 && !await AnyAsync(j => j.Attempts > 0 && j.State == JobState.Waiting); i++) await Task.Delay(100, TestContext.Current.CancellationToken);
            using var bruno = await town.AsStaffAsync("bruno");
            var console = await bruno.GetAsync("/desk/console");
            console.Main.ShouldContain("Messaggio di posta elettronica");
            console.Main.ShouldContain("di 8");
        }
        finally
        {
            town.Office.Refuses = false;
        }
        using var clerk = await town.AsStaffAsync("bruno");
        var page = await clerk.GetAsync("/desk/console");
        if (page.Page.QuerySelector("input[name=Ids]")?.GetAttribute("value") is { } id) await clerk.SubmitAsync(new() { ["Ids"] = id });
        await town.JobsDoneAsync();
        town.Office.Letters.Count.ShouldBe(before + 1, "delivered, and once");
    }

    [Fact]
    public async Task Server_ThatIsAway_IsOneRowOfTheConsole_WithAddress_Cause_HowManyWaitAndSinceWhen_AndSendingAgainDeliversAtOnce()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        using var bruno = await town.AsStaffAsync("bruno");
        var (before, breaker) = (town.Office.Letters.Count, town.Services.GetRequiredService<JobDestinations>().BreakerOf(SendMail.Destination)!);
        await town.Office.CloseAsync();
        string chosen;
        try
        {
            for (var i = 0; i < 5; i++) await ApplicationSample.SubmitAsync(town, luca, "accesso-civico-semplice");
            for (var i = 0; i < 600 && (breaker.Away is null || await AnyAsync(j => j.State == JobState.Running)); i++) await Task.Delay(50, TestContext.Current.CancellationToken);
            var owed = await town.ReadAsync("cesa", db => db.Set<Job>().AsNoTracking().Where(j => j.State == JobState.Waiting && j.Kind == SendMail.JobKind).OrderBy(j => j.CreatedAt).ToListAsync());
            owed.Count.ShouldBe(5);
            owed.Sum(job => job.Attempts).ShouldBeLessThan(Breaker.Patience);
            var console = (await bruno.GetAsync("/desk/console")).ShouldBe(HttpStatusCode.OK);
            var row = console.Page.QuerySelectorAll("#Places tbody tr").Single();
            row.Children[0].TextContent.ShouldBe($"Server di posta 127.0.0.1:{town.Office.Port}");
            row.Children[1].TextContent.ShouldContain("Non risponde");
            row.Children[1].TextContent.ShouldContain("I tentativi non si consumano");
            row.Children[2].TextContent.ShouldBe("5");
            row.Children[3].TextContent.ShouldContain(LegalTime.ToLocal(owed[0].CreatedAt).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
            row.Children[4].TextContent.ShouldContain("Il server di posta non risponde");
            console.Page.QuerySelectorAll("#Ids tbody tr").Count(job => job.TextContent.Contains("quando risponde", StringComparison.Ordinal)).ShouldBe(5);
            chosen = $"{owed[^1].Id}";
            // Three tries that fail make the pause long: who sends again does not wait for it.
            for (var i = 0; i < 3; i++)
            {
                town.Clock.Move(TimeSpan.FromMinutes(2));
                for (var j = 0; j < 600 && breaker.Away!.Value.NextTry < LegalTime.UtcNow(town.Clock); j++) await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
        finally
        {
            town.Office.Open();
        }
        await bruno.GetAsync("/desk/console");
        (await bruno.SubmitAsync(new() { ["Ids"] = chosen })).ShouldBe(HttpStatusCode.OK);
        await town.JobsDoneAsync(seconds: 20);
        town.Office.Letters.Count.ShouldBe(before + 5, "each once");
        (await bruno.GetAsync("/desk/console")).Main.ShouldContain("Niente in attesa");
    }

    private Task<bool> AnyAsync(System.Linq.Expressions.Expression<Func<Job, bool>> which) => town.ReadAsync("cesa", db => db.Set<Job>().AsNoTracking().AnyAsync(which));

    /// <summary>Bodies travel as base64.</summary>
    private static string Decoded(string letter)
    {
        var body = letter[(letter.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Replace("\r\n", "", StringComparison.Ordinal).Trim();
        return letter.Contains("base64", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Convert.FromBase64String(body)) : body.Replace("=\r\n", "", StringComparison.Ordinal);
    }
}
