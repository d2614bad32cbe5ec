using System.Net;
using Liburia.Platform;
using Liburia.Procedures.Cases;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Procedures.Tests;

/// <summary>One model, eight Comuni: a new file is a new service; a new version is accepted by each; deviations are few, reasoned and public.</summary>
public sealed class AdoptionTests(AdoptionTests.OneMoreFile town) : IClassFixture<AdoptionTests.OneMoreFile>
{
    private const string Slug = "prova-del-consorzio";

    /// <summary>An installation whose consortium put two versions of a model of its own, and a broken one, into the data folder.</summary>
    public sealed class OneMoreFile : SqliteTown
    {
        protected override async Task<Installation> CopyTemplateAsync()
        {
            var installation = await base.CopyTemplateAsync();
            var folder = Directory.CreateDirectory(Path.Combine(installation.DataFolder, "models")).FullName;
            var assembly = typeof(ProceduresModule).Assembly;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().First(n => n.EndsWith("accesso-civico-generalizzato.v1.yaml", StringComparison.Ordinal)))!);
            var one = (await reader.ReadToEndAsync()).Replace("model: accesso-civico-generalizzato", $"model: {Slug}", StringComparison.Ordinal).Replace("title: { it: Accesso civico generalizzato, en: Freedom of information request }", "title: { it: Prova del consorzio, en: Trial of the consortium }", StringComparison.Ordinal)
                .Replace("deviations: [office, term]", "deviations: [office, term, fees]", StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{Slug}.v1.yaml"), one);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{Slug}.v2.yaml"), one.Replace("version: 1", "version: 2", StringComparison.Ordinal).Replace("amount: 0.00", "amount: 3.00", StringComparison.Ordinal));
            await File.WriteAllTextAsync(Path.Combine(folder, "rotto.v1.yaml"), "model: rotto\n");
            return installation;
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
        await dario.SubmitAsync(form: "form[action='?handler=Accept']");

        // A shorter term needs its reason; a longer one is refused.
        await dario.GetAsync($"/desk/procedimenti/{Slug}");
        (await dario.SubmitAsync(new() { ["Term"] = "60", ["Reason"] = "Vogliamo più tempo per rispondere." }, form: "main form:not([action])")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("si può solo accorciare");
        await dario.GetAsync($"/desk/procedimenti/{Slug}");
        (await dario.SubmitAsync(new() { ["Term"] = "20", ["Reason"] = "" }, form: "main form:not([action])")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("il motivo è pubblico");
        await dario.GetAsync($"/desk/procedimenti/{Slug}");
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
}
