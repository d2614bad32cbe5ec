using System.Text.RegularExpressions;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Diagnosis;
using Liburia.Platform.Help;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Liburia.TestKit;
using Liburia.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>What the modules declare in their plugs holds together, and what stands below the modules names none of them.</summary>
public sealed class PlugTests(SqliteTown town) : IClassFixture<SqliteTown>
{
    private const int Longest = 160;
    private static readonly string Root = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Liburia.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }

    private static IEnumerable<string> Sources(string project) => Directory.EnumerateFiles(Path.Combine(Root, "src", project), "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".cs" or ".cshtml").Where(file => !Regex.IsMatch(file[Root.Length..], @"[\\/](bin|obj|node_modules)[\\/]"));

    private List<RouteEndpoint> Pages() =>
        [.. town.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null)];

    [Fact]
    public void Plugs_StayShort_CountedInLinesThatCanBeRead()
    {
        foreach (var module in Modules.All)
            File.ReadLines(Path.Combine(Root, "src", module.Name, $"{module.Name}Module.cs")).Sum(line => Math.Max(1, (line.Length + Longest - 1) / Longest))
                .ShouldBeLessThan(150, module.Name);
    }

    /// <summary>The list in Web and the references of projects aside, nothing below or above the modules says the name of one, of its rights, or of its
    /// pages.</summary>
    [Fact]
    public void PlatformDesignAndWeb_KnowNoModuleByName()
    {
        var modules = Modules.All.Where(module => module.Name is not "Design").Select(module => module.Name).ToList();
        var names = new Regex($@"Liburia\.({string.Join('|', modules)})\b|""({string.Join('|', Modules.All.SelectMany(m => m.Permissions).Select(p => Regex.Escape(p.Name)))})""");
        foreach (var project in (string[])["Platform", "Design"])
            foreach (var file in Sources(project)) File.ReadAllLines(file).Where(line => names.IsMatch(line)).ShouldBeEmpty(file);
        // FirstAccess is Identity's door, through its contract.
        foreach (var file in Sources("Web").Where(file => Path.GetFileName(file) != "Modules.cs"))
            File.ReadAllLines(file).Where(line => names.IsMatch(line) && !line.StartsWith("using Liburia.Identity.Contracts;", StringComparison.Ordinal)).ShouldBeEmpty(file);
    }

    [Fact]
    public void Roles_HoldOnlyWhatSomeModuleDeclares_AndFunctionsAndCommandsAreNamedOnce()
    {
        var declared = Modules.All.SelectMany(module => module.Permissions).Select(permission => permission.Name).ToHashSet();
        var roles = Roles.Of(Modules.All);
        roles.Select(role => role.Key).ShouldBeUnique();
        roles.SelectMany(role => role.Holds).Where(name => !declared.Contains(name)).ShouldBeEmpty();
        Modules.All.SelectMany(module => module.Permissions).SelectMany(permission => permission.Roles).Where(role => role != Roles.Everyone && roles.All(known => known.Key != role)).ShouldBeEmpty();
        Modules.All.SelectMany(module => module.Searches).Where(search => !declared.Contains(search.Permission)).ShouldBeEmpty();
        Modules.All.SelectMany(module => module.Functions).Select(function => function.Key).ShouldBeUnique();
        Modules.All.SelectMany(module => module.Commands).Select(command => command.Name).ShouldBeUnique();
        ModuleFiles.Of(Modules.All, "Law.terms.csv").Count().ShouldBeGreaterThan(1);
        Terms.Find("cambio-indirizzo-accertamenti", new(2026, 11, 29)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Bundles_KeepToTheirBudget_AddOnlyWhatAPolicyMayBear_AndLoadOnlyWhereUsed()
    {
        town.Require();
        var bundles = Modules.All.SelectMany(module => module.Bundles).ToList();
        bundles.Select(bundle => bundle.Name).ShouldBeUnique();
        using var anyone = town.Browser();
        foreach (var bundle in bundles)
        {
            var weight = 0;
            foreach (var path in new[] { bundle.Script, bundle.Style }.OfType<string>())
            {
                var file = (await anyone.GetAsync(path)).ShouldBe(System.Net.HttpStatusCode.OK);
                weight += System.Text.Encoding.UTF8.GetByteCount(file.Text);
            }
            weight.ShouldBeInRange(1, bundle.MaxBytes, bundle.Name);
            bundle.Policy.Where(source => source.Directive is not ("script-src" or "img-src" or "connect-src" or "worker-src" or "media-src") || source.Source is not ("blob:" or "data:" or "'self'" or "'wasm-unsafe-eval'")).ShouldBeEmpty(bundle.Name);
            Pages().Count(page => page.Metadata.GetMetadata<UsesAttribute>()?.Bundles.Contains(bundle.Name) == true).ShouldBeGreaterThan(0, bundle.Name);
        }
        Pages().SelectMany(page => page.Metadata.GetMetadata<UsesAttribute>()?.Bundles ?? []).Where(name => bundles.All(bundle => bundle.Name != name)).ShouldBeEmpty();
        // A page without it sends none of it; the one that uses it does.
        (await anyone.GetAsync("/servizi")).Text.ShouldNotContain("/assets/procedures/place.js");
        using var maria = await town.AsCitizenAsync();
        await maria.GetAsync("/servizi/segnalazione-disservizio/domanda");
        (await maria.SubmitAsync(form: "main form[method=post]:not([action])")).Text.ShouldContain("<script src=\"/assets/procedures/place.js\" defer>");
    }

    [Fact]
    public async Task Help_IsOfPagesThatAreThere_AndShowsOnThem()
    {
        town.Require();
        var help = town.Services.GetRequiredService<HelpBook>();
        var routes = Pages().Select(page => page.RoutePattern.RawText!.TrimStart('/')).ToHashSet();
        help.All.ShouldNotBeEmpty();
        help.All.Select(page => page.Route).Where(route => !routes.Contains(route)).ShouldBeEmpty();
        using var anna = await town.AsStaffAsync();
        var residents = await anna.GetAsync("/desk/residenti");
        residents.Page.QuerySelector("aside[aria-label=Aiuto] summary")!.TextContent.ShouldContain("trovare un residente");
        residents.Page.QuerySelectorAll("aside[aria-label=Aiuto] li").Length.ShouldBe(3);
        (await anna.GetAsync("/desk/il-mio-accesso")).Page.QuerySelector("aside[aria-label=Aiuto]").ShouldBeNull("no help is written of it");
    }

    [Fact]
    public async Task DeskSearch_AndHomeCards_ComeFromTheModules_ForWhoMay()
    {
        town.Require();
        using var anna = await town.AsStaffAsync();
        var today = await anna.GetAsync("/desk");
        today.Page.QuerySelector("form[action='/desk/residenti'] input[name=q]")!.GetAttribute("placeholder")!.ShouldContain("Cerca un residente");
        today.Page.QuerySelectorAll("main dt").Select(card => card.TextContent.Trim()).ShouldBe(["In ritardo", "In scadenza oggi", "Aperte", "Lavori in attesa o fermi"]);
        using var gino = await town.AsStaffAsync("gino");
        (await gino.GetAsync("/desk")).Page.QuerySelector("header form[role=search]").ShouldBeNull();
    }

    [Fact]
    public async Task Onboarding_BlocksOnAFunctionWithoutAnOffice_AndAsksTheModulesToo()
    {
        town.Require();
        async Task<IReadOnlyList<OnboardingItem>> ListAsync() => await Onboarding.OfAsync(town.Services, town.Installation, town.Municipality("casandrino"), town.Clock);
        (await ListAsync()).Single(item => item.What == "funzioni degli uffici").Well.ShouldBeTrue();
        (await ListAsync()).Single(item => item.What == "popolazione").InWords.ShouldBe("l'anagrafe è caricata");
        await town.ReadAsync("casandrino", db => db.Set<AssignedFunction>().Where(function => function.FunctionKey == "tributi").ExecuteDeleteAsync());
        var missing = (await ListAsync()).Single(item => item.What == "funzioni degli uffici");
        (missing.Well, missing.Blocks).ShouldBe((false, true));
        missing.InWords.ShouldContain("nessun ufficio per: Tributi");
    }

    /// <summary>Who belongs to what: several aggregations, each with a lead of its own and never two; a file of the version before keeps its lead.</summary>
    [Fact]
    public void CV03_Aggregations_AreMany_EachWithOneLead()
    {
        var folder = Directory.CreateTempSubdirectory("liburia-aggregations-").FullName;
        try
        {
            var installation = new Installation { DataFolder = folder };
            var directory = new MunicipalityDirectory(installation);
            var (cesa, antimo) = (town.Municipality("cesa"), town.Municipality("santantimo"));
            cesa.Aggregations.ShouldBe([new Membership("Consorzio Liburia")]);
            antimo.Aggregations.ShouldBe([new Membership("Consorzio Liburia", IsLead: true)]);
            directory.Replace([antimo, cesa with { Aggregations = [.. cesa.Aggregations, new("Unione atellana", IsLead: true)] }]);
            new MunicipalityDirectory(installation).Find("cesa")!.Aggregations.Select(a => (a.Name, a.IsLead)).ShouldBe([("Consorzio Liburia", false), ("Unione atellana", true)]);
            Should.Throw<InvalidOperationException>(() => directory.Put(antimo with { Aggregations = [.. antimo.Aggregations, new("Unione atellana", IsLead: true)] })).Message
                .ShouldBe("«Unione atellana» ha più di un capofila: Comune di Sant'Antimo, Comune di Cesa.");

            var file = Path.Combine(folder, "directory.json");
            var lists = new Regex(@"""Aggregations"": \[.*?\]", RegexOptions.Singleline, TimeSpan.FromSeconds(1));
            File.WriteAllText(file, lists.Replace(lists.Replace(File.ReadAllText(file), @"""IsLead"": true", 1), @"""IsLead"": false"));
            new MunicipalityDirectory(installation).Find("santantimo")!.Aggregations.ShouldBe([new Membership("Consorzio Liburia", IsLead: true)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
