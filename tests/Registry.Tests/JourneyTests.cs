using System.Net;
using Liburia.Platform.Database;
using Liburia.Registry.Certificates;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Liburia.Registry.Tests;

/// <summary>Maria asks for a certificate, from the sheet to the PDF and to the stranger who verifies it.</summary>
public abstract class JourneyTests(Town town)
{
    private const string Start = CertificateSample.Start;

    [Fact]
    public async Task CO22_Submit_WithStamp_GivesReceiptWithHashesThenPdfInThePersonalArea()
    {
        town.Require();
        town.Renderer.IsReal = true;
        using var maria = await town.AsCitizenAsync();
        (await CertificateSample.ToCheckAsync(maria)).Heading.ShouldBe("Controlla e invia");

        var receipt = await maria.SubmitAsync();

        receipt.Heading.ShouldBe("Domanda ricevuta");
        receipt.Page.QuerySelector("[data-protocol]")!.TextContent.ShouldMatch(@"^\d{7}/\d{4}$");
        var hashes = receipt.Page.QuerySelectorAll("[data-sha256]").Select(e => e.TextContent).ToList();
        hashes.Count.ShouldBe(2);
        foreach (var link in receipt.Page.QuerySelectorAll("main a[href*='/documenti/']").ToList())
        {
            var file = await maria.GetAsync(link.GetAttribute("href")!);
            var bytes = await file.Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            hashes.ShouldContain(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
        }
        await town.JobsDoneAsync();
        var area = await maria.GetAsync("/area-personale");
        var download = area.Page.QuerySelectorAll("main a").First(a => a.TextContent.Contains("Scarica il PDF", StringComparison.Ordinal)).GetAttribute("href")!;
        var pdf = await maria.GetAsync(download);
        pdf.Raw.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        (await pdf.Raw.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).AsSpan(0, 5).SequenceEqual("%PDF-"u8).ShouldBeTrue();
    }

    [Fact]
    public async Task CO22_Submit_Repeated_ReturnsTheSameReceiptAndOneCase()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await CertificateSample.ToCheckAsync(maria, use: "7");
        var form = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)maria.Last!.Page.QuerySelector("main form[method=post]")!);
        var path = maria.Current;

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var tab = town.Browser();
            foreach (var (name, value) in maria.Cookies) tab.Cookies[name] = value;
            return await tab.PostAsync(path, form, follow: false);
        }));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Redirect);
        answers.Select(answer => answer.Location).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task CO22_Verify_Stranger_SeesStateAndNoName_TextOnlyWithTheControlCode()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await CertificateSample.ToCheckAsync(maria, "ResidenceAndHousehold", "7");
        await maria.SubmitAsync();
        await town.JobsDoneAsync();
        var certificate = await LatestAsync("cesa");

        using var stranger = town.Browser();
        var page = (await stranger.GetAsync($"/verifica/{certificate.VerificationCode}")).ShouldBe(HttpStatusCode.OK);
        page.Main.ShouldContain("Valido");
        page.Main.ShouldContain(certificate.NumberInWords);
        page.Text.ShouldNotContain("De Luca", Case.Insensitive);
        var json = await stranger.GetAsync($"/verifica/{certificate.VerificationCode}", accept: "application/json");
        json.Text.ShouldContain("\"standing\":\"valid\"");
        json.Text.ShouldNotContain("Luca", Case.Insensitive);

        await stranger.GetAsync($"/verifica/{certificate.VerificationCode}");
        var wrong = await stranger.SubmitAsync(new() { ["Control"] = "AAAA-AAAA" });
        wrong.ShouldBe(HttpStatusCode.BadRequest).Text.ShouldNotContain("De Luca", Case.Insensitive);
        var right = await stranger.SubmitAsync(new() { ["Control"] = certificate.ControlCode });
        right.ShouldBe(HttpStatusCode.OK).Text.ShouldContain("De Luca", Case.Insensitive);

        (await maria.GetAsync("/area-personale")).Main.ShouldContain($"Qualcuno ha verificato il certificato n. {certificate.NumberInWords}");
    }

    [Fact]
    public async Task Verify_ControlCode_FiveWrongGuessesBlockTheText()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await CertificateSample.ToCheckAsync(luca, use: "7");
        await luca.SubmitAsync();
        var certificate = await LatestAsync("cesa");
        await town.JobsDoneAsync();
        var others = await VersionsAsync();
        using var stranger = town.Browser();
        await stranger.GetAsync($"/verifica/{certificate.VerificationCode}");
        for (var i = 0; i < Certificate.GuessesAllowed; i++) await stranger.SubmitAsync(new() { ["Control"] = "BBBB-BBBB" });

        var blocked = await stranger.SubmitAsync(new() { ["Control"] = certificate.ControlCode });

        blocked.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        blocked.Text.ShouldNotContain("Ferrara", Case.Insensitive);
        (await VersionsAsync()).ShouldBe(others, ignoreOrder: true, "guesses at one certificate touch no other");
        Task<List<string>> VersionsAsync() => town.ReadAsync("cesa", db => db.Set<Certificate>().AsNoTracking()
            .Where(c => c.Id != certificate.Id).Select(c => c.Id + " " + c.Version).ToListAsync());
    }

    [Fact]
    public async Task S23_GuessesAllAtOnce_AreNotMoreThanThoseOneByOne()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await CertificateSample.ToCheckAsync(luca, use: "7");
        await luca.SubmitAsync();
        var certificate = await LatestAsync("cesa");
        using var stranger = town.Browser();
        var page = await stranger.GetAsync($"/verifica/{certificate.VerificationCode}");
        var token = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var guessers = Enumerable.Range(0, 30).Select(_ =>
        {
            var guesser = town.Browser();
            foreach (var (name, value) in stranger.Cookies) guesser.Cookies[name] = value;
            return guesser;
        }).ToList();
        var answers = await Task.WhenAll(guessers.Select(guesser => guesser.PostAsync($"/verifica/{certificate.VerificationCode}", new() { ["__RequestVerificationToken"] = token, ["Control"] = "BBBB-BBBB" })));
        answers.Count(answer => answer.Status == HttpStatusCode.BadRequest).ShouldBeLessThan(Certificate.GuessesAllowed + 1, "each tells that the guess was wrong");
        answers.ShouldAllBe(answer => (int)answer.Status < 500);
        foreach (var guesser in guessers) guesser.Dispose();
    }

    [Fact]
    public async Task Start_NotResident_IsToldAndPointedToTheRightComune()
    {
        town.Require();
        using var giuseppe = await town.AsCitizenAsync("Giuseppe Esposito");

        var page = await giuseppe.GetAsync(Start);

        page.Main.ShouldContain("Non risulti residente a Cesa");
        page.Page.QuerySelector("main a[href^='http://santantimo.localhost']").ShouldNotBeNull();
    }

    [Fact]
    public async Task Journey_English_SpeaksEnglishToTheEnd()
    {
        town.Require();
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        (await CertificateSample.ToCheckAsync(amina, use: "7", prefix: "/en")).Heading.ShouldBe("Check and submit");

        var receipt = await amina.SubmitAsync();

        receipt.Heading.ShouldBe("Application received");
        receipt.Page.DocumentElement.GetAttribute("lang").ShouldStartWith("en");
    }

    [Fact]
    public async Task Draft_SurvivesANewSession()
    {
        town.Require();
        using var before = await town.AsCitizenAsync("Amina Haddad");
        await before.GetAsync(Start);
        await before.SubmitAsync(form: "main form[method=post]:not([action])");
        var path = before.Current;
        await before.SubmitAsync(new() { ["per-chi"] = before.Last!.Page.QuerySelector("input[name=per-chi]")!.GetAttribute("value")! });

        using var after = await town.AsCitizenAsync("Amina Haddad");

        (await after.GetAsync("/area-personale")).Page.QuerySelector($"main a[href*='{path.Split('/')[^2]}']").ShouldNotBeNull();
        (await after.GetAsync(path)).Page.QuerySelector("input[name=per-chi][checked]").ShouldNotBeNull("the answer is still there");
    }

    [Theory]
    [InlineData("", "Scegli")]
    [InlineData("non-un-id", "Scegli")]
    [InlineData("00000000-0000-0000-0000-000000000001", "Scegli")]
    public async Task Who_ForgedOrEmpty_Returns400WithAMessage(string choice, string message)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await maria.GetAsync(Start);
        await maria.SubmitAsync(form: "main form[method=post]:not([action])");

        var answer = await maria.SubmitAsync(new() { ["per-chi"] = choice });

        answer.ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain(message);
    }

    [Fact]
    public async Task Who_AnotherHouseholdsMember_Returns400()
    {
        town.Require();
        var stranger = await town.ReadAsync("cesa", async db => await db.Set<Residents.RegisteredResident>().OrderByDescending(r => r.ResidentPersonId).Select(r => r.Id).FirstAsync());
        using var maria = await town.AsCitizenAsync();
        await maria.GetAsync(Start);
        await maria.SubmitAsync(form: "main form[method=post]:not([action])");

        (await maria.SubmitAsync(new() { ["per-chi"] = stranger.ToString("n") })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Scegli una delle risposte dell'elenco");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234")]
    [InlineData("0123456789012X")]
    [InlineData("012345678901234567890123456789")]
    public async Task Proof_BadStamp_Returns400AndKeepsTheValue(string stamp)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await CertificateSample.ToCheckAsync(maria, stamp: CertificateSample.NewStamp());
        var proof = maria.Current.Replace("riepilogo", "marca", StringComparison.Ordinal);
        await maria.GetAsync(proof);

        var answer = await maria.SubmitAsync(new() { ["marca"] = stamp });

        answer.ShouldBe(HttpStatusCode.BadRequest);
        answer.Page.QuerySelector("input[name=marca]")!.GetAttribute("value").ShouldBe(stamp.Length == 0 ? answer.Page.QuerySelector("input[name=marca]")!.GetAttribute("value") : stamp);
        answer.ErrorOf("marca").ShouldContain(stamp.Length == 0 ? "Rispondi" : stamp.Length > 14 ? "Al massimo 14" : "14 cifre");
    }

    [Fact]
    public async Task Submit_StampUsedBefore_Returns400AndStoresNothing()
    {
        town.Require();
        var stamp = CertificateSample.NewStamp();
        using var maria = await town.AsCitizenAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await CertificateSample.ToCheckAsync(luca, stamp: stamp);
        await CertificateSample.ToCheckAsync(maria, stamp: stamp);
        (await maria.SubmitAsync()).Heading.ShouldBe("Domanda ricevuta");
        var before = await CasesAsync();

        var answer = await luca.SubmitAsync();

        answer.ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("già stata usata");
        (await CasesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Use_UnknownOrForPublicBodiesOnly_Returns400()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await CertificateSample.ToCheckAsync(maria, use: "7");
        var use = maria.Current.Replace("riepilogo", "uso", StringComparison.Ordinal);
        foreach (var choice in new[] { "10", "12345", "gratis", "" })
        {
            await maria.GetAsync(use);
            (await maria.SubmitAsync(new() { ["uso"] = choice })).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("Scegli una delle risposte");
        }
    }

    [Fact]
    public async Task Post_WithoutToken_IsRefused()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        (await maria.PostAsync(Start, [])).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Render_RendererGone_KeepsTheCaseAndDeliversWhenItIsBack()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var anna = await town.AsStaffAsync();
        town.Renderer.Gone = true;
        try
        {
            await CertificateSample.ToCheckAsync(maria, use: "7");
            (await maria.SubmitAsync()).Heading.ShouldBe("Domanda ricevuta");
            Answer console = null!;
            for (var i = 0; i < 600; i++)
            {
                console = await anna.GetAsync("/desk/console");
                if (console.Main.Contains("Il compositore dei PDF non risponde", StringComparison.Ordinal) && console.Main.Contains("di 8", StringComparison.Ordinal)) break;
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
            console.Main.ShouldContain("La composizione dei PDF è ferma");
            console.Main.ShouldContain("Composizione di un certificato");
        }
        finally
        {
            town.Renderer.Gone = false;
        }
        var page = await anna.GetAsync("/desk/console");
        var id = page.Page.QuerySelector("input[name=Ids]")?.GetAttribute("value");
        if (id is not null) await anna.SubmitAsync(new() { ["Ids"] = id });
        await town.JobsDoneAsync();
        (await maria.GetAsync("/area-personale")).Main.ShouldContain("Scarica il PDF");
    }

    [Fact]
    public async Task CV01_DraftAndVerificationCode_OfCesa_AreUnknownAtSuccivo_EvenWithEqualIds()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await CertificateSample.ToCheckAsync(maria, use: "7");
        var path = maria.Current;
        var draft = Guid.Parse(path.Split('/')[^2]);
        // The same id, at Succivo, belongs to somebody else.
        var now = DateTime.UtcNow;
        await town.ReadAsync("succivo", db => db.Database.ExecuteSqlAsync(
            $"INSERT INTO procedures_drafts (id, service_slug, model_version, tax_code, answers, created_at, updated_at) VALUES ({draft}, {CertificateOutcome.ServiceSlug}, {1}, {"RSSMRA80A01H501U"}, {"{}"}, {now}, {now})"));
        using var elsewhere = await town.AsCitizenAsync(slug: "succivo");
        (await elsewhere.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await maria.GetAsync(path)).Heading.ShouldBe("Controlla e invia");

        await maria.SubmitAsync();
        var certificate = await LatestAsync("cesa");
        using var stranger = town.Browser("succivo");
        (await stranger.GetAsync($"/verifica/{certificate.VerificationCode}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"/verifica/{certificate.VerificationCode}", accept: "application/json")).Text.ShouldContain("\"found\":false");
    }

    [Fact]
    public async Task Room_OfAnotherCitizen_IsUnknown_WithItsReceiptAndFiles()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await CertificateSample.ToCheckAsync(maria, use: "7");
        var receipt = await maria.SubmitAsync();
        var path = maria.Current;
        var file = receipt.Page.QuerySelector("main a[href*='/documenti/']")!.GetAttribute("href")!;
        using var luca = await town.AsCitizenAsync("Luca Ferrara");

        foreach (var hidden in new[] { path, path.Replace("/ricevuta", "", StringComparison.Ordinal), file })
            (await luca.GetAsync(hidden)).ShouldBe(HttpStatusCode.NotFound).Text.ShouldNotContain("De Luca", Case.Insensitive);
    }

    private Task<int> CasesAsync() => town.ReadAsync("cesa", async db => (await db.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM procedures_cases").ToListAsync())[0]);

    private Task<Certificate> LatestAsync(string slug) => town.ReadAsync(slug, db => db.Set<Certificate>().AsNoTracking().OrderByDescending(c => c.Number).FirstAsync());
}

public sealed class JourneyOnSqlite(SqliteTown town) : JourneyTests(town), IClassFixture<SqliteTown>;

public sealed class JourneyOnPostgres(PostgresTown town) : JourneyTests(town), IClassFixture<PostgresTown>;
