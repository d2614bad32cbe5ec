using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AngleSharp.Html.Dom;
using Liburia.Identity.Saml;
using Liburia.Identity.Simulator;
using Liburia.Identity.Spid;
using Liburia.Platform.Access;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>The way out: of a Comune, of all of them, of the provider; begun by us or by the provider.</summary>
public sealed class LogoutFlowTests(SqliteTown town) : IClassFixture<SqliteTown>
{
    private SpidDriver Driver => new(town);
    private SimulatedProvider Provider => town.Services.GetRequiredService<SpidProviders>().Simulated!;
    private SpidKeys Keys => town.Services.GetRequiredService<SpidKeys>();
    private DateTime Now => town.Clock.GetUtcNow().UtcDateTime;

    private static async Task<bool> IsInsideAsync(Browser comune) => (await comune.GetAsync("/area-personale", follow: false)).Status == HttpStatusCode.OK;

    /// <summary>Posts the form that a page carries for another site, as its button does.</summary>
    private static async Task<Answer> SendAsync(Browser browser, Answer page)
    {
        var form = (IHtmlFormElement)page.Page.QuerySelector("#spid-send")!;
        form.QuerySelector("button").ShouldNotBeNull("it works without JavaScript");
        return await browser.PostAsync(new Uri(form.GetAttribute("action")!).PathAndQuery, Browser.FieldsOf(form));
    }

    /// <summary>From the header's button to the page of the access point.</summary>
    private static async Task<Answer> LeaveAsync(Browser comune, Browser consortium)
    {
        var said = await comune.SubmitAsync(form: "header form[action$='/esci']");
        said.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Sei uscito");
        return await consortium.GetAsync(new Uri(said.Page.QuerySelector("main a")!.GetAttribute("href")!).PathAndQuery);
    }

    [Fact]
    public async Task CV36_Leaving_EndsTheSession_TellsTheProvider_AndComesBackInWords()
    {
        using var inside = await Driver.EnterAsync("cesa", level: 2);
        (await IsInsideAsync(inside.Comune)).ShouldBeTrue();
        var telling = await LeaveAsync(inside.Comune, inside.Consortium);
        (await IsInsideAsync(inside.Comune)).ShouldBeFalse("the session here ends first, whatever the provider does");
        telling.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Esci anche dal gestore della tua identità");
        telling.Raw.Headers.GetValues("Content-Security-Policy").Single().ShouldContain($"form-action 'self' {new Uri(town.Installation.AccessPointUrl).GetLeftPart(UriPartial.Authority)};");

        // What is sent is a logout by the rules, signed in the message.
        var message = SamlXml.Parse(Convert.FromBase64String(telling.Page.QuerySelector("input[name=SAMLRequest]")!.GetAttribute("value")!));
        SamlXml.Verify(message.DocumentElement!, [Keys.Self.Certificate]);
        message.DocumentElement!.LocalName.ShouldBe("LogoutRequest");
        message.OuterXml.ShouldContain("<samlp:SessionIndex>");

        var ended = await SendAsync(inside.Consortium, telling);
        ended.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Sei uscito");
        inside.Consortium.Current.ShouldContain("/spid/slo?SAMLResponse=");
        var back = new Uri(ended.Page.QuerySelector("meta[http-equiv=refresh]")!.GetAttribute("content")!["0;url=".Length..]);
        (await inside.Comune.GetAsync(back.PathAndQuery)).Main.ShouldContain("Sei uscito dal sito del Comune e dal gestore della tua identità");
        (await inside.Consortium.GetAsync(inside.Consortium.Current)).Status.ShouldBe(HttpStatusCode.BadRequest, "an answer counts once");
    }

    [Fact]
    public async Task Leaving_InEnglish_StaysInEnglish()
    {
        using var inside = await Driver.EnterAsync("cesa", back: "/en/area-personale", english: true);
        await inside.Comune.GetAsync("/en/area-personale");
        var said = await inside.Comune.SubmitAsync(form: "header form[action$='/esci']");
        said.Heading.ShouldBe("You are logged out");
        var telling = await inside.Consortium.GetAsync(new Uri(said.Page.QuerySelector("main a")!.GetAttribute("href")!).PathAndQuery);
        telling.Heading.ShouldBe("Leave your identity provider too");
        var ended = await SendAsync(inside.Consortium, telling);
        ended.Heading.ShouldBe("You are logged out");
        ended.Page.QuerySelector("html")!.GetAttribute("lang").ShouldBe("en");
        ended.Page.QuerySelector("main a")!.GetAttribute("href")!.ShouldContain("/en/esci?come=spid");
    }

    [Fact]
    public async Task Everywhere_EndsTheSessionsOfAllComuni_AndOfThatPersonAlone()
    {
        using var other = await Driver.EnterAsync("cesa", person: "Luca Ferrara");
        using var cesa = await Driver.EnterAsync("cesa");
        using var succivo = await Driver.EnterAsync("succivo");
        using var demonstration = await town.AsCitizenAsync();
        var page = await cesa.Comune.GetAsync("/esci");
        page.Heading.ShouldBe("Esci");
        page.Main.ShouldContain("Comune di Succivo");
        (await cesa.Comune.GetAsync("/area-personale")).Page.QuerySelector("main a[href='/esci']").ShouldNotBeNull();
        await cesa.Comune.GetAsync("/esci");
        var said = await cesa.Comune.SubmitAsync(form: "main form:has(input[name=everywhere])");
        var telling = await cesa.Consortium.GetAsync(new Uri(said.Page.QuerySelector("main a")!.GetAttribute("href")!).PathAndQuery);
        foreach (var left in (Browser[])[cesa.Comune, succivo.Comune, demonstration]) (await IsInsideAsync(left)).ShouldBeFalse();
        (await IsInsideAsync(other.Comune)).ShouldBeTrue("of another person nothing ends");
        var ended = await SendAsync(cesa.Consortium, telling);
        ended.Main.ShouldContain("Comune di Cesa, Comune di Succivo");
        (await cesa.Comune.GetAsync(new Uri(ended.Page.QuerySelector("main a")!.GetAttribute("href")!).PathAndQuery)).Main.ShouldContain("Sei uscito da tutti i siti dei Comuni");
    }

    [Fact]
    public async Task Everywhere_FromADemonstrationLogin_AsksNoProvider()
    {
        using var maria = await town.AsCitizenAsync();
        using var succivo = await Driver.EnterAsync("succivo");
        await maria.GetAsync("/esci");
        var said = await maria.SubmitAsync(form: "main form:has(input[name=everywhere])");
        using var consortium = town.BrowserAt(Driver.Consortium);
        var address = new Uri(said.Page.QuerySelector("main a")!.GetAttribute("href")!).PathAndQuery;
        (await consortium.GetAsync(address)).Main.ShouldContain("Sei uscito da:");
        (await IsInsideAsync(succivo.Comune)).ShouldBeFalse();
        (await consortium.GetAsync(address)).ShouldBe(HttpStatusCode.BadRequest).Heading.ShouldBe("Il collegamento non vale più");
    }

    [Fact]
    public async Task OneComuneThatDoesNotAnswer_IsNamed_AndTheOthersAreLeft()
    {
        using var cesa = await Driver.EnterAsync("cesa");
        using var gricignano = await Driver.EnterAsync("orta-di-atella");
        var file = Path.Combine(town.Installation.FolderOf("orta-di-atella"), "comune.db");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Move(file, file + ".away");
        File.WriteAllText(file, "this is no database");
        try
        {
            await cesa.Comune.GetAsync("/esci");
            var said = await cesa.Comune.SubmitAsync(form: "main form:has(input[name=everywhere])");
            var ended = await SendAsync(cesa.Consortium, await cesa.Consortium.GetAsync(new Uri(said.Page.QuerySelector("main a")!.GetAttribute("href")!).PathAndQuery));
            ended.Main.ShouldContain("Non hanno risposto: Comune di Orta di Atella");
            ended.Page.QuerySelector("meta[http-equiv=refresh]").ShouldBeNull("they must be able to read it");
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            File.Move(file + ".away", file, overwrite: true);
        }
        (await IsInsideAsync(gricignano.Comune)).ShouldBeTrue("what could not be ended is still there, and said so");
    }

    [Theory, InlineData("post"), InlineData("redirect")]
    public async Task CV36_Provider_EndsTheSessionsOfItsLogin_InEveryComune(string binding)
    {
        using var cesa = await Driver.EnterAsync("cesa", level: 1);
        // At level 1 the provider goes on with the session it has: the same name, in another Comune.
        using var succivo = await Driver.EnterAsync("succivo", level: 1, consortium: cesa.Consortium);
        using var stranger = await Driver.EnterAsync("cesa", level: 1);
        await cesa.Consortium.GetAsync("/simulatore/esci");
        var sent = await cesa.Consortium.SubmitAsync(new() { ["binding"] = binding });
        var taken = binding == "post" ? await SendAsync(cesa.Consortium, sent) : sent;
        taken.ShouldBe(HttpStatusCode.OK).Heading.ShouldBe("Sei uscito dai siti dei Comuni");
        (await IsInsideAsync(cesa.Comune)).ShouldBeFalse();
        (await IsInsideAsync(succivo.Comune)).ShouldBeFalse();
        (await IsInsideAsync(stranger.Comune)).ShouldBeTrue("another session of the provider is another login");
        (await SendAsync(cesa.Consortium, taken)).Main.ShouldContain("Sei uscito dal gestore e da tutti i siti dei Comuni");
    }

    [Fact]
    public async Task LevelOne_LeavingOneComune_LeavesTheOthersOfThatLogin()
    {
        using var cesa = await Driver.EnterAsync("cesa", level: 1);
        using var succivo = await Driver.EnterAsync("succivo", level: 1, consortium: cesa.Consortium);
        await LeaveAsync(cesa.Comune, cesa.Consortium);
        (await IsInsideAsync(succivo.Comune)).ShouldBeFalse("the provider does not call back who asked it");
    }

    [Fact]
    public async Task Provider_NamingSessionsThatNeverWere_IsAnsweredThatAllIsClosed()
    {
        using var anyone = town.BrowserAt(Driver.Consortium);
        var sending = Provider.Leave(Provider.NewSubject(), SamlNames.Post, Keys.Self.LogoutUrl, Now);
        (await SendAsync(anyone, await PostAsync(anyone, sending))).Main.ShouldContain("Sei uscito dal gestore e da tutti i siti");
        (await PostAsync(anyone, sending)).Status.ShouldBe(HttpStatusCode.BadRequest, "the same request again");
    }

    [Fact]
    public async Task Messages_Foreign_Unsigned_OrBroken_AreRefusedInWords_AndEndNothing()
    {
        using var inside = await Driver.EnterAsync("cesa", level: 1);
        using var anyone = town.BrowserAt(Driver.Consortium);
        var subject = Provider.NewSubject();
        var unsigned = SamlLogout.Request(Provider.EntityId, Keys.Self.LogoutUrl, "_x", subject, Now).OuterXml;
        var ours = SamlBinding.Send(Keys.Self.Certificate, Keys.Self.Key, SamlLogout.Request(Provider.EntityId, Keys.Self.LogoutUrl, "_y", subject, Now), SamlNames.Post, Keys.Self.LogoutUrl, SamlBinding.Question);
        var stranger = SamlBinding.Send(Keys.Self.Certificate, Keys.Self.Key, SamlLogout.Request("https://altro.example", Keys.Self.LogoutUrl, "_z", subject, Now), SamlNames.Post, Keys.Self.LogoutUrl, SamlBinding.Question);
        foreach (var fields in (Dictionary<string, string>[])[new() { ["SAMLRequest"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(unsigned)) }, ours.Fields.ToDictionary(f => f.Name, f => f.Value), stranger.Fields.ToDictionary(f => f.Name, f => f.Value),
            new() { ["SAMLRequest"] = "non base64!" }, new() { ["SAMLResponse"] = Convert.ToBase64String("<r/>"u8) }, []])
        {
            var answer = await anyone.PostAsync("/spid/slo", fields);
            answer.ShouldBe(HttpStatusCode.BadRequest).Heading.ShouldBe("Questa richiesta di uscita non è valida");
            answer.Text.ShouldNotContain("Exception");
        }
        foreach (var query in (string[])["", "?SAMLRequest=x", "?SAMLRequest=x&SAMLRequest=y&SigAlg=a&Signature=b"]) (await anyone.GetAsync("/spid/slo" + query)).Status.ShouldBe(HttpStatusCode.BadRequest, query);
        (await IsInsideAsync(inside.Comune)).ShouldBeTrue();
    }

    [Fact]
    public async Task AccessPointsFiles_HoldNoTaxCode_NorTheProvidersName()
    {
        using var inside = await Driver.EnterAsync("cesa");
        await LeaveAsync(inside.Comune, inside.Consortium);
        using var again = await Driver.EnterAsync("cesa");
        var taxCode = await town.ReadAsync("cesa", db => db.Set<Session>().Where(s => s.AccessId != null).Select(s => s.TaxCode).FirstAsync());
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(town.Installation.DataFolder, "*.db*").Where(file => Path.GetFileName(file) is not "directory.db"))
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            text.ShouldNotContain(taxCode, customMessage: file);
            text.ShouldNotContain("De Luca", customMessage: file);
        }
    }

    private static Task<Answer> PostAsync(Browser browser, SamlSending sending) => browser.PostAsync("/spid/slo", sending.Fields.ToDictionary(field => field.Name, field => field.Value));
}
