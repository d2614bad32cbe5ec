using System.Net;
using Liburia.Platform.Diagnosis;
using Liburia.Platform.Tenancy;
using Liburia.Procedures.Cases;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Liburia.TestKit.DeskActs;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Procedures.Tests;

/// <summary>One model, eight Comuni: a new file is a new service; a new version is accepted by each; deviations are few, reasoned and public.</summary>
public sealed class AdoptionTests(AdoptionTests.OneMoreFile town) : IClassFixture<AdoptionTests.OneMoreFile>
{
    private const string Slug = "prova-del-consorzio";

    private const string Common = "modello-di-tutti";
    private const string Unserved = "senza-chi-lo-esegue";

    /// <summary>A consortium with models of its own: two with a second version, one whose outcome nobody carries out, one broken.</summary>
    public sealed class OneMoreFile : TownWithModels
    {
        protected override IEnumerable<(string Name, string Text)> Models
        {
            get
            {
                foreach (var (slug, title) in new[] { (Slug, "Prova del consorzio"), (Common, "Modello di tutti") })
                {
                    var one = ModelSample.Named(slug, title);
                    yield return ($"{slug}.v1.yaml", one);
                    yield return ($"{slug}.v2.yaml", one.Replace("version: 1", "version: 2", StringComparison.Ordinal).Replace("amount: 0.00", "amount: 3.00", StringComparison.Ordinal));
                }
                yield return ($"{Unserved}.v1.yaml", ModelSample.Named(Unserved, "Senza chi lo esegue").Replace("handler: register.entry", "handler: registro.di-domani", StringComparison.Ordinal));
                yield return ("rotto.v1.yaml", "model: rotto\n");
            }
        }
    }

    [Fact]
    public async Task CO42_File_BecomesAService_InEveryComune_FromFormToRegister()
    {
        town.Require();
        using var giuseppe = await town.AsCitizenAsync("Giuseppe Esposito", "santantimo");
        (await giuseppe.GetAsync("/servizi?q=prova%20del%20consorzio")).Main.ShouldContain("Prova del consorzio");
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, Slug);
        (await maria.GetAsync(room)).Main.ShouldContain("Segreteria generale");
    }

    [Fact]
    public async Task CO42_NewVersion_IsAcceptedComuneByComune_CasesStay_DeviationsArePublicWithTheirReason()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var before = Guid.Parse((await ApplicationSample.SubmitAsync(town, maria, Slug)).Split('/')[^1]);
        using var dario = await town.AsStaffAsync("dario");
        var page = await dario.GetAsync($"/desk/procedimenti/{Slug}");
        page.Main.ShouldContain("C'è la versione 2");
        page.Main.ShouldContain("3,00 € invece di 0,00 €");
        // What does not say which page it rests on changes nothing, and keeps what was typed.
        (await Unmarked.SendAllAsync(dario, $"/desk/procedimenti/{Slug}", new() { ["Reason"] = "Un motivo scritto per intero." })).ShouldBe(2);
        dario.Last!.Main.ShouldContain("Un motivo scritto per intero.");
        (await town.ReadAsync("cesa", db => db.Set<Adoption.AdoptedModel>().CountAsync(a => a.Slug == Slug))).ShouldBe(0);
        await dario.GetAsync($"/desk/procedimenti/{Slug}");
        await dario.SubmitAsync(form: "form[action='?handler=Accept']");

        // A shorter term needs its reason; a longer one is refused.
        await dario.GetAsync($"/desk/procedimenti/{Slug}");
        (await dario.SubmitAsync(new() { ["Term"] = "60", ["Reason"] = "Vogliamo più tempo per rispondere." }, form: "main form:not([action])")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("si può solo accorciare");
        await dario.GetAsync($"/desk/procedimenti/{Slug}");
        (await dario.SubmitAsync(new() { ["Term"] = "20", ["Fee.copie"] = "1,50", ["Reason"] = "" }, form: "main form:not([action])")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("il motivo è pubblico");
        dario.Last!.Page.QuerySelector("input[name='Fee.copie']")!.GetAttribute("value").ShouldBe("1,50", "what was typed stays");
        using var colleague = await town.AsStaffAsync("dario");
        await colleague.GetAsync($"/desk/procedimenti/{Slug}");
        (await colleague.SubmitAsync(new() { ["Term"] = "25", ["Reason"] = "La giunta ci ha ripensato una volta." }, form: "main form:not([action])")).Status.ShouldBe(HttpStatusCode.OK);
        (await dario.SubmitAsync(new() { ["Reason"] = "La giunta ha scelto di rispondere prima." }, form: "main form:not([action])")).ShouldBe(HttpStatusCode.Conflict).Main.ShouldContain("Nel frattempo qualcun altro ha cambiato questo procedimento");
        (await dario.SubmitAsync(new() { ["Term"] = "20", ["Fee.copie"] = "1,50", ["Reason"] = "La giunta ha scelto di rispondere prima." }, form: "main form:not([action])")).Status.ShouldBe(HttpStatusCode.OK);

        using var anyone = town.Browser();
        var open = await anyone.GetAsync("/servizi/diversita");
        open.Main.ShouldContain("termine più breve: 20 giorni");
        open.Main.ShouldContain("1,50 €");
        open.Main.ShouldContain("La giunta ha scelto di rispondere prima.");
        using var elsewhere = town.Browser("succivo");
        (await elsewhere.GetAsync("/servizi/diversita")).Main.ShouldContain("Nessuna differenza");

        var after = Guid.Parse((await ApplicationSample.SubmitAsync(town, maria, Slug)).Split('/')[^1]);
        var cases = await town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().Where(c => c.ServiceSlug == Slug).ToDictionaryAsync(c => c.Id));
        (cases[before].ModelVersion, cases[after].ModelVersion).ShouldBe((1, 2));
        cases[before].DueOn.ShouldBeGreaterThan(cases[after].DueOn, "the case stays on the term it began with");
        (cases[after].DueOn.DayNumber - cases[after].OpenedOn.DayNumber).ShouldBeInRange(20, 25);
    }

    [Fact]
    public async Task CO42_OneModel_EightComuni_EachAcceptsWhenItWants_AndKeepsItsOwnDeviation()
    {
        town.Require();
        string[] comuni = [.. town.Services.GetRequiredService<MunicipalityDirectory>().All.Select(m => m.Slug)];
        comuni.Length.ShouldBe(8);
        using var maria = await town.AsCitizenAsync();
        var running = IdOf(await ApplicationSample.SubmitAsync(town, maria, Common));
        using (var dario = await town.AsStaffAsync("dario", "teverola"))
        {
            await dario.GetAsync($"/desk/procedimenti/{Common}");
            await dario.SubmitAsync(new() { ["Term"] = "15", ["Reason"] = "A Teverola le richieste sono poche: rispondiamo prima." }, form: "main form:not([action])");
        }

        // All but the last accept; each sees the differences first.
        foreach (var slug in comuni)
        {
            using var dario = await town.AsStaffAsync("dario", slug);
            (await dario.GetAsync("/desk/procedimenti")).Main.ShouldContain("Modello di tutti");
            var page = await dario.GetAsync($"/desk/procedimenti/{Common}");
            page.Main.ShouldContain("C'è la versione 2");
            page.Main.ShouldContain("3,00 € invece di 0,00 €");
            if (slug == comuni[^1]) continue;
            (await dario.SubmitAsync(form: "form[action='?handler=Accept']")).Main.ShouldNotContain("C'è la versione 2");
        }

        foreach (var slug in comuni)
        {
            // Public pages are kept for half a minute: with a query of its own this visit leaves none for others.
            using var anyone = town.Browser(slug);
            (await anyone.GetAsync($"/servizi/{Common}?otto")).Main.ShouldContain(slug == comuni[^1] ? "0,00 €" : "3,00 €");
            var open = (await anyone.GetAsync("/servizi/diversita?otto")).Main;
            if (slug == "teverola") open.ShouldContain("Modello di tutti termine più breve: 15 giorni A Teverola le richieste sono poche");
            else open.ShouldNotContain("Modello di tutti");
        }
        (await town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == running))).ModelVersion.ShouldBe(1, "a case that runs stays on the version it began with");
    }

    [Fact]
    public async Task Outcome_ThatNobodyCarriesOut_LeavesTheModelOutWhole_AndTheDoctorSaysWhere()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        (await maria.GetAsync($"/servizi/{Unserved}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await maria.GetAsync($"/servizi/{Unserved}/domanda")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await maria.GetAsync("/api/v1/servizi")).Text.ShouldNotContain(Unserved);
        using var elsa = await town.AsStaffAsync("elsa");
        (await elsa.GetAsync("/desk/procedimenti")).Main.ShouldNotContain("Senza chi lo esegue");

        var told = await town.InAsync("cesa", services => Task.FromResult(services.GetServices<IDiagnosis>().SelectMany(diagnosis => diagnosis.Look()).Select(finding => finding.InWords).ToList()));

        var line = ModelSample.Good.Split('\n').TakeWhile(row => !row.Contains("handler:", StringComparison.Ordinal)).Count() + 1;
        told.ShouldContain(words => words.StartsWith($"{Unserved}.v1.yaml, riga {line}: «registro.di-domani» non è un esito", StringComparison.Ordinal));
        told.ShouldNotContain(words => words.Contains("accesso-civico", StringComparison.Ordinal), "the others are well");
    }
}
