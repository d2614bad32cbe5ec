using System.Net;
using Liburia.Platform.Database;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Registers;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>What a citizen types becomes public only in the words that an officer has seen.</summary>
public abstract class PublicLinesTests(Town town)
{
    private const string Typed = "Io, Maria De Luca di Via Roma 12, c.f. DLCMRA85E52A512V, chiedo quanto è costata la palestra comunale";
    private const string Reasons = "Si danno gli importi chiesti, che sono già nel rendiconto.";

    public static TheoryData<string> ServicesWithATypedSubject() => ["accesso-civico-generalizzato", "accesso-civico-semplice"];

    [Theory, MemberData(nameof(ServicesWithATypedSubject))]
    public async Task CO13_WordsOfTheApplicant_AreMarked_AndPublicOnlyAsTheOfficerLetThem(string service)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, service, new() { ["oggetto"] = Typed });
        using var dario = await town.AsStaffAsync("dario");
        var page = await dario.GetAsync(DeskActs.DecisionPathOf(room));
        page.Page.QuerySelectorAll("form[action='?handler=Decide'] mark").Select(mark => mark.TextContent).ShouldBe(["Maria De Luca", "Via Roma 12", "DLCMRA85E52A512V"]);
        var proposed = DeskActs.DecisionOf(page)["public.oggetto"];
        proposed.ShouldBe("Io, [omissis] di [omissis], c.f. [omissis], chiedo quanto è costata la palestra comunale");

        // Sent as it was typed, or empty: refused beside its field, and nothing is decided.
        foreach (var (words, reason) in ((string, string)[])[(Typed, "codice fiscale"), ("", "Scrivi che cosa si legge"), ("Chiede Maria De Luca quanto è costata la palestra", "nome del richiedente")])
        {
            var refused = await DeskActs.ActAsync(dario, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = Reasons, ["public.oggetto"] = words }, HttpStatusCode.BadRequest);
            refused.ErrorOf("public_oggetto").ShouldContain(reason);
            refused.Page.QuerySelector("textarea[name='public.oggetto']")!.TextContent.Trim().ShouldBe(words);
        }
        (await EntryAsync(room)).ShouldBeNull();
        await DeskActs.ActAsync(dario, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = Reasons, ["public.oggetto"] = "Quanto è costata la palestra comunale" });

        using var anyone = town.Browser();
        foreach (var language in (string[])["", "/en"])
        {
            var register = await anyone.GetAsync($"{language}/registri/accesso-civico");
            register.Main.ShouldContain("Quanto è costata la palestra comunale");
            // Another entry may have to name somebody.
            var rows = register.Page.QuerySelectorAll("tbody tr").Select(row => row.TextContent).Where(row => row.Contains("palestra", StringComparison.Ordinal)).ToList();
            foreach (var own in (string[])["De Luca", "Via Roma 12", "DLCMRA85E52A512V", "Io,"])
                rows.ShouldAllBe(row => !row.Contains(own, StringComparison.OrdinalIgnoreCase), own);
        }
        (await dario.GetAsync("/desk/registri/accesso-civico")).Main.ShouldContain(Typed, customMessage: "the office keeps what was asked, word for word");
    }

    [Fact]
    public async Task Name_ThatHasToStay_IsLetPass_ByWhoSaysSo()
    {
        town.Require();
        // Another applicant: the lines of Maria in the same register must hold nothing of hers.
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        var room = await ApplicationSample.SubmitAsync(town, luca, "accesso-civico-generalizzato", new() { ["oggetto"] = "Atti sulla scuola Luca Ferrara" });
        using var dario = await town.AsStaffAsync("dario");
        const string words = "Atti sulla scuola «Luca Ferrara»";
        (await DeskActs.ActAsync(dario, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = Reasons, ["public.oggetto"] = words }, HttpStatusCode.BadRequest)).ErrorOf("public_oggetto").ShouldContain("conferma");
        await DeskActs.ActAsync(dario, room, "Decide", new() { ["State"] = "Completed", ["Reasons"] = Reasons, ["public.oggetto"] = words, ["PublicConfirmed"] = "true" });
        using var anyone = town.Browser();
        (await anyone.GetAsync("/registri/accesso-civico")).Main.ShouldContain(words);
    }

    /// <summary>No officer decides where silence does: the row is there on its day, the words when somebody has seen them.</summary>
    [Fact]
    public async Task Entry_ThatNoOfficerSaw_ShowsNothingTyped_UntilOneHas_AndTwoDoNotOverwriteEachOther()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "segnalazione-disservizio", new() { ["luogo.note"] = "davanti al portone di Maria De Luca" });
        var id = DeskActs.IdOf(room);
        await town.InAsync("cesa", async services =>
        {
            // Granted without anybody at the desk, as silence does.
            var (db, decisions) = (services.GetRequiredService<AppDb>(), services.GetRequiredService<Decisions>());
            await services.GetRequiredService<Writing>().RunAsync(async () =>
            {
                var item = await db.Set<Procedures.Cases.Case>().FirstAsync(c => c.Id == id);
                var model = decisions.ModelOf(item)!;
                var facts = await services.GetRequiredService<AnswerForms>().InWordsAsync(model, Decisions.FactsOf(item, model));
                await services.GetRequiredKeyedService<Procedures.Contracts.IOutcome>("register.entry").ApplyAsync(facts);
                return true;
            });
            return true;
        });
        using var anyone = town.Browser();
        var register = await anyone.GetAsync("/registri/segnalazioni");
        register.Text.ShouldNotContain("De Luca", Shouldly.Case.Insensitive);
        register.Main.ShouldContain("l'ufficio lo sta rivedendo");
        var entry = (await EntryAsync(room))!;
        using var dario = await town.AsStaffAsync("dario");
        await dario.GetAsync($"/desk/registri/voci/{entry.Id:n}");
        dario.Current.ShouldEndWith("/motivo", customMessage: "the case is of another office");

        using var gino = await town.AsStaffAsync("gino");
        using var colleague = await town.AsStaffAsync("gino");
        (await gino.GetAsync("/desk")).Main.ShouldContain("aspett");
        (await gino.GetAsync("/desk/registri/segnalazioni")).Main.ShouldContain("Da rivedere prima che si legga");
        await gino.GetAsync($"/desk/registri/voci/{entry.Id:n}");
        (await Unmarked.SendAllAsync(gino, $"/desk/registri/voci/{entry.Id:n}")).ShouldBe(1);
        await colleague.GetAsync($"/desk/registri/voci/{entry.Id:n}");
        (await gino.SubmitAsync(new() { ["public.luogo"] = "" })).ShouldBe(HttpStatusCode.BadRequest);
        await gino.SubmitAsync(new() { ["public.luogo"] = "Davanti a un portone di via Roma" });
        (await colleague.SubmitAsync(new() { ["public.luogo"] = "Altro" })).ShouldBe(HttpStatusCode.Conflict).Main.ShouldContain("Un collega l'ha cambiata");
        (await anyone.GetAsync("/registri/segnalazioni")).Main.ShouldContain("Davanti a un portone di via Roma");
        (await maria.GetAsync("/area-personale/accessi")).Main.ShouldContain("Riga del registro");
    }

    /// <summary>An answer of several parts is typed where one of them is: a flat holds twenty characters of whatever one likes.</summary>
    [Theory]
    [InlineData("segnalazione-disservizio", "luogo", "note")]
    [InlineData("passo-carrabile", "indirizzo", "flat")]
    public async Task PartOfAnAddress_ThatWasTyped_WaitsForTheOfficer(string service, string question, string part)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, service, new() { [$"{question}.{part}"] = "DLCMRA85E52A512V" }, always: true);
        using var gino = await town.AsStaffAsync("gino");
        var page = await gino.GetAsync(DeskActs.DecisionPathOf(room));
        page.Page.QuerySelectorAll("form[action='?handler=Decide'] mark").ShouldHaveSingleItem().TextContent.ShouldBe("DLCMRA85E52A512V");
        await DeskActs.DecideAsync(gino, room, Reasons);
        using var anyone = town.Browser();
        (await anyone.GetAsync($"/registri/{(service == "passo-carrabile" ? "passi-carrabili" : "segnalazioni")}")).Text.ShouldNotContain("DLCMRA85E52A512V");
    }

    /// <summary>An address has no words about it, a place has no flat: what is sent there is not kept.</summary>
    [Theory]
    [InlineData("passo-carrabile", "indirizzo.note")]
    [InlineData("segnalazione-disservizio", "luogo.flat")]
    public async Task Part_ThatTheFormDoesNotAsk_IsNotKept_WhateverIsSent(string service, string part)
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, service, new() { [part] = "tel. 333 1234567" }, always: true);
        var id = DeskActs.IdOf(room);
        (await town.ReadAsync("cesa", db => db.Set<Procedures.Cases.Case>().Where(c => c.Id == id).Select(c => c.Answers).FirstAsync())).ShouldNotContain("333 1234567");
    }

    /// <summary>Every question of every form whose answer anybody will read says so, in both languages, and no other does.</summary>
    [Fact]
    public async Task Form_SaysBeforehand_WhatBecomesPublic()
    {
        town.Require();
        foreach (var (prefix, words) in ((string, string)[])[("", "si legge nel registro pubblico"), ("/en", "can be read in the public register")])
        {
            using var maria = await town.AsCitizenAsync();
            foreach (var service in (string[])["accesso-civico-generalizzato", "segnalazione-disservizio", "accesso-agli-atti"])
            {
                var told = new List<string>();
                await maria.GetAsync($"{prefix}/servizi/{service}/domanda");
                await ApplicationSample.ToCheckAsync(town, maria, service, prefix: prefix);
                var (draft, steps) = (maria.Current[..^"/riepilogo".Length], maria.Last!.Page.QuerySelectorAll("main dl a, main dd a").Select(a => a.GetAttribute("href")!).Distinct().ToList());
                foreach (var step in steps)
                {
                    var page = await maria.GetAsync(step);
                    if (page.Page.QuerySelectorAll(".form-text").Any(hint => hint.TextContent.Contains(words, StringComparison.OrdinalIgnoreCase))) told.Add(step.Split('/')[^1]);
                }
                var wanted = service switch { "accesso-civico-generalizzato" => 1, "segnalazione-disservizio" => 2, _ => 0 };
                told.Count.ShouldBe(wanted, $"{service}: {string.Join(", ", told)}; {draft}");
            }
        }
    }

    private Task<RegisterEntry?> EntryAsync(string room)
    {
        var id = DeskActs.IdOf(room);
        return town.ReadAsync("cesa", db => db.Set<RegisterEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.CaseId == id));
    }
}

public sealed class PublicLinesOnSqlite(SqliteTown town) : PublicLinesTests(town), IClassFixture<SqliteTown>;

public sealed class PublicLinesOnPostgres(PostgresTown town) : PublicLinesTests(town), IClassFixture<PostgresTown>;

/// <summary>What of a text tells who wrote it.</summary>
public sealed class PersonalMarksTests
{
    private static string Without(string text) =>
        PersonalMarks.Without(text, PersonalMarks.In(text, "DE LUCA MARIA", "DLCMRA85E52A512V", "VIA ROMA, 12 int. 4"));

    [Theory]
    [InlineData("Maria De Luca chiede", "[omissis] chiede")]
    [InlineData("la signora DE LUCA", "la signora [omissis]")]
    [InlineData("firmato: Marìa", "firmato: [omissis]")]
    [InlineData("abito in via Roma n. 12", "abito in [omissis]")]
    [InlineData("via Roma, 12 interno 4", "[omissis] interno 4")]
    [InlineData("codice DLCMRA85E52A512V.", "codice [omissis].")]
    [InlineData("codice dlc mra 85e52 a512v", "codice [omissis]")]
    [InlineData("scrivetemi a maria@posta.example, grazie", "scrivetemi a [omissis], grazie")]
    [InlineData("chiamatemi al 333 1234567", "chiamatemi al [omissis]")]
    [InlineData("tel. +39 081 5551234", "tel. [omissis]")]
    [InlineData("casa 081/7951111", "casa [omissis]")]
    [InlineData("cell. 340/1234567", "cell. [omissis]")]
    public void Text_ThatTellsWhoItIs_IsLeftOut(string text, string without) => Without(text).ShouldBe(without);

    [Theory]
    [InlineData("Delibere di giunta del 2025")]
    [InlineData("lavori in via Roma")]
    [InlineData("lavori in via Roma 112")]
    [InlineData("il bilancio de 2024")]
    [InlineData("protocollo 0000123/2026")]
    [InlineData("un costo di 12.500,00 euro")]
    [InlineData("Panificio Esposito, partita IVA 02438750586")]
    [InlineData("gli atti dal 01.12.2025 al 31.12.2025")]
    [InlineData("gli atti dal 05-03-2026")]
    [InlineData("delibera 345678/2025")]
    [InlineData("")]
    public void Text_ThatTellsNobody_StaysAsItIs(string text) => Without(text).ShouldBe(text);
}
