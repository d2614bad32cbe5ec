using System.Net;
using Liburia.Platform.Access;
using Liburia.Platform.Audit;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Registry.Tests;

/// <summary>Who acts for whom: a parent for a minor, a delegate in one service; whose the case is, who sees it, and when it ends.</summary>
public abstract class MandateTests(Town town)
{
    private const string ForWhom = "/area-personale/per-chi";
    private const string Delegations = "/area-personale/deleghe";
    private const string Certificates = "certificato-di-residenza";
    private const string Report = "segnalazione-disservizio";

    [Fact]
    public async Task Parent_HeadOfTheHousehold_ActsForAMinor_WhoseTheCertificateIs()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await ChooseAsync(maria, "Giulia Ferrara");
        // Whoever acts for somebody reads it on every page, also on those that are the same for all.
        foreach (var page in (string[])["/area-personale", "/servizi", "/", "/en/servizi", $"/servizi/{Certificates}/domanda"])
            (await maria.GetAsync(page)).Page.QuerySelector(".lb-mandate")!.TextContent.ShouldContain("Giulia Ferrara", customMessage: page);

        (await CertificateSample.ToCheckAsync(maria, use: "7")).Main.ShouldContain("Ferrara Giulia");
        maria.Last!.Main.ShouldContain("Presentata daMaria De Luca: genitore, come risulta dall'anagrafe");
        (await maria.SubmitAsync()).Heading.ShouldBe("Domanda ricevuta");

        var item = await LatestAsync("ferrara giulia");
        item.ApplicantName.ShouldBe("Ferrara Giulia, con la rappresentanza di Maria De Luca");
        (await maria.GetAsync("/area-personale")).Main.ShouldContain(item.ProtocolNumber);
        await ChooseAsync(maria, null);
        maria.Last!.Page.QuerySelector(".lb-mandate").ShouldBeNull();
        (await maria.GetAsync("/area-personale")).Main.ShouldNotContain(item.ProtocolNumber);
        (await maria.GetAsync($"/area-personale/pratiche/{item.Id:n}")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Parent_WhoIsNotTheHead_DeclaresIt_AndTheDeclarationIsKept()
    {
        town.Require();
        using var antonio = await town.AsCitizenAsync("Antonio Ferrara");
        var page = await antonio.GetAsync(ForWhom);
        page.Main.ShouldContain("Oggi puoi agire solo per te");
        page.Main.ShouldContain("Sono genitore di Matteo Ferrara");
        page.Main.ShouldNotContain("Sono genitore di Maria De Luca");

        var claim = page.Page.QuerySelectorAll("form[action='?handler=Claim']").First(form => form.TextContent.Contains("Matteo", StringComparison.Ordinal));
        (await antonio.PostAsync(ForWhom + "?handler=Claim", Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)claim))).ShouldBe(HttpStatusCode.OK);

        await ChooseAsync(antonio, "Matteo Ferrara");
        (await antonio.GetAsync("/area-personale")).Main.ShouldContain("Pratiche e documenti di Matteo Ferrara");
        (await antonio.GetAsync(ForWhom)).Main.ShouldContain("come ha dichiarato il");
        (await town.ReadAsync("cesa", db => db.Set<ParentDeclaration>().CountAsync(d => d.DeclarantName == "Antonio Ferrara"))).ShouldBe(1);
        // Nobody declares to be the parent of somebody of another household, nor twice.
        (await antonio.PostAsync(ForWhom + "?handler=Claim", Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)claim))).ShouldBe(HttpStatusCode.NotFound);
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var token = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)(await luca.GetAsync(ForWhom)).Page.QuerySelector("main form[method=post]:not([action])")!);
        token["claim"] = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)claim)["claim"];
        (await luca.PostAsync(ForWhom + "?handler=Claim", token)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Parent_UntilTheDayBeforeTheChildIsEighteen()
    {
        town.Require();
        // Giulia was born on 21 September 2011: eighteen on 21 September 2029.
        var (last, held) = (new DateOnly(2029, 9, 20), 0);
        foreach (var (day, expected) in new[] { (last, true), (last.AddDays(1), false), (new DateOnly(2011, 9, 20), false), (new DateOnly(2011, 9, 21), true) })
        {
            var mandates = await town.InAsync("cesa", async services => await services.GetRequiredService<Mandates>().HeldByAsync(await CodeAsync(services, "de luca maria"), day));
            mandates.Any(mandate => mandate.PrincipalName == "Giulia Ferrara").ShouldBe(expected, day.ToString("O"));
            held += mandates.Count;
        }
        held.ShouldBeGreaterThan(0);
        // Somebody born on 29 February is of age on 28 February of a year that has no 29th (art. 2963 c. 5 c.c.).
        new Person(Guid.Empty, "A", "B", "F", new(2008, 2, 29), "", null, null, "", "", default).AgeOn(new(2026, 2, 27)).ShouldBe(17);
        new Person(Guid.Empty, "A", "B", "F", new(2008, 2, 29), "", null, null, "", "", default).AgeOn(new(2026, 2, 28)).ShouldBe(18);
    }

    /// <summary>A parent who lives elsewhere acts for the child, moves nobody's home, and learns nothing where anybody of the child's home is protected.</summary>
    [Fact]
    public async Task Parent_WhoLivesElsewhere_MovesNobody_AndIsNobodyWhereTheHomeIsProtected()
    {
        town.Require();
        var (child, mother) = await town.InAsync("cesa", async services =>
        {
            var register = services.GetRequiredService<ResidentRegister>();
            var db = services.GetRequiredService<AppDb>();
            var giulia = (await register.SearchAsync("ferrara giulia", 1))[0];
            db.Add(new ParentDeclaration
            {
                Id = Guid.CreateVersion7(),
                MinorId = giulia.Id,
                Declarant = await CodeAsync(services, "haddad amina"),
                DeclarantName = "Amina Haddad",
                DeclaredAt = DateTime.UtcNow,
            });
            await db.SaveChangesAsync();
            return (giulia, (await register.SearchAsync("de luca maria", 1))[0]);
        });
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        await ChooseAsync(amina, "Giulia Ferrara");
        (await amina.GetAsync("/area-personale/accessi")).Heading.ShouldBe("Chi ha consultato i miei dati", "whoever answers for a child by law reads who looked at the child's data");
        var moved = await Should.ThrowAsync<InvalidOperationException>(() => ApplicationSample.ToCheckAsync(town, amina, "cambio-di-indirizzo"));
        moved.Message.ShouldContain("lo dichiara un maggiorenne che ne fa parte");

        Task ProtectAsync(bool isProtected) => town.ReadAsync("cesa", db => db.Set<RegisteredResident>().Where(r => r.Id == mother.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.IsProtected, isProtected)));
        await ProtectAsync(true);
        (await amina.GetAsync("/area-personale")).Main.ShouldContain("Non puoi più agire per la persona che avevi scelto");
        (await amina.GetAsync(ForWhom)).Main.ShouldNotContain("Giulia Ferrara");
        await ProtectAsync(false);
        (await town.InAsync("cesa", services => services.GetRequiredService<Mandates>().HeldByAsync(child.Person.TaxCode, LegalTime.Today(town.Clock)))).ShouldBeEmpty("a minor acts for nobody");
    }

    [Fact]
    public async Task Delegate_InOneService_ActsOnceTheyAccept_InThatServiceAlone_UntilItIsRevoked()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var lucas = await town.InAsync("cesa", services => CodeAsync(services, "ferrara luca"));
        await GiveAsync(maria, lucas, Certificates);
        maria.Last!.Main.ShouldContain("da accettare");

        // Nothing holds before it is accepted.
        (await luca.GetAsync(ForWhom)).Main.ShouldNotContain("Maria De Luca");
        await luca.GetAsync(Delegations);
        (await luca.SubmitAsync(form: "form[action='?handler=Accept']")).Main.ShouldContain("Maria De Luca (vale)");
        await ChooseAsync(luca, "Maria De Luca");

        // Another service, and what is about oneself alone.
        (await luca.GetAsync($"/servizi/{Report}/domanda")).Main.ShouldContain("La delega di Maria De Luca non comprende questo servizio");
        (await luca.PostAsync($"/servizi/{Report}/domanda", TokenOf(luca))).ShouldBe(HttpStatusCode.OK).Main.ShouldContain("non comprende questo servizio");
        foreach (var own in (string[])["/area-personale/miei-dati", "/area-personale/accessi", Delegations])
            (await luca.GetAsync(own)).Heading.ShouldBe("Per chi agisci?", own);

        // The case is Maria's, who sees it, by whom it was filed and that it was looked at; so does Luca.
        (await CertificateSample.ToCheckAsync(luca, use: "7")).Heading.ShouldBe("Controlla e invia");
        await luca.SubmitAsync();
        var item = await LatestAsync("de luca maria");
        item.ApplicantName.ShouldBe("De Luca Maria, con la rappresentanza di Luca Ferrara");
        var room = $"/area-personale/pratiche/{item.Id:n}";
        (await maria.GetAsync(room)).Main.ShouldContain("Presentata da Luca Ferrara: delega data online il");
        (await luca.GetAsync(room)).ShouldBe(HttpStatusCode.OK);
        (await maria.GetAsync("/area-personale/accessi")).Main.ShouldContain("Luca Ferrara");
        await town.JobsDoneAsync();
        var paper = (await luca.GetAsync("/area-personale")).Page.QuerySelectorAll("main a").First(a => a.TextContent.Contains("Scarica il PDF", StringComparison.Ordinal)).GetAttribute("href")!;
        (await luca.GetAsync(paper)).ShouldBe(HttpStatusCode.OK);
        // Maria's other cases are none of the delegate's.
        using var other = await town.AsCitizenAsync();
        var reported = await ApplicationSample.SubmitAsync(town, other, Report);
        (await luca.GetAsync(reported)).ShouldBe(HttpStatusCode.NotFound);
        (await maria.GetAsync(reported)).ShouldBe(HttpStatusCode.OK);

        // Revoked while the delegate is writing: the next request acts no more, and says so; nothing of it is the delegate's own.
        await luca.GetAsync($"/servizi/{Certificates}/domanda");
        await luca.SubmitAsync(form: "main form[method=post]:not([action])");
        var half = luca.Current;
        await maria.GetAsync(Delegations);
        (await maria.SubmitAsync(form: "form[action='?handler=End']")).Main.ShouldContain("finita il");
        (await luca.GetAsync(half)).Main.ShouldContain("Non puoi più agire per la persona che avevi scelto");
        foreach (var gone in (string[])[half, room, paper, "/area-personale"]) (await luca.GetAsync(gone)).Heading.ShouldBe("Per chi agisci?", gone);
        await ChooseAsync(luca, null);
        foreach (var gone in (string[])[half, room, paper]) (await luca.GetAsync(gone)).ShouldBe(HttpStatusCode.NotFound);
        (await maria.GetAsync(room)).ShouldBe(HttpStatusCode.OK);
        var written = await town.ReadAsync("cesa", db => db.Set<AuditEntry>().AsNoTracking().Select(e => e.Action).Distinct().ToListAsync());
        foreach (var act in (string[])["mandate.give", "mandate.accept", "mandate.choose", "mandate.end"]) written.ShouldContain(act);
    }

    [Fact]
    public async Task Delegation_ThatCannotBe_IsRefusedBesideItsField_AndWhatWasTypedStays()
    {
        town.Require();
        using var rosa = await town.AsCitizenAsync("Rosa Marino");
        var (rosas, lucas) = await town.InAsync("cesa", async services => (await CodeAsync(services, "marino rosa"), await CodeAsync(services, "ferrara luca")));
        var today = LegalTime.Today(town.Clock);
        (string Field, string Words, string? Code, string? Service, DateOnly? From, DateOnly? Until)[] wrong =
        [
            ("TaxCode", "Il codice fiscale non è valido", "FRRLCU91C30A512X", Certificates, today, today),
            ("TaxCode", "È il tuo codice fiscale", rosas, Certificates, today, today),
            ("Services", "Scegli almeno un servizio", lucas, null, today, today),
            ("Services", "Scegli almeno un servizio", lucas, "non-esiste", today, today),
            ("From", "il primo giorno è oggi o dopo", lucas, Certificates, today.AddDays(-1), today),
            ("From", "Scrivi il primo giorno", lucas, Certificates, null, today),
            ("Until", "viene prima del primo", lucas, Certificates, today.AddDays(1), today),
            ("Until", "dura al più 3 anni", lucas, Certificates, today, today.AddYears(3)),
        ];
        foreach (var row in wrong)
        {
            await rosa.GetAsync(Delegations);
            var answer = await GiveAsync(rosa, row.Code!, row.Service, row.From, row.Until);
            answer.ShouldBe(HttpStatusCode.BadRequest).ErrorOf(row.Field).ShouldContain(row.Words, customMessage: row.Field);
            answer.Page.QuerySelector("input[name=TaxCode]")!.GetAttribute("value").ShouldBe(row.Code);
            if (row.Service == Certificates) answer.Page.QuerySelector($"input[value='{Certificates}']")!.HasAttribute("checked").ShouldBeTrue(row.Field);
        }
        (await town.ReadAsync("cesa", db => db.Database.SqlQuery<int>($"select count(*) as \"Value\" from identity_delegations where principal = {rosas}").SingleAsync())).ShouldBe(0);
        // The longest that may be, with blanks and small letters in the code.
        (await GiveAsync(rosa, lucas.ToLowerInvariant().Insert(6, " "), Certificates, today, today.AddYears(3).AddDays(-1))).ShouldBe(HttpStatusCode.OK).Main.ShouldContain(lucas);
    }

    [Fact]
    public async Task Delegation_OfOthers_IsNotThere()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        await GiveAsync(maria, await town.InAsync("cesa", services => CodeAsync(services, "ferrara luca")), Report);
        await luca.GetAsync(Delegations);
        var waits = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)luca.Last!.Page.QuerySelector("form[action='?handler=Accept']")!)["id"];
        foreach (var act in (string[])["Accept", "End"])
        {
            await amina.GetAsync(Delegations);
            amina.Last!.Main.ShouldNotContain("Maria De Luca");
            (await amina.PostAsync($"{Delegations}?handler={act}", TokenOf(amina, ("id", waits)))).ShouldBe(HttpStatusCode.NotFound);
        }
        // Who gave it cannot accept it in the other's place.
        await maria.GetAsync(Delegations);
        (await maria.PostAsync($"{Delegations}?handler=Accept", TokenOf(maria, ("id", waits)))).ShouldBe(HttpStatusCode.NotFound);
        // A mandate that one does not hold cannot be chosen.
        await amina.GetAsync(ForWhom);
        (await amina.PostAsync(ForWhom, TokenOf(amina, ("Key", $"delega:{Guid.Parse(waits):n}")))).ShouldBe(HttpStatusCode.BadRequest).ErrorOf("Key").ShouldContain("Scegli per chi agisci");
    }

    [Fact]
    public async Task Draft_OfADelegate_IsNotThePrincipals_NorTheOtherWayRound()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await maria.GetAsync(CertificateSample.Start);
        await maria.SubmitAsync(form: "main form[method=post]:not([action])");
        var own = maria.Current;
        await ChooseAsync(maria, "Matteo Ferrara");
        (await maria.GetAsync(own)).ShouldBe(HttpStatusCode.NotFound);
        await maria.GetAsync(CertificateSample.Start);
        await maria.SubmitAsync(form: "main form[method=post]:not([action])");
        var childs = maria.Current;
        // The household is asked about as the child's: nobody in it is «you».
        maria.Last!.Main.ShouldContain("Matteo Ferrara");
        maria.Last!.Main.ShouldNotContain("(tu)");
        await ChooseAsync(maria, null);
        (await maria.GetAsync(childs)).ShouldBe(HttpStatusCode.NotFound);
        (await maria.GetAsync(own)).Main.ShouldContain("(tu)");
    }

    private static async Task ChooseAsync(Browser citizen, string? principal)
    {
        var page = await citizen.GetAsync(ForWhom);
        var key = principal is null ? "io" : page.Page.QuerySelectorAll("input[name=Key]")
            .First(radio => radio.ParentElement!.TextContent.Contains($"per {principal}", StringComparison.Ordinal)).GetAttribute("value")!;
        (await citizen.SubmitAsync(new() { ["Key"] = key }, "main form[method=post]:not([action])")).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<Answer> GiveAsync(Browser principal, string code, string? service, DateOnly? from = null, DateOnly? until = null)
    {
        var implied = from is null && until is null;
        var today = LegalTime.Today(town.Clock);
        if (implied) (from, until) = (today, today.AddMonths(6));
        await principal.GetAsync(Delegations);
        var fields = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)principal.Last!.Page.QuerySelector("main form[method=post]:not([action])")!);
        (fields["TaxCode"], fields["Name"], fields["From"], fields["Until"]) = (code, "Luca Ferrara", Written(from), Written(until));
        if (service is not null) fields["Services"] = service;
        return await principal.PostAsync(Delegations, fields);
        static string Written(DateOnly? day) => day?.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture) ?? "";
    }

    private static Dictionary<string, string> TokenOf(Browser browser, params (string Name, string Value)[] more)
    {
        var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = browser.Last!.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")! };
        foreach (var (name, value) in more) fields[name] = value;
        return fields;
    }

    private static async Task<string> CodeAsync(IServiceProvider services, string words) => (await services.GetRequiredService<ResidentRegister>().SearchAsync(words, 1))[0].Person.TaxCode;

    private Task<CaseView> LatestAsync(string words) => town.InAsync("cesa", async services =>
        (await services.GetRequiredService<ICaseDesk>().OfAsync(await CodeAsync(services, words)))[0]);
}

public sealed class MandateOnSqlite(SqliteTown town) : MandateTests(town), IClassFixture<SqliteTown>;
public sealed class MandateOnPostgres(PostgresTown town) : MandateTests(town), IClassFixture<PostgresTown>;
